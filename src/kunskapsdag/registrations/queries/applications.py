"""What the office asks about those who have applied for a place and wait for an answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import queries
from kunskapsdag.registrations.enums import Decision, Reason, State, Way
from kunskapsdag.registrations.models import Registration, RegistrationMessage
from kunskapsdag.registrations.queries import line
from kunskapsdag.registrations.rules import approval
from kunskapsdag.registrations.rules.fairness import Verdict

# The promised day's answers are given by the rules at this hour of the Swedish morning.
DECIDES_AT = dt.time(8)


@dataclass(frozen=True, slots=True)
class Proposed:
    """What one who has applied is to be answered, and why."""

    registration: Registration
    decision: Decision
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """All of them, in the order in which they were looked at; ``mark`` tells one proposal from another."""

    rows: Sequence[Proposed]
    mark: str

    def count(self, decision: Decision) -> int:
        """Return how many get this answer."""
        return sum(row.decision == decision for row in self.rows)


def undecided(event: Event) -> list[Registration]:
    """Return those who have applied and have no answer, first who applied first."""
    found = Registration.objects.filter(event=event, state=State.APPLIED).select_related("event")
    return list(found.order_by("number"))


def anybody_undecided(event: Event) -> bool:
    """Return whether somebody waits for an answer."""
    return Registration.objects.filter(event=event, state=State.APPLIED).exists()


def proposal(event: Event, *, now: dt.datetime) -> Proposal:
    """Return who would get a place by the day's rules and the order of time; five questions, whatever their number."""
    applied = {one.pk: one for one in undecided(event)}
    place_of = {key: place for place, key in enumerate(applied, 1)}
    people = line.applied(event)
    online = [one for one in applied.values() if event.attendance == Attendance.BOTH and one.way == Way.ONLINE]
    elsewhere = {one.pk for one in online}
    verdicts = approval.propose(
        event.capacity,
        line.holding(event, now=now),
        line.holders(event),
        [person for person in people if person.key not in elsewhere],
    )
    rows = [
        Proposed(
            applied[verdict.key],
            approval.decision_for(verdict, has_waiting_list=event.has_waiting_list),
            approval.why(verdict, place=place_of[verdict.key], among=len(applied)),
        )
        for verdict in verdicts
    ]
    rows += _online(event, online, place_of, now=now)
    return Proposal(rows, approval.mark((row.registration.pk, row.decision) for row in rows))


def _online(event: Event, online: Sequence[Registration], place_of: dict[int, int], *, now: dt.datetime) -> list[Proposed]:
    """Give places online in the order of time; nobody waits for one."""
    if not online:
        return []
    places = queries.places(event, now=now)
    room = len(online) if places.online_capacity is None else max(0, places.online_capacity - places.online)
    return [
        Proposed(
            one,
            Decision.APPROVE if number < room else Decision.REFUSE,
            approval.why(
                Verdict(one.pk, Reason.PLACE if number < room else Reason.FULL), place=place_of[one.pk], among=len(place_of)
            ),
        )
        for number, one in enumerate(online)
    ]


def overdue(now: dt.datetime) -> list[Event]:
    """Return the coming days whose promised day has passed while somebody has no answer."""
    found = Event.objects.filter(
        needs_approval=True,
        decision_day__lt=clock.swedish(now).date(),
        starts_at__gt=now,
        registrations__state=State.APPLIED,
    )
    return list(found.exclude(status=Status.CANCELLED).order_by("pk").distinct())


def not_told_of_lateness(event: Event, *, kind: str) -> list[Registration]:
    """Return those without an answer who have had no mail of this kind since the promised day passed; two questions."""
    assert event.decision_day is not None  # noqa: S101  (asked of days that are overdue)
    told = RegistrationMessage.objects.filter(
        registration__event=event, message__kind=kind, message__created_at__gte=clock.end_of_day(event.decision_day)
    )
    known = set(told.order_by().values_list("registration_id", flat=True))
    return [one for one in undecided(event) if one.pk not in known]


def never_decided(now: dt.datetime) -> list[Event]:
    """Return the days that have begun while somebody has no answer."""
    found = Event.objects.filter(starts_at__lte=now, registrations__state=State.APPLIED)
    return list(found.exclude(status=Status.CANCELLED).order_by("pk").distinct())


def due(now: dt.datetime) -> list[Event]:
    """Return the days whose organiser has said that the rules decide, and whose promised morning has come."""
    today = clock.swedish(now).date()
    found = Event.objects.filter(
        needs_approval=True,
        decides_by_rule=True,
        decision_day__lte=today,
        starts_at__gt=now,
        registrations__state=State.APPLIED,
    ).exclude(status=Status.CANCELLED)
    return [
        event
        for event in found.order_by("pk").distinct()
        if event.decision_day is not None and now >= clock.at(event.decision_day, DECIDES_AT)
    ]
