"""What other apps add to a registration: parts to choose, questions to answer, a price to see.

An app writes one ``Section`` and registers it in its ``ready()``. The public form, the change page, the own page, the office's
screens, the mails and the files then know of it, and none of them is changed for its sake.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.forms import Form
from django.http import QueryDict

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.registrations.enums import Where
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails, handing

# How long a day's "nobody asks anything more here" is believed, in seconds: a thousand people open the form at once.
BELIEVED = 1
Answers = Mapping[str, Mapping[str, Any]]
# Makes the fields for those whom somebody else registers: ``make(data, prefix=…, person=None)`` for all of them, with a person
# for one of them. Nothing in them is required: what is left empty each finishes by her own link.
MakeForm = Callable[..., Form]


@dataclass(frozen=True, slots=True)
class Cost:
    """Something that a choice costs; ``is_place``: instead of the day's own price."""

    name: str
    amount: Amount
    rate: int
    is_place: bool = False


@dataclass(frozen=True, slots=True)
class DayPrice:
    """What the day itself costs one who is to be registered, before her code."""

    amount: Amount
    rate: int
    discount: Discount | None = None


@dataclass(frozen=True, slots=True)
class Was:
    """From where the one came who had a registration before, and how she took part."""

    organisation_id: int | None
    organisation_name: str
    category: str = ""

    def counts_otherwise(self, registration: Registration) -> bool:
        """Return whether the rules for the places count the registration in another way than before."""
        return self.is_another(registration) or self.category != registration.category

    def is_another(self, registration: Registration) -> bool:
        """Return whether the one who has it now comes from another."""
        now = (registration.organisation_id, registration.organisation_name)
        return handing.where((self.organisation_id, self.organisation_name), now) == Where.OTHER


@dataclass(frozen=True, slots=True)
class Card:
    """A piece of a page: its template, and what the template needs. ``is_first``: before anything else on her own page."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    is_first: bool = False


class Section:
    """What an app adds. Each hook has a sensible nothing to say, so that a section writes only what it has.

    ``name`` is the prefix of its fields and the key of its answers: letters only. ``place`` decides the order.
    """

    name = ""
    place = 50
    # Renders the section's fields within the form; gets ``form`` and ``section``.
    template = "registrations/_section.html"

    def is_used(self, event: Event) -> bool:
        """Return whether this day has anything to ask. It is asked once a second for each day, not for each visitor."""
        return False

    def used_among(self, events: Sequence[Event]) -> set[int]:
        """Return the ids of the days that have anything to ask; override it where one question can serve all."""
        return {event.pk for event in events if self.is_used(event)}

    def form(
        self, event: Event, *, data: QueryDict | None, registration: Registration | None, by: Any, now: dt.datetime
    ) -> Form | None:
        """Return the fields to show in the form with ``prefix=self.name``, or None where nothing is asked now.

        ``registration`` is given on the change page, ``by`` where staff writes for someone. A ``heading`` of the form is shown
        above the fields.
        """
        return None

    def forms(
        self, events: Sequence[Event], *, data: Mapping[int, QueryDict | None], now: dt.datetime
    ) -> Mapping[int, Form | None]:
        """Return the fields of several days for one who registers for them, by the day's id; override it likewise."""
        return {event.pk: self.form(event, data=data.get(event.pk), registration=None, by=None, now=now) for event in events}

    def take(self, registration: Registration, answers: Mapping[str, Any] | None, *, by: Any, now: dt.datetime) -> None:
        """Keep what was answered. Called in the transaction that registers or changes, with the event locked.

        ``answers`` is the form's ``cleaned_data``, None where the section was not asked. What it raises undoes it all.

        :raises RegistrationError: with ``section`` and ``field`` set, to be told beside the field.
        """

    def take_many(
        self, registrations: Sequence[Registration], answers: Sequence[Mapping[str, Any] | None], *, by: Any, now: dt.datetime
    ) -> None:
        """Do the same for several who are registered at once; override it where one statement can serve all."""
        for registration, one in zip(registrations, answers, strict=True):
            self.take(registration, one, by=by, now=now)

    def organisation_changed(self, registration: Registration, *, by: Any, now: dt.datetime) -> None:
        """Try what the day asks of where one comes from: she has said another organisation, or another person has the place.

        :raises RegistrationError: the day is not for that organisation.
        """

    def next_form(
        self,
        registration: Registration,
        *,
        organisation_id: int | None,
        is_same: bool,
        data: QueryDict | None,
        now: dt.datetime,
    ) -> Form | None:
        """Return what is asked of the one who takes over a registration, with ``prefix=self.name``; None: nothing.

        ``organisation_id`` is hers, ``is_same``: she comes from the one that has the place. Nothing that the one before has
        answered may be shown to her.
        """
        return None

    def hand_on(
        self, registration: Registration, answers: Mapping[str, Any] | None, *, was: Was, by: Any, now: dt.datetime
    ) -> None:
        """Let it follow that somebody else has the registration: it was named, swapped or taken over.

        Called in the transaction that does it, with the event locked, after ``organisation_changed`` where it has. ``answers``
        is the ``cleaned_data`` of ``next_form``, None where she was not asked.

        :raises RegistrationError: as ``take`` does.
        """

    def form_for_others(self, event: Event, *, by: Any, now: dt.datetime) -> MakeForm | None:
        """Return what makes the fields for those whom somebody else registers, None where nothing is asked of them.

        It asks the database here, once, however many forms are made. ``take_many`` gets what they were answered.
        """
        return None

    def refusals(self, event: Event, people: Sequence[PersonDetails], *, by: Any, now: dt.datetime) -> Mapping[int, str]:
        """Return whom the day is not for, by her place in the list: the sentence to be told beside her."""
        return {}

    def costs(
        self,
        event: Event,
        people: Sequence[PersonDetails],
        answers: Sequence[Mapping[str, Any] | None],
        *,
        days: Sequence[DayPrice | None],
    ) -> Sequence[Sequence[Cost]]:
        """Return what the choices of each of several cost, before they are registered; empty where nothing costs.

        ``days`` is what the day costs each, None where it is free of charge.
        """
        return []

    def form_once(self, event: Event, *, data: QueryDict | None, prefix: str, by: Any, now: dt.datetime) -> Form | None:
        """Return the fields that are asked once of who registers others, None where nothing is."""
        return None

    def take_once(self, event: Event, order: Any, answers: Mapping[str, Any] | None, *, by: Any, now: dt.datetime) -> None:
        """Keep what was answered once; ``order`` is what an upper app has made of it. In the transaction that registers."""

    def unfinished(self, event: Event, registrations: Sequence[Registration]) -> Mapping[int, Sequence[str]]:
        """Return what each has left to choose or answer, by the registration's id, in words that tell no answer."""
        return {}

    def own_card(self, registration: Registration, *, now: dt.datetime) -> Card | None:
        """Return what stands on the person's own page."""
        return None

    def staff_card(self, registration: Registration, *, user: Any, now: dt.datetime) -> Card | None:
        """Return what stands on the office's page about the person."""
        return None

    def order_card(self, event: Event, *, order: Any, now: dt.datetime) -> Card | None:
        """Return what stands on the page of one who has ordered for others; ``order`` is what an upper app has made of it."""
        return None

    def lines(self, registration: Registration, kind: str) -> list[str]:
        """Return paragraphs for a mail of this kind (``registrations.emails``), in the language that is active."""
        return []

    def cancelling(self, registration: Registration, *, now: dt.datetime) -> list[str]:
        """Return what else it costs to cancel now, as sentences; shown before the click."""
        return []

    def columns(self, event: Event) -> list[str]:
        """Return the names of the columns that the file of registrations gets."""
        return []

    def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
        """Return the columns' values by the registration's id, asked once for all rows; missing ones are left empty."""
        return {}


@dataclass(frozen=True, slots=True)
class Asked:
    """A section in a form that is shown or read."""

    section: Section
    form: Form


_sections: dict[str, Section] = {}


def register(section: Section) -> None:
    """Add a section; called from an app's ``ready()``."""
    if not section.name.isalpha() or _sections.get(section.name, section) is not section:
        raise ValueError(f"a section needs a name of its own, in letters: {section.name!r}")
    _sections[section.name] = section


def unregister(name: str) -> None:
    """Take a section away again."""
    _sections.pop(name, None)


def every() -> list[Section]:
    """Return the sections in their order."""
    return sorted(_sections.values(), key=lambda section: (section.place, section.name))


def used(event: Event) -> list[Section]:
    """Return the sections that have something to ask on this day."""
    key = _key(event.pk)
    names = cache.get(key)
    if names is None:
        names = {section.name for section in every() if section.is_used(event)}
        cache.set(key, names, BELIEVED)
    return [section for section in every() if section.name in names]


def forget(event: Event) -> None:
    """Ask the day anew what it uses, for those who change it."""
    cache.delete(_key(event.pk))


def asked(
    event: Event, *, data: QueryDict | None = None, registration: Registration | None = None, by: Any = None, now: dt.datetime
) -> list[Asked]:
    """Return the forms of the sections that ask something now."""
    found = []
    for section in used(event):
        form = section.form(event, data=data, registration=registration, by=by, now=now)
        if form is not None:
            found.append(Asked(section, form))
    return found


def asked_on_each(events: Sequence[Event], *, data: Mapping[int, QueryDict | None], now: dt.datetime) -> dict[int, list[Asked]]:
    """Return the same for several days, by the day's id; each section is asked once for all of them."""
    found: dict[int, list[Asked]] = {event.pk: [] for event in events}
    names: dict[int, set[str]] = {event.pk: set() for event in events}
    for section in every():
        used_by = section.used_among(events)
        for key in used_by:
            names[key].add(section.name)
        forms = section.forms([event for event in events if event.pk in used_by], data=data, now=now)
        for key, form in forms.items():
            if form is not None:
                found[key].append(Asked(section, form))
    for key, own in names.items():
        cache.set(_key(key), own, BELIEVED)
    return found


def _key(event_id: int) -> str:
    return f"registrations.sections.{event_id}"


def take(registration: Registration, answers: Answers, *, by: Any, now: dt.datetime) -> None:
    """Let every section keep what was answered; in the caller's transaction."""
    for section in every():
        section.take(registration, answers.get(section.name), by=by, now=now)


def take_many(registrations: Sequence[Registration], answers: Sequence[Answers], *, by: Any, now: dt.datetime) -> None:
    """Let every section keep what several answered; in the caller's transaction."""
    for section in every():
        section.take_many(registrations, [one.get(section.name) for one in answers], by=by, now=now)


def organisation_changed(registration: Registration, *, by: Any, now: dt.datetime) -> None:
    """Let every section try the organisation that she comes from now; in the caller's transaction."""
    for section in every():
        section.organisation_changed(registration, by=by, now=now)


def asked_next(
    registration: Registration,
    *,
    organisation: tuple[int | None, str],
    data: QueryDict | None = None,
    now: dt.datetime,
) -> list[Asked]:
    """Return the forms of the sections that ask something of the one who takes over a registration."""
    mine = (registration.organisation_id, registration.organisation_name)
    is_same = handing.where(mine, organisation) == Where.SAME
    found = []
    for section in used(registration.event):
        form = section.next_form(registration, organisation_id=organisation[0], is_same=is_same, data=data, now=now)
        if form is not None:
            found.append(Asked(section, form))
    return found


def hand_on(registration: Registration, answers: Answers, *, was: Was, by: Any, now: dt.datetime) -> None:
    """Let every section follow that somebody else has the registration; in the caller's transaction."""
    if was.is_another(registration):
        organisation_changed(registration, by=by, now=now)
    for section in every():
        section.hand_on(registration, answers.get(section.name), was=was, by=by, now=now)


def for_others(event: Event, *, by: Any, now: dt.datetime) -> list[tuple[Section, MakeForm]]:
    """Return the sections that ask something of those whom somebody else registers, with what makes their fields."""
    found = [(section, section.form_for_others(event, by=by, now=now)) for section in used(event)]
    return [(section, make) for section, make in found if make is not None]


def asked_once(event: Event, *, data: QueryDict | None, by: Any, now: dt.datetime) -> list[Asked]:
    """Return the forms of what is asked once of who registers others; each with a prefix of its own."""
    found = [
        (section, section.form_once(event, data=data, prefix=f"{section.name}once", by=by, now=now)) for section in used(event)
    ]
    return [Asked(section, form) for section, form in found if form is not None]


def take_once(event: Event, order: Any, answers: Answers, *, by: Any, now: dt.datetime) -> None:
    """Let the sections keep what was answered once; in the caller's transaction."""
    for section in every():
        if section.name in answers:
            section.take_once(event, order, answers[section.name], by=by, now=now)


def refusals(event: Event, people: Sequence[PersonDetails], *, by: Any, now: dt.datetime) -> dict[int, str]:
    """Return whom the day is not for, by her place in the list, with why."""
    found: dict[int, str] = {}
    for section in used(event):
        found = {**section.refusals(event, people, by=by, now=now), **found}
    return found


def costs(
    event: Event, people: Sequence[PersonDetails], answers: Sequence[Answers], *, days: Sequence[DayPrice | None]
) -> list[list[Cost]]:
    """Return what the choices of each cost beside her place."""
    found: list[list[Cost]] = [[] for _one in people]
    for section in used(event):
        own = section.costs(event, people, [one.get(section.name) for one in answers], days=days)
        for whole, part in zip(found, own, strict=False):
            whole.extend(part)
    return found


def unfinished(event: Event, registrations: Sequence[Registration]) -> dict[int, list[str]]:
    """Return what each has left to choose or answer, by the registration's id."""
    found: dict[int, list[str]] = {}
    for section in used(event) if registrations else ():
        for key, words in section.unfinished(event, registrations).items():
            found.setdefault(key, []).extend(words)
    return found


def own_cards(registration: Registration, *, now: dt.datetime) -> list[Card]:
    """Return the pieces of the person's own page."""
    return list(_there(section.own_card(registration, now=now) for section in every()))


def staff_cards(registration: Registration, *, user: Any, now: dt.datetime) -> list[Card]:
    """Return the pieces of the office's page about a person."""
    return list(_there(section.staff_card(registration, user=user, now=now) for section in every()))


def order_cards(event: Event, *, order: Any, now: dt.datetime) -> list[Card]:
    """Return the pieces of the page of one who has ordered for others."""
    return list(_there(section.order_card(event, order=order, now=now) for section in every()))


def lines(registration: Registration, kind: str) -> list[str]:
    """Return what the sections say in a mail of this kind."""
    return [line for section in every() for line in section.lines(registration, kind)]


def cancelling(registration: Registration, *, now: dt.datetime) -> list[str]:
    """Return what the sections say that cancelling costs."""
    return [line for section in every() for line in section.cancelling(registration, now=now)]


def columns(event: Event) -> tuple[list[str], dict[int, list[Any]]]:
    """Return the names of all the sections' columns, and a complete row of values for each id that has any."""
    names: list[str] = []
    rows: dict[int, list[Any]] = {}
    for section in every():
        own = section.columns(event)
        if not own:
            continue
        for key, values in section.values(event).items():
            row = rows.setdefault(key, [])
            row += [None] * (len(names) - len(row)) + list(values)
        names += own
    return names, {key: row + [None] * (len(names) - len(row)) for key, row in rows.items()}


def _there(cards: Iterable[Card | None]) -> Iterator[Card]:
    return (card for card in cards if card is not None)
