"""What the form for several days of a series shows; asked once for all the days, sections of a form aside."""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict

from kunskapsdag.events.enums import Admission, Attendance
from kunskapsdag.events.models import Event, Series
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.queries import DayTerms
from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.fees.rules.prices import chosen_by_oneself
from kunskapsdag.registrations import rules, sections
from kunskapsdag.registrations.enums import Obstacle, State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import Places, places_for
from kunskapsdag.registrations.sections import Asked

# The sections whose questions stand under each day in this form: what one pays.
ASKED_HERE = ("price",)
# Not asked for here: who has to choose between coming and taking part online does it on the day's own page.
CHOSEN_ELSEWHERE = (Obstacle.ASKS_MORE, Obstacle.INVITED)


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
        return self.obstacle is None and self.places.left == 0

    @property
    def hidden(self) -> list[tuple[str, Any]]:
        """Return what the form carries for the day's sections, such as the price that is shown: names and values."""
        fields = [bound for asked in self.asked for bound in asked.form.hidden_fields()]
        return [(bound.html_name, bound.value()) for bound in fields]

    @property
    def shown(self) -> list[Asked]:
        """Return what is asked under the day."""
        return [asked for asked in self.asked if asked.section.name in ASKED_HERE and asked.form.visible_fields()]

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
    return [_occasion(event, places[event.pk], data=data, now=now) for event in events]


def _occasion(event: Event, places: Places, *, data: QueryDict | None, now: dt.datetime) -> Occasion:
    asked = sections.asked(event, data=_of_day(event, data), now=now)
    elsewhere = [one for one in asked if one.section.name not in ASKED_HERE]
    must_answer = any(bound.field.required for one in elsewhere for bound in one.form.visible_fields())
    obstacle = rules.obstacle(
        status=event.status,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        left=places.left,
        takes_line=event.has_waiting_list and places.is_offering,
        is_by_invitation=event.admission == Admission.INVITED,
        asks_more=must_answer or event.attendance == Attendance.BOTH,
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
    start = prefix(event)
    for name in data:
        if name.startswith(start):
            own.setlist(name.removeprefix(start), data.getlist(name))
    return own


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one day: how she is registered, or why not. ``position`` is her place in the waiting list."""

    event: Event
    registration: Registration | None
    position: int | None
    why_not: str


def told_of(form_key: uuid.UUID, days: list[tuple[int, str]]) -> list[Told]:
    """Return how each day of a form stands now; a day whose registration has another link by now tells nothing of it."""
    why = dict(days)
    before = (
        Registration.objects.filter(event=OuterRef("event"), state=State.WAITING, queue_number__lt=OuterRef("queue_number"))
        .order_by()
        .values("event")
        .annotate(count=Count("pk"))
        .values("count")
    )
    hers = Registration.objects.filter(form_key=form_key, event__in=why).annotate(before=Coalesce(Subquery(before), 0))
    by_event = {one.event_id: one for one in hers}
    events = Event.objects.filter(pk__in=why).select_related("venue").order_by("starts_at", "pk")
    return [_told(event, by_event.get(event.pk), why[event.pk]) for event in events]


def _told(event: Event, registration: Any, why_not: str) -> Told:
    waits = registration is not None and registration.state == State.WAITING
    return Told(event, registration, registration.before + 1 if waits else None, why_not)
