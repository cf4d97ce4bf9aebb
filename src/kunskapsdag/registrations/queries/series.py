"""What the form for several days of a series shows; asked once for all the days, sections of a form aside."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.forms.utils import ErrorDict
from django.http import QueryDict

from kunskapsdag.events.enums import Admission, Attendance
from kunskapsdag.events.models import Event, Series
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.queries import DayTerms
from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.fees.rules.prices import chosen_by_oneself
from kunskapsdag.registrations import rules, sections
from kunskapsdag.registrations.enums import Obstacle, OnSiteWish, State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import Places, charges, places_for
from kunskapsdag.registrations.rules import standing_words
from kunskapsdag.registrations.sections import Asked


@dataclass(frozen=True, slots=True)
class Occasion:
    """One of the days at one moment, as she can register for it; ``asked`` is what its sections ask without showing it."""

    event: Event
    places: Places
    obstacle: Obstacle | None
    terms: DayTerms
    price_words: str
    asked: list[Asked] = field(default_factory=list)

    @property
    def will_wait(self) -> bool:
        """Return whether one gets a position in line and no place."""
        return self.obstacle is None and self.places.left == 0 and not self.event.needs_approval and not self.has_ways

    @property
    def has_ways(self) -> bool:
        """Return whether one chooses between coming and taking part online."""
        return self.event.attendance == Attendance.BOTH

    @property
    def takes_line(self) -> bool:
        """Return whether one may stand in line."""
        return self.event.has_waiting_list and self.places.is_offering

    @property
    def has_own_price(self) -> bool:
        """Return whether the price is shown where it is chosen."""
        return any(asked.section.name == "price" for asked in self.shown)

    @property
    def hidden(self) -> list[tuple[str, Any]]:
        """Return what the form carries for sections that show nothing, such as the price: names and values."""
        silent = [asked for asked in self.asked if not asked.form.visible_fields()]
        return [(bound.html_name, bound.value()) for asked in silent for bound in asked.form.hidden_fields()]

    @property
    def shown(self) -> list[Asked]:
        """Return what is asked or told under the day."""
        return [asked for asked in self.asked if asked.form.visible_fields() or not asked.form.fields]

    def leave_unread(self) -> None:
        """Judge nothing of what stands under a day that isn't ticked; it stays as it was sent."""
        for asked in self.asked:
            form: Any = asked.form
            form._errors = ErrorDict()  # noqa: SLF001  (Django reads a form when its faults are asked for, unless it has some)

    def name_fields(self) -> None:
        """Let the fields bear the day's name on the page, since several days ask the same; do it once they are read."""
        start = prefix(self.event)
        for asked in self.asked:
            form: Any = asked.form
            if form.is_bound:
                data = form.data.copy()
                for name in form.data:
                    data.setlist(start + name, form.data.getlist(name))
                form.data = data
            form.prefix = start + form.prefix
            form._bound_fields_cache = {}  # noqa: SLF001  (a form that has been read keeps its fields by their old names)

    @property
    def answers(self) -> dict[str, dict[str, Any]]:
        """Return what the sections were answered; call it only when their forms are valid."""
        return {asked.section.name: asked.form.cleaned_data for asked in self.asked}


def prefix(event: Event) -> str:
    """Return what stands before the names of a day's own fields in the form for several."""
    return f"dag{event.pk}-"


def occasions(series: Series, *, now: dt.datetime, data: QueryDict | None = None) -> list[Occasion]:
    """Return the published days of a series that have not ended, soonest first; ``data`` is a form that was sent."""
    days = Event.objects.filter(series=series, is_public=True).coming(now)
    events = list(days.select_related("venue", "organiser"))
    places = places_for(events, now=now)
    fees.read_ahead([event.pk for event in events])
    asked = sections.asked_on_each(events, data={event.pk: _of_day(event, data) for event in events}, now=now)
    return [_occasion(event, places[event.pk], asked[event.pk], now=now) for event in events]


def _occasion(event: Event, places: Places, asked: list[Asked], *, now: dt.datetime) -> Occasion:
    obstacle = rules.obstacle(
        status=event.status,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        is_full=not event.needs_approval
        and places.left == 0
        and not places.has_online_room
        and not (event.has_waiting_list and places.is_offering),
        is_by_invitation=event.admission == Admission.INVITED,
        now=now,
    )
    terms = fees.terms_of(event.pk)
    price = next(iter(chosen_by_oneself(terms.categories)), None)
    words = price_in_words(price.price_at(now), price.rate) if price else price_in_words(None)
    return Occasion(event, places, obstacle, terms, words, asked)


def _of_day(event: Event, data: QueryDict | None) -> QueryDict | None:
    """Return the fields of one day out of the form for several, by the names that the day's sections know."""
    if data is None:
        return None
    own = QueryDict(mutable=True)
    # Asked once for all the days, and a question may hang on it.
    own.setlist("category", data.getlist("category"))
    start = prefix(event)
    for name in data:
        if name.startswith(start):
            own.setlist(name.removeprefix(start), data.getlist(name))
    return own


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one day: how she is registered, or why not; ``cost`` also where she only waits."""

    event: Event
    registration: Registration | None
    standing: Sequence[str]
    cost: str
    why_not: str


@dataclass(frozen=True, slots=True)
class ToldOf:
    """All the days of a form, and what those cost together where she has a place; ``sum`` empty where nothing is paid."""

    days: Sequence[Told]
    sum: str


def told_of(form_key: uuid.UUID, days: list[tuple[int, str]]) -> ToldOf:
    """Return how each day of a form stands now; a day whose registration has another link by now tells nothing of it."""
    why = dict(days)
    in_line = Q(state=State.WAITING) | Q(on_site_wish=OnSiteWish.WAITING)
    before = (
        Registration.objects.filter(in_line, event=OuterRef("event"), queue_number__lt=OuterRef("queue_number"))
        .order_by()
        .values("event")
        .annotate(count=Count("pk"))
        .values("count")
    )
    hers = Registration.objects.filter(form_key=form_key, event__in=why).annotate(before=Coalesce(Subquery(before), 0))
    by_event = {one.event_id: one for one in hers}
    events = Event.objects.filter(pk__in=why).select_related("venue").order_by("starts_at", "pk")
    cost = charges.together(by_event.values())
    told = [_told(event, by_event.get(event.pk), cost, why[event.pk]) for event in events]
    return ToldOf(told, cost.owed.words if cost.owed.amount.gross else "")


def _told(event: Event, registration: Any, cost: charges.Together, why_not: str) -> Told:
    if registration is None:
        return Told(event, None, [], "", why_not)
    registration.event = event
    standing = standing_words.standing(
        state=registration.state,
        number=registration.number,
        position=registration.before + 1 if registration.is_in_line else None,
        is_online=registration.takes_part_online,
        answer_by=event.decision_day,
    )
    hers = cost.each.get(registration.pk)
    return Told(event, registration, standing, hers.words if hers and registration.is_living else "", why_not)
