"""Reads who orders and whom she orders for."""

import copy
import datetime as dt
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.cache import cache
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core.text import is_number, one_line
from kunskapsdag.events.models import Event
from kunskapsdag.orders import rules
from kunskapsdag.orders.actions import Orderer
from kunskapsdag.orders.choices import Choices, Own, Values
from kunskapsdag.orders.models import Order
from kunskapsdag.orders.rules.paste import Line
from kunskapsdag.organisations import queries as organisations
from kunskapsdag.registrations.enums import OWN_CATEGORIES, Way
from kunskapsdag.registrations.errors import PriceBecomes, RegistrationError
from kunskapsdag.registrations.forms import PersonForm, faults_of
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.sections import Answers

AS_MANY, TOGETHER = "as_many", "together"
LONGEST_PASTE = 100_000
# What the fields of a row are called in it.
ID_OF_FIELD = {"name": "namn", "email": "mejl", "organisation": "org", "role": "titel", "category": "som", "way": "satt"}
# Among so many different names that stand exactly nowhere each is looked for; the rest are kept as they are written.
MOST_LOOKED_FOR = 20
# How long it is believed what a name means, in seconds.
MEANT_SECONDS = 60


WAYS = [(Way.ON_SITE, _("On site")), (Way.ONLINE, _("Online"))]


class LinesForm(forms.Form):
    """The box where names are pasted, how many places are named later, and what holds for all of them."""

    lines = forms.CharField(
        label=_("Those who come"),
        required=False,
        strip=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_(
            "Paste names and e-mail addresses as they stand, for example from Excel or Outlook. In the next step you see how "
            "each line was read, and can mend it."
        ),
        error_messages={
            "required": _("Write at least one person."),
            "max_length": _(
                "This is far more than names and addresses of 200 people. Nothing has been read. Paste less at a time."
            ),
        },
    )
    unnamed = forms.IntegerField(
        label=_("Places that I name later"),
        required=False,
        min_value=0,
        max_value=rules.MOST_AT_A_TIME,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": _("Write a number, for example 2."),
            "min_value": _("Write a number, for example 2."),
            "max_value": _("At most %(limit_value)s places at a time."),
        },
    )

    way = forms.ChoiceField(
        label=_("How do they take part?"),
        choices=WAYS,
        initial=Way.ON_SITE,
        widget=forms.RadioSelect,
        help_text=_("Can be changed for each person in the next step."),
        error_messages={"required": _("Choose whether they take part on site or online.")},
    )

    def __init__(
        self, *args: Any, choices: Choices, takes_unnamed: bool = False, has_ways: bool = False, **kwargs: Any
    ) -> None:
        """Leave out what the day does not have."""
        super().__init__(*args, **kwargs)
        self.choices = choices
        if not takes_unnamed:
            del self.fields["unnamed"]
            self.fields["lines"].required = True
        if not has_ways:
            del self.fields["way"]

    def is_valid(self) -> bool:
        """Read what holds for all too, so that every fault is told at once."""
        read = [super().is_valid(), *(asked.form.is_valid() for asked in self.choices.asked)]
        return all(read)

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return every fault as the id of its field and its sentence."""
        return [fault for form in (self, *(asked.form for asked in self.choices.asked)) for fault in faults_of(form)]

    def way_of_all(self) -> Way:
        """Return how they take part who are not said to do otherwise."""
        return Way(self.cleaned_data.get("way") or Way.ON_SITE)

    def number_unnamed(self) -> int:
        """Return how many places are named later."""
        return self.cleaned_data.get("unnamed") or 0


class OrdererForm(PersonForm):
    """Who orders; the parts of the form that only the person herself can answer are left out."""

    together = forms.ChoiceField(
        label=_("If there is not room for all of you"),
        choices=[
            (AS_MANY, _("as many as there is room for get places, in the order of the list, and the rest wait")),
            (TOGETHER, _("all of us or none: we get places together, or wait together")),
        ],
        initial=AS_MANY,
        widget=forms.RadioSelect,
    )
    lines = LinesForm.base_fields["lines"]
    unnamed = LinesForm.base_fields["unnamed"]

    def __init__(self, *args: Any, choices: Choices, takes_unnamed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, sections=choices.asked, **kwargs)
        self.choices = choices
        for name in ("role", "food", "access", "on_participant_list"):
            del self.fields[name]
        if not takes_unnamed:
            del self.fields["unnamed"]
            self.fields["lines"].required = True
        self.fields["name"].label = _("Your name")
        self.fields["email"].label = _("Your e-mail")
        self.fields["email"].help_text = _("The link to the page of your order is sent here.")
        self.fields["organisation"].help_text = _("Those for whom the list says nothing else come from here.")
        self.fields["category"].label = _("They take part as")
        self.fields["category"].help_text = _("Can be changed for each person in the next step.")
        self.fields["category"].error_messages["required"] = _("Choose how they take part.")
        if "way" in self.fields:
            self.fields["way"] = copy.deepcopy(LinesForm.base_fields["way"])

    way_of_all = LinesForm.way_of_all
    number_unnamed = LinesForm.number_unnamed

    @property
    def is_together(self) -> bool:
        """Return whether it is all or none."""
        return self.cleaned_data.get("together") == TOGETHER

    def orderer(self) -> Orderer:
        """Return who orders; call it only when the form is valid."""
        data = self.cleaned_data
        organisation_id, organisation_name = self.found
        return Orderer(
            name=data["name"],
            email=data["email"],
            organisation_id=organisation_id,
            organisation_name=organisation_name,
            category=data["category"],
            invoice_reference=data.get("invoice_reference", ""),
        )


class PlacePersonForm(PersonForm):
    """Who gets a place of an order: what the orderer may say of her."""

    # The sum with VAT that she has been told of, where the place costs the new person's organisation another one.
    agreed = forms.DecimalField(required=False, min_value=0, max_digits=11, decimal_places=2, widget=forms.HiddenInput)

    def __init__(self, *args: Any, order: Order, **kwargs: Any) -> None:
        kwargs["initial"] = {"organisation": order.organisation_name, "category": order.category, **kwargs.get("initial", {})}
        super().__init__(*args, has_fee=False, **kwargs)
        for name in ("food", "access", "on_participant_list"):
            del self.fields[name]
        self.order = order
        self.fields["name"].error_messages["required"] = _("Write the person's name.")
        self.fields["email"].error_messages["required"] = _("Write the person's e-mail address.")
        self.fields["email"].help_text = _("The person gets a mail with a link of her or his own.")
        self.fields["organisation"].error_messages["required"] = _("Write the person's organisation.")
        self.fields["category"].label = _("Takes part as")
        self.fields["category"].error_messages["required"] = _("Choose how the person takes part.")

    def tell(self, error: RegistrationError) -> None:
        """Put what a rule said beside its field; a price that has been told is agreed to when the form is sent once more."""
        super().tell(error)
        if isinstance(error, PriceBecomes):
            self.data = {**{name: self.data[name] for name in self.data}, "agreed": str(error.gross)}

    @property
    def shown(self) -> Answers:
        """Return what the sections are to know: the sum that was told."""
        return {"price": {"agreed": self.cleaned_data.get("agreed")}}

    def person(self) -> PersonDetails:
        """Return the details, with the order's own invoice reference."""
        self.cleaned_data |= {
            "food": "",
            "access": "",
            "on_participant_list": False,
            "invoice_reference": self.order.invoice_reference,
        }
        return super().person()


class NumberForm(forms.Form):
    """How many places are given back."""

    number = forms.IntegerField(
        label=_("Number of places"),
        min_value=1,
        max_value=rules.MOST_AT_A_TIME,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "required": _("Write how many places."),
            "invalid": _("Write a number, for example 2."),
            "min_value": _("Write a number, for example 2."),
        },
    )


def takes_unnamed(event: Event, now: dt.datetime) -> bool:
    """Return whether the form asks for places that are named later."""
    return rules.takes_unnamed(event.names_due_on, now)


@dataclass(frozen=True, slots=True)
class Sent:
    """A row of the second step: its number there, the line, and what stood in fields of its own."""

    number: int
    line: Line
    own: Values | None = None


def rows_from(data: QueryDict, choices: Choices) -> list[Sent]:
    """Return the rows of the second step as they were sent, those left out aside."""
    number = data.get("rader", "")
    most = min(int(number), rules.MOST_AT_A_TIME) if is_number(number) else 0
    return [
        Sent(row, _line_of(data, f"rad-{row}-"), choices.sent_for(row))
        for row in range(most)
        if not data.get(f"rad-{row}-bort")
    ]


def _line_of(data: QueryDict, start: str) -> Line:
    return Line(
        name=one_line(data.get(f"{start}namn", ""))[:250],
        email=one_line(data.get(f"{start}mejl", ""))[:300],
        organisation=one_line(data.get(f"{start}org", ""))[:250],
        category=one_line(data.get(f"{start}som", ""))[:20],
        role=one_line(data.get(f"{start}titel", ""))[:250],
        way=one_line(data.get(f"{start}satt", ""))[:20],
    )


class Names:
    """Finds what organisations the lines mean; asks once for each that stands exactly nowhere, but for no more than twenty."""

    def __init__(self) -> None:
        self.known = {name.casefold(): (pk, name) for name, pk in organisations.ids_by_name().items()}
        self.found: dict[str, tuple[int | None, str]] = {}
        self.notes: dict[str, str] = {}

    def meant(self, written: str) -> tuple[int | None, str]:
        """Return the id in the register, or None, and the name to keep."""
        key = written.casefold()
        if key in self.known:
            return self.known[key]
        if key not in self.found:
            self.found[key] = self._look_for(written)
        return self.found[key]

    def note(self, written: str) -> str:
        """Return what is said beside a line about its organisation; nothing where all is well."""
        return self.notes.get(written.casefold(), "")

    def _look_for(self, written: str) -> tuple[int | None, str]:
        if len(self.found) >= MOST_LOOKED_FOR:
            return None, written
        # The step that is sent has been shown a moment ago, with the same names.
        key = f"orders.meant.{hashlib.sha256(written.casefold().encode()).hexdigest()}"
        known: tuple[tuple[int | None, str], str] | None = cache.get(key)
        if known is None:
            known = _recognised(written)
            cache.set(key, known, MEANT_SECONDS)
        meant, note = known
        if note:
            self.notes[written.casefold()] = gettext(
                "Kept as you wrote it. Do you mean %(names)s? Then write the whole name."
            ) % {"names": note}
        return meant


def _recognised(written: str) -> tuple[tuple[int | None, str], str]:
    """Return what an organisation's name is taken for, and the names of those that it may mean."""
    recognised = organisations.recognise(written)
    if recognised.organisation is not None:
        return (recognised.organisation.pk, recognised.organisation.name), ""
    return (None, written), ", ".join(one.name for one in recognised.candidates[:3])


def people_from(lines: Sequence[Line], like: Orderer, names: Names, way: Way | None) -> list[PersonDetails]:
    """Return the persons of right lines; what a line does not say is as for the orderer. ``way`` None: the day has only one."""
    people = []
    for line in lines:
        own = names.meant(line.organisation) if line.organisation else (like.organisation_id, like.organisation_name)
        people.append(
            PersonDetails(
                name=line.name,
                email=line.email,
                organisation_id=own[0],
                organisation_name=own[1],
                role=line.role,
                category=line.category or like.category,
                way=(line.way or way) if way else Way.ON_SITE,
                invoice_reference=like.invoice_reference,
            )
        )
    return people


def rows_to_show(
    lines: Sequence[Line],
    faults: Sequence[Mapping[str, str]],
    owns: Sequence[Own],
    people: Sequence[PersonDetails],
    names: Names,
    *,
    has_ways: bool,
) -> list[Mapping[str, Any]]:
    """Return the lines as the second step shows them, the wrong ones first; each keeps its own number."""
    rows = [
        {
            "number": number,
            "key": str(number),
            "line": line,
            "told": _told(line, person, has_ways=has_ways),
            "faults": faults_of_line,
            "own": own,
            "wrong": bool(faults_of_line or own.faults),
            "faults_told": [
                *((f"rad-{number}-{ID_OF_FIELD[name]}", text) for name, text in faults_of_line.items()),
                *own.faults,
            ],
            "note": names.note(line.organisation) if line.organisation else "",
        }
        for number, (line, faults_of_line, own, person) in enumerate(zip(lines, faults, owns, people, strict=True))
    ]
    return sorted(rows, key=lambda row: not row["wrong"])


def _told(line: Line, person: PersonDetails, *, has_ways: bool) -> list[str]:
    """Return what is known of a person beside her name, in words; what holds for all where the line says nothing."""
    category = next((str(one.label) for one in OWN_CATEGORIES if one.value == person.category), "")
    way = next((str(label).lower() for value, label in WAYS if value == person.way), "") if has_ways else ""
    return [words for words in (line.email, line.role, person.organisation_name, category, way) if words]


def orderer_of(order: Order) -> Orderer:
    """Return who ordered, as what new lines are read by."""
    return Orderer(
        name=order.name,
        email=order.email,
        organisation_id=order.organisation_id,
        organisation_name=order.organisation_name,
        category=order.category,
        invoice_reference=order.invoice_reference,
    )
