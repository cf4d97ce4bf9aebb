"""Reads what the organiser writes: the day with all its parts, a copy, a reason, a person."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from kunskapsdag.core import clock
from kunskapsdag.core.fields import LineField
from kunskapsdag.core.text import is_number
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.municipalities.models import County
from kunskapsdag.orders.models import Order
from kunskapsdag.organisations import queries as organisations
from kunskapsdag.parts import queries as part_queries
from kunskapsdag.programme.models import Person
from kunskapsdag.registrations.enums import Category, State, Way
from kunskapsdag.registrations.errors import RegistrationError, RuleOfTheDay
from kunskapsdag.registrations.forms import PersonForm
from kunskapsdag.registrations.rules import PersonDetails, contradictions
from kunskapsdag.website.organiser import listing, parts, terms
from kunskapsdag.website.organiser.actions import free_slug

LAST_YEAR = 2100
SOMEONE_ELSE = _(
    "Someone else has saved this day since you opened it. Nothing of yours is saved. Open the day in a new tab, "
    "see what has changed there, and bring over what you have written here."
)
NOT_OF_THE_DAY = _("Choose among those who take part in the day.")
NO_LONGER_OF_THE_DAY = _("No longer among the speakers: %(names)s. Add them again under Speakers, or clear the ticks here.")


@dataclass(frozen=True)
class Cast:
    """Who can be ticked in the programme of one day, and who of them was removed from the day in the same form."""

    choices: list[tuple[int, str]]
    gone: frozenset[int]


class PersonsField(forms.ModelMultipleChoiceField):
    """Boxes to tick; what is no person's number is told at the field before the database is asked about it."""

    default_error_messages: ClassVar = {"invalid_choice": NOT_OF_THE_DAY}
    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> Any:
        """Return the persons who are ticked."""
        if not all(is_number(str(key)) for key in value or ()):
            raise ValidationError(NOT_OF_THE_DAY, code="invalid_choice")
        return super().clean(value)


class ItemForm(WagtailAdminModelForm):
    """A line of the programme; the persons to choose among are those who take part in the day."""

    persons = PersonsField(label=_("With"), queryset=Person.objects.none(), required=False)

    def __init__(self, *args: Any, cast: Cast | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.gone = cast.gone if cast else frozenset()
        if cast is not None:
            field = self.fields["persons"]
            field.queryset = Person.objects.filter(pk__in=[key for key, _name in cast.choices])
            field.widget.choices = cast.choices

    def clean_persons(self) -> Any:
        """Refuse those who were removed from the day in the same form: a programme names nobody who does not come."""
        persons = self.cleaned_data["persons"]
        gone = [person.name for person in persons if person.pk in self.gone]
        if gone:
            raise ValidationError(NO_LONGER_OF_THE_DAY, params={"names": ", ".join(gone)})
        return persons

    def clean(self) -> dict[str, Any]:
        """Refuse an item that ends before it starts."""
        cleaned: dict[str, Any] = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The item must end after it starts."))
        return cleaned


class EventForm(WagtailAdminModelForm):
    """A day with its programme, speakers and fee. ``loaded`` tells how the day stood when the form was shown."""

    loaded = forms.CharField(required=False, widget=forms.HiddenInput)
    # What new rules for the places lead to, as it was shown; see saving.
    consequences = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["loaded"] = loaded(self.instance)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            # The programme's file, the form and the calendar file have been sent to people at this address.
            self.fields["slug"].disabled = bool(self.instance.pk and self.instance.is_public)
        formsets = getattr(self, "formsets", {})
        _read_at_once(formsets)
        terms.read_at_once(formsets)
        if "programme_items" in formsets:
            formsets["programme_items"].form_kwargs["cast"] = self._cast()
        for formset in formsets.values():
            _rows(formset)

    def _cast(self) -> Cast:
        """Return those who can be ticked in the programme; they need not be saved as speakers yet."""
        stored: dict[int, int] = {}
        in_items: set[int] = set()
        if self.instance.pk:
            stored = dict(self.instance.speakers.values_list("pk", "person_id"))
            items = self.instance.programme_items.prefetch_related("persons")
            in_items = {person.pk for item in items for person in item.persons.all()}
        rows = [(row.instance.pk, _chosen(row), row["DELETE"].value()) for row in _rows(self.formsets["speakers"])]
        sent = {key for key, _person, _is_removed in rows}
        takes_part = {person for key, person in stored.items() if key not in sent}
        takes_part |= {person for _key, person, is_removed in rows if person and not is_removed}
        known = {*stored.values(), *(person for _key, person, _is_removed in rows if person)}
        persons = Person.objects.filter(pk__in=known | in_items).order_by("name", "pk")
        return Cast(choices=list(persons.values_list("pk", "name")), gone=frozenset(known - takes_part))

    def clean(self) -> dict[str, Any]:
        """Refuse what others have changed meanwhile, and a status that nobody explains; make an address from the title."""
        cleaned: dict[str, Any] = super().clean()
        title = cleaned.get("title") or ""
        # A new day's address that the browser has made from the title is as good as none: nobody chose it.
        is_made = not self.instance.pk and cleaned.get("slug") == slugify(title)
        if "slug" in cleaned and (not cleaned["slug"] or is_made):
            starts = cleaned.get("starts_at")
            cleaned["slug"] = free_slug(title, clock.swedish(starts).year if starts else LAST_YEAR)
        if self.instance.pk and self.loaded_at() != self.instance.changed_at:
            raise ValidationError(SOMEONE_ELSE, code="changed_meanwhile")
        if cleaned.get("status") in (Status.MOVED, Status.CANCELLED) and not cleaned.get("status_text"):
            self.add_error("status_text", _("Write a sentence that tells why: it stands on the invitation."))
        return cleaned

    def is_valid(self) -> bool:
        """Check the programme against the days of the event too; each fault stands beside its field."""
        valid: bool = super().is_valid()
        items = self.formsets.get("programme_items")
        if items is None or not valid:
            return valid
        valid = self._has_rules_that_can_be_kept()
        valid = terms.are_consistent(self) and valid
        valid = parts.are_consistent(self) and valid
        first, last = self.instance.first_day, self.instance.last_day
        for form in items.forms:
            day = form.cleaned_data.get("day") if not form.cleaned_data.get("DELETE") else None
            if day and not first <= day <= last:
                form.add_error("day", _("The event is not held on this day."))
                valid = False
        return valid

    def _has_rules_that_can_be_kept(self) -> bool:
        """Tell beside each rule for the places what contradicts it."""
        formset = self.formsets.get("place_rules")
        rows = [row for row in formset.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")] if formset else []
        rows.sort(key=lambda row: row.cleaned_data.get("ORDER") or 0)
        faults = contradictions.faults(
            [_written(row.cleaned_data) for row in rows],
            capacity=self.cleaned_data.get("capacity"),
            first_day=self.instance.first_day,
            decision_day=self.cleaned_data.get("decision_day") if self.cleaned_data.get("needs_approval") else None,
            registering=_registering(self.cleaned_data),
        )
        for fault in faults:
            rows[fault.place].add_error(fault.field, fault.text)
        return not faults

    def loaded_at(self) -> dt.datetime | None:
        """Return when the day had last been changed as the form was shown; None for a form that doesn't tell."""
        moment, _bar, _capacity = str(self.cleaned_data.get("loaded") or "").partition("|")
        try:
            return parse_datetime(moment)
        except ValueError:
            return None

    def loaded_capacity(self) -> int | None:
        """Return the number of places as the form was shown."""
        _moment, _bar, capacity = str(self.cleaned_data.get("loaded") or "").partition("|")
        return int(capacity) if is_number(capacity) else None


def _registering(data: dict[str, Any]) -> contradictions.Registering:
    opens_at, closes_at = data.get("registration_opens_at"), data.get("registration_closes_at")
    return contradictions.Registering(
        opens_on=clock.swedish(opens_at).date() if opens_at else None,
        # "Closes at 24:00" is the last moment of the day before.
        closes_on=clock.swedish(closes_at - dt.timedelta(microseconds=1)).date() if closes_at else None,
        has_waiting_list=bool(data.get("has_waiting_list")),
    )


def _written(row: dict[str, Any]) -> contradictions.Written:
    county, organisation = row.get("county"), row.get("organisation")
    return contradictions.Written(
        kind=row["kind"],
        number=row.get("number"),
        who=row["who"],
        county=county.pk if county else None,
        organisation=organisation.pk if organisation else None,
        until=row.get("until"),
        name=str(county or organisation or ""),
        organisation_county=organisation.county_id if organisation else None,
    )


def _read_at_once(formsets: dict[str, Any]) -> None:
    """Ask once for what the rows of the lists show, not once for each row."""
    items, speakers = formsets.get("programme_items"), formsets.get("speakers")
    if items is not None and isinstance(items.queryset, QuerySet):
        items.queryset = items.queryset.prefetch_related("persons")
    if speakers is None or not isinstance(speakers.queryset, QuerySet):
        return
    speakers.queryset = speakers.queryset.select_related("person")
    for row in _rows(speakers):
        if row.instance.person_id:
            row.fields["person"].widget.known = {str(row.instance.person_id): row.instance.person}


def _rows(formset: Any) -> list[Any]:
    """Return the forms of a list; one that says it changes a row but names none was not sent by our page: 400."""
    try:
        rows: list[Any] = formset.forms
    except (KeyError, ValidationError) as error:
        raise BadRequest(f"{formset.prefix}: a row without its number") from error
    return rows


def _chosen(row: Any) -> int | None:
    """Return the person chosen in a speaker's row, as stored or as sent; what cannot be anybody's number is nobody."""
    value = str(row["person"].value() or "")
    return int(value) if is_number(value) else None


def loaded(event: Event) -> str:
    """Return how the day stands now, for the form to give back."""
    return f"{event.changed_at.isoformat()}|{event.capacity if event.capacity is not None else ''}"


SURE = _("Yes, make the day although its date has passed")
HAS_BEEN = _("This date has passed, so nobody could register. Change it, or tick below that you mean it.")


class CopyForm(forms.Form):
    """The name and date of the new day."""

    title = LineField(label=_("Title"), max_length=160)
    day = forms.DateField(
        label=_("New date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "The same weekday next year is suggested. The opening, the last day to register and the programme move "
            "as many days."
        ),
    )
    # Asked only where it is needed.
    is_sure = forms.BooleanField(label=SURE, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask nothing about the past before it is needed."""
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            del self.fields["is_sure"]

    def clean(self) -> dict[str, Any]:
        """Ask once whether a day that has been is meant."""
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        if day is None or day >= clock.today():
            del self.fields["is_sure"]
        elif not cleaned.get("is_sure"):
            self.add_error("day", HAS_BEEN)
        return cleaned

    def clean_day(self) -> dt.date:
        """Refuse years that are a slip of the finger."""
        day: dt.date = self.cleaned_data["day"]
        if not 1990 <= day.year < LAST_YEAR:  # noqa: PLR2004  (years that a mistyped date falls outside)
            raise ValidationError(_("Check the year."))
        return day


class ReasonForm(forms.Form):
    """Why: kept in the log, and told to the person."""

    reason = LineField(
        label=_("Reason"),
        max_length=250,
        required=False,
        help_text=_("Kept in the log and told to the person in the mail. Write nothing about health."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class GivePlaceForm(ReasonForm):
    """Giving a place past the queue."""

    raise_capacity = forms.BooleanField(label=_("Raise the number of places by one where the day is full"), required=False)


PAST_RULES = "past_rules"


class StaffPersonForm(PersonForm):
    """The public form with words for the one who writes for someone else."""

    def __init__(self, *args: Any, with_needs: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.with_needs = with_needs
        if PAST_RULES in self.data:
            self._ask_past_rules()
        if not with_needs:
            del self.fields["food"], self.fields["access"]
        self.names = organisations.all_names()
        self.fields["name"].error_messages["required"] = _("Write the person's name.")
        self.fields["email"].error_messages["required"] = _("Write the person's e-mail address.")
        self.fields["email"].help_text = _("The confirmation and the person's own link are sent here.")
        self.fields["organisation"].error_messages["required"] = _("Write the person's organisation.")
        self.fields["organisation"].help_text = _("Begin to write, for example Falk, and choose from the list.")
        self.fields["category"].label = _("Takes part as")
        self.fields["category"].choices = Category.choices  # type: ignore[attr-defined]
        if "way" in self.fields:
            self.fields["way"].label = _("Takes part")
            self.fields["way"].error_messages["required"] = _("Choose whether the person takes part on site or online.")
        self.fields["category"].error_messages["required"] = _("Choose how the person takes part.")
        self.fields["on_participant_list"].label = _("The person has agreed to be on the list of participants")
        if "invoice_reference" in self.fields:
            self.fields["invoice_reference"].help_text = _(
                "The employer's reference code or order number. It can be added later."
            )

    def _ask_past_rules(self) -> None:
        self.fields[PAST_RULES] = forms.BooleanField(
            label=_("Hand on the place all the same, past the rule"),
            required=False,
            help_text=_("The log keeps who did it, and past which rule."),
        )

    def tell(self, error: RegistrationError) -> None:
        """Put what a rule said beside its field; a rule for the places may be set aside, when it has been read."""
        super().tell(error)
        if isinstance(error, RuleOfTheDay):
            self._ask_past_rules()

    @property
    def past_rules(self) -> bool:
        """Return whether a rule for the places is set aside."""
        return bool(self.cleaned_data.get(PAST_RULES))

    def person_with(self, *, food: str, access: str) -> PersonDetails:
        """Return the details, with needs that the form did not show."""
        self.cleaned_data |= {"food": food, "access": access}
        return self.person()


class ListForm(forms.Form):
    """What the list is to show; words that are no choice count as nothing chosen."""

    q = LineField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, e-mail, organisation or number")}),
    )
    status = forms.ChoiceField(label=_("State"), required=False)
    som = forms.ChoiceField(label=_("Takes part as"), required=False)
    lan = forms.ChoiceField(label=_("County"), required=False)
    delen = forms.ChoiceField(label=_("Part of the day"), required=False)
    satt = forms.ChoiceField(label=_("On site or online"), required=False, choices=[("", _("all")), *Way.choices])

    best = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(
        self, data: Any, *, event: Event, orders: Sequence[Order] = (), sort: str = "", in_addresses: bool = False
    ) -> None:
        super().__init__(data)
        named = [(str(order.pk), str(order)) for order in orders]
        self.fields["best"].choices = [("", _("all")), (listing.UNNAMED, _("places without names")), *named]  # type: ignore[attr-defined]
        if not orders:
            del self.fields["best"]
        if event.attendance != Attendance.BOTH:
            del self.fields["satt"]
        held = part_queries.parts_of(event)
        self.fields["delen"].choices = [("", _("all")), *((str(part.pk), part.title) for part in held)]  # type: ignore[attr-defined]
        if not held:
            del self.fields["delen"]
        self.in_addresses = in_addresses
        if not in_addresses:
            self.fields["q"].widget.attrs["placeholder"] = _("Name, organisation or number")
        self.sort = sort
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (listing.LIVING_ONES, _("have or wait for a place")),
            ("alla", _("all, also those who have left")),
            *State.choices,
        ]
        self.fields["som"].choices = [("", _("all")), *Category.choices]  # type: ignore[attr-defined]
        counties = County.objects.values_list("code", "name")
        self.fields["lan"].choices = [("", _("all counties")), *counties]  # type: ignore[attr-defined]

    def wanted(self) -> listing.Wanted:
        """Return what was chosen."""
        self.is_valid()
        data = self.cleaned_data
        return listing.Wanted(
            words=str(data.get("q") or "")[: listing.LONGEST_SEARCH],
            state=data.get("status") or listing.LIVING_ONES,
            category=data.get("som") or "",
            county=data.get("lan") or "",
            way=data.get("satt") or "",
            order=data.get("best") or "",
            part=int(data["delen"]) if data.get("delen") else None,
            sort=self.sort if self.sort in listing.SORTS else listing.NEWEST_FIRST,
            in_addresses=self.in_addresses,
        )
