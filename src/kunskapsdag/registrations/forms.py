"""Reads what people write about themselves."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, Signer
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core.fields import EmailField, LineField, ParagraphField
from kunskapsdag.core.text import has_web_address
from kunskapsdag.organisations import queries as organisations
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.pages.dates import short_day
from kunskapsdag.registrations.enums import Category, Obstacle, Way
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries.series import Occasion
from kunskapsdag.registrations.rules import PersonDetails, email_key
from kunskapsdag.registrations.sections import Asked

AS_WRITTEN = "as_written"
# Online for now, and in the line for a place on site: offered where the room is full.
ONLINE_IN_LINE = "online_in_line"
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
signer = Signer(salt="kunskapsdag.registrations.form")


def new_form_key(slug: str) -> str:
    """Return a key for one showing of the form; signed, so that nobody can choose another person's."""
    return signer.sign(f"{slug}:{uuid.uuid4().hex}")


def read_form_key(slug: str, signed: str) -> uuid.UUID:
    """Return the form's key; a missing or foreign one gives a new key, which only means that nothing can be repeated."""
    try:
        event, _colon, key = signer.unsign(signed[:400]).partition(":")
        if event == slug:
            return uuid.UUID(hex=key)
    except (BadSignature, ValueError):
        pass
    return uuid.uuid4()


class PersonForm(forms.Form):
    """Who comes: used for registering, for changing details and for a substitute."""

    error_css_class = "invalid"
    use_required_attribute = True
    prefix = None

    name = LineField(
        label=_("Name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    email = EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "spellcheck": "false"}),
        help_text=_("Your confirmation and the link to your registration are sent here."),
        error_messages={
            "required": _("Write your e-mail address."),
            "invalid": _("This is not a whole e-mail address. It should look like namn@kommun.se."),
        },
    )
    organisation = LineField(
        label=_("Municipality, region or other organisation"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "list": "organisations", "spellcheck": "false"}),
        help_text=_("Begin to write, for example Falk, and choose from the list. If yours is missing, write its name."),
        error_messages={"required": _("Write where you work or have your commission.")},
    )
    organisation_choice = forms.CharField(required=False, max_length=40)
    role = LineField(
        label=_("Title or commission"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        help_text=_("For example chair of the municipal executive board, or head of development."),
    )
    category = forms.ChoiceField(
        label=_("I take part as"),
        choices=[
            (Category.ELECTED, _("elected representative")),
            (Category.OFFICIAL, _("official")),
            (Category.OTHER, _("other")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how you take part.")},
    )
    way = forms.ChoiceField(
        label=_("How do you take part?"),
        choices=[
            (Way.ON_SITE, _("On site")),
            (Way.ONLINE, _("Online")),
            (ONLINE_IN_LINE, _("Online, and in line for a place on site")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether you take part on site or online.")},
    )
    food = ParagraphField(
        label=_("Food"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Allergies or special food. Read only by the one who orders the food, and erased after the day."),
    )
    access = ParagraphField(
        label=_("Accessibility"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For example a hearing loop, or a place for a wheelchair. Erased after the day."),
    )
    on_participant_list = forms.BooleanField(
        label=_("My name, title and organisation may be on the list of participants"), required=False
    )
    invoice_reference = LineField(
        label=_("Invoice reference"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Your employer's reference code or order number. You can add it later."),
    )

    def __init__(
        self, *args: Any, has_fee: bool = True, has_ways: bool = False, sections: Sequence[Asked] = (), **kwargs: Any
    ) -> None:
        """Leave out what there is nothing to say of: the invoice reference where the day is free, the way where there is one.

        ``sections`` are read and told of with the form.
        """
        super().__init__(*args, **kwargs)
        self.sections = list(sections)
        self.candidates: list[Organisation] = []
        self.found: tuple[int | None, str] = (None, "")
        if not has_fee:
            del self.fields["invoice_reference"]
        if self.initial.get("category") == Category.SPEAKER:  # the office has said so, and she stays one
            self.fields["category"].choices = [*self.fields["category"].choices, (Category.SPEAKER, Category.SPEAKER.label)]  # type: ignore[attr-defined]
        if not has_ways:
            del self.fields["way"]

    def is_valid(self) -> bool:
        """Read the sections too, all of them, so that every fault is told at once."""
        forms_read = [super().is_valid(), *(asked.form.is_valid() for asked in self.sections)]
        return all(forms_read)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return every fault as the id of its field (empty where it has none) and its sentence, in the order of the page."""
        return [fault for form in (self, *(asked.form for asked in self.sections)) for fault in faults_of(form)]

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """Return what the sections were answered; call it only when the form is valid."""
        return {asked.section.name: asked.form.cleaned_data for asked in self.sections}

    def tell(self, error: RegistrationError) -> None:
        """Put what a rule said beside its field, in the section that it speaks of."""
        form = next((asked.form for asked in self.sections if asked.section.name == error.section), self)
        form.add_error(error.field if error.field in form.fields else None, str(error.text))

    def clean_name(self) -> str:
        """Refuse what cannot be a name; it is read out and printed, and it stands in mails."""
        name: str = self.cleaned_data["name"]
        if not any(char.isalpha() for char in name):
            raise ValidationError(_("Write your name with letters."))
        if has_web_address(name):
            raise ValidationError(_("Write only your name here, no web address."))
        return name

    def clean_email(self) -> str:
        """Refuse an address that grows too long when letter case is taken away ("ß" becomes "ss")."""
        email: str = self.cleaned_data["email"]
        if len(email_key(email)) > LONGEST_ADDRESS:
            raise ValidationError(_("This is not a whole e-mail address. It should look like namn@kommun.se."))
        return email

    def clean(self) -> dict[str, Any]:
        """Find the organisation in the register; where several fit, ask which one."""
        cleaned = super().clean() or {}
        written = cleaned.get("organisation")
        if not written:
            return cleaned
        choice = cleaned.get("organisation_choice", "")
        self.found = (organisations.ids_by_name().get(written), written)
        if self.found[0] is None:
            self._recognise(written, choice)
        return cleaned

    def _recognise(self, written: str, choice: str) -> None:
        found = organisations.recognise(written)
        meant = found.organisation or next((one for one in found.candidates if str(one.pk) == choice), None)
        if meant is not None:
            self.found = (meant.pk, meant.name)
        elif found.candidates and choice != AS_WRITTEN:
            self.candidates = list(found.candidates)
            self.add_error("organisation", _("Which one do you mean? Choose below."))

    def person(self) -> PersonDetails:
        """Return the details; call it only when the form is valid."""
        data = self.cleaned_data
        organisation_id, organisation_name = self.found
        return PersonDetails(
            name=data["name"],
            email=data["email"],
            organisation_id=organisation_id,
            organisation_name=organisation_name,
            role=data["role"],
            category=data["category"],
            on_participant_list=data["on_participant_list"],
            invoice_reference=data.get("invoice_reference", ""),
            food=data["food"],
            access=data["access"],
            way=Way.ONLINE if data.get("way") in (Way.ONLINE, ONLINE_IN_LINE) else Way.ON_SITE,
            wants_on_site=data.get("way") == ONLINE_IN_LINE,
        )


def faults_of(form: forms.Form) -> list[tuple[str, str]]:
    """Return a form's faults as the id of the field (empty where it has none) and the sentence."""
    alone = [("", str(fault)) for fault in form.non_field_errors()]
    beside = [(bound.id_for_label or f"{bound.auto_id}_0", str(bound.errors[0])) for bound in form if bound.errors]
    return alone + beside


class WayForm(forms.Form):
    """How she takes part on one of several days, where that day is held both on site and online."""

    way = PersonForm.base_fields["way"]


class SeriesForm(PersonForm):
    """Who comes, and to which days of a series; what each day asks stands under it."""

    days = forms.MultipleChoiceField(
        label=_("Which days do you want to come to?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one day."), "invalid_choice": _("Choose among the days of the series.")},
    )

    def __init__(self, *args: Any, occasions: Sequence[Occasion], **kwargs: Any) -> None:
        """``occasions``: the days of the series, those included that cannot be ticked now."""
        super().__init__(*args, has_fee=any(one.terms.has_fee for one in occasions), **kwargs)
        self.occasions = occasions
        self.fields["days"].choices = [(str(one.event.pk), one.event.title) for one in occasions]  # type: ignore[attr-defined]
        data = self.data if self.is_bound else None
        self.ways = {one.event.pk: WayForm(data, prefix=f"dag{one.event.pk}") for one in occasions if one.has_ways}

    def is_valid(self) -> bool:
        """Read what stands under each ticked day too; what stands under the others is kept as it was sent, and not judged."""
        ticked = self.ticked
        for one in self.occasions:
            if str(one.event.pk) not in ticked:
                one.leave_unread()
        read = [super().is_valid(), *(form.is_valid() for one in self.chosen for form in self._forms_of(one))]
        return all(read)

    @property
    def chosen(self) -> list[Occasion]:
        """Return the days that are ticked, in the order of the page."""
        return [one for one in self.occasions if str(one.event.pk) in self.ticked]

    def _forms_of(self, one: Occasion) -> list[forms.Form]:
        way = [self.ways[one.event.pk]] if one.event.pk in self.ways else []
        return [*way, *(asked.form for asked in one.asked)]

    def clean_days(self) -> list[Occasion]:
        """Return the days ticked; one that only the invited can come to is not registered for here."""
        chosen = self.chosen
        for one in chosen:
            if one.obstacle == Obstacle.INVITED:
                raise ValidationError(one.obstacle.label)
        return chosen

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return every fault, those under a day with the day before them, so that each leads to its field."""
        found = faults_of(self)
        if not self.is_bound:
            return found
        for one in self.chosen:
            day = short_day(one.event.first_day)
            found += [(target, f"{day}: {text}") for form in self._forms_of(one) for target, text in faults_of(form)]
        return found

    def person_on(self, one: Occasion) -> PersonDetails:
        """Return her details as they hold for one of the days; call it only when the form is valid."""
        way = self.ways[one.event.pk].cleaned_data["way"] if one.event.pk in self.ways else Way.ON_SITE
        return replace(
            self.person(),
            way=Way.ONLINE if way in (Way.ONLINE, ONLINE_IN_LINE) else Way.ON_SITE,
            wants_on_site=way == ONLINE_IN_LINE,
        )

    def tell_on(self, event_id: int, error: RegistrationError) -> None:
        """Put what a rule of one of the days said beside its field under that day."""
        one = next(one for one in self.occasions if one.event.pk == event_id)
        form = next((asked.form for asked in one.asked if asked.section.name == error.section), self.ways.get(event_id, self))
        form.add_error(error.field if error.field in form.fields else None, str(error.text))

    @property
    def ticked(self) -> set[str]:
        """Return what is ticked, as it was sent."""
        return set(self["days"].value() or ())


class NeedsForm(forms.Form):
    """The needs alone, for who writes them down for somebody else."""

    food = PersonForm.base_fields["food"]
    access = PersonForm.base_fields["access"]


def initial_for(registration: Registration) -> dict[str, Any]:
    """Return what the form shows when someone changes her own details."""
    needs = getattr(registration, "needs", None)
    if needs is not None and not needs.is_readable:
        needs = None  # She writes them again; without this she could not change anything else either.
    return {
        "name": registration.name,
        "email": registration.email,
        "organisation": registration.organisation_name,
        "role": registration.role,
        "category": registration.category,
        "on_participant_list": registration.on_participant_list,
        "invoice_reference": registration.invoice_reference,
        "food": needs.food if needs else "",
        "access": needs.access if needs else "",
    }
