"""What is asked about letters: whose words hold, and who gets them."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import LOST, Message, address_key
from kunskapsdag.mail.queries import unreachable
from kunskapsdag.mailings.enums import Outcome
from kunskapsdag.mailings.models import DayChange, LetterText, ScheduledLetter
from kunskapsdag.mailings.rules.changes import Item, Snapshot
from kunskapsdag.programme.models import ProgrammeItem
from kunskapsdag.registrations import audiences
from kunskapsdag.registrations.enums import State, Way
from kunskapsdag.registrations.models import Registration


@dataclass(frozen=True, slots=True)
class To:
    """To whom a letter goes. No way means both; ``groups`` are those of other apps; ``items`` narrows to programme items."""

    states: tuple[str, ...]
    ways: tuple[str, ...] = ()
    groups: dict[str, str] = field(default_factory=dict)
    items: tuple[int, ...] = ()

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return {"states": list(self.states), "ways": list(self.ways), "groups": self.groups, "items": list(self.items)}


@dataclass(frozen=True, slots=True)
class Receivers:
    """Who gets a letter, and who cannot be reached: their address is dead."""

    reached: list[Registration]
    unreached: list[Registration]

    @property
    def keys(self) -> list[int]:
        """Return the ids of those who get it."""
        return [one.pk for one in self.reached]


def receivers(event: Event, to: To) -> Receivers:
    """Return who gets a letter, in the order of their numbers; two questions, whatever their number."""
    rows = Registration.objects.filter(event=event, state__in=to.states, is_unnamed=False, is_untold=False)
    for way in to.ways[:1] if len(to.ways) == 1 else ():
        rows = rows.filter(of_way(event, way))
    for audience in audiences.every():
        if audience.name in to.groups:
            rows = rows.filter(audience.chosen(event, to.groups[audience.name]))
    concerned = audiences.of_items(event, to.items) if to.items else None
    if concerned is not None:
        rows = rows.filter(concerned)
    # Without doubles, should a group be reached by several rows.
    found = list(rows.order_by("number", "pk").distinct())
    dead = unreachable(one.email for one in found)
    return Receivers(
        [one for one in found if address_key(one.email) not in dead], [one for one in found if address_key(one.email) in dead]
    )


def mark(found: Receivers) -> str:
    """Return a short text that is another whenever others would get the letter."""
    return hashlib.sha256(",".join(map(str, found.keys)).encode()).hexdigest()[:32]


def of_way(event: Event, way: str) -> Q:
    """Return the registrations of a day that take part in this way."""
    if event.attendance == Attendance.BOTH:
        return Q(way=way)
    is_online = event.attendance == Attendance.ONLINE
    return Q() if is_online == (way == Way.ONLINE) else Q(pk__in=[])


def way_of(registration: Registration) -> str:
    """Return how she takes part."""
    return str(Way.ONLINE if registration.takes_part_online else Way.ON_SITE)


def text_for(event: Event, kind: str, *, state: str, way: str) -> LetterText | None:
    """Return the words that hold for a letter: the day's before the house's, those for some before those for all."""
    rows = LetterText.objects.filter(
        Q(event=event.pk) | Q(event=None), kind=kind, state__in=("", str(state)), way__in=("", str(way))
    )
    return max(rows, key=lambda row: (row.event_id is not None, bool(row.state), bool(row.way)), default=None)


def text_behind(event: Event | None, kind: str, *, state: str, way: str) -> LetterText | None:
    """Return the words that would hold if these for this day, state and way did not exist."""
    rows = LetterText.objects.filter(
        Q(event=event.pk) | Q(event=None) if event else Q(event=None), kind=kind, state__in=("", state), way__in=("", way)
    ).exclude(event=event, state=state, way=way)
    return max(rows, key=lambda row: (row.event_id is not None, bool(row.state), bool(row.way)), default=None)


def texts(event: Event | None) -> dict[str, list[LetterText]]:
    """Return the words of a day, or of the house, by kind."""
    found: dict[str, list[LetterText]] = {}
    for row in LetterText.objects.filter(event=event).order_by("kind", "state", "way"):
        found.setdefault(row.kind, []).append(row)
    return found


def scheduled(event: Event) -> dict[str, ScheduledLetter]:
    """Return a day's letters by the clock, by kind."""
    return {row.kind: row for row in ScheduledLetter.objects.filter(event=event)}


def maybe_due(now: dt.datetime) -> Sequence[ScheduledLetter]:
    """Return the letters by the clock of days that lie near enough for any of them to go."""
    return list(
        ScheduledLetter.objects.filter(
            is_on=True,
            event__starts_at__lte=now + dt.timedelta(days=120),
            event__ends_at__gte=now - dt.timedelta(days=120),
        )
        .exclude(event__status=Status.CANCELLED)
        .select_related("event")
        .order_by("pk")
    )


def open_change(event: Event) -> DayChange | None:
    """Return what those who are coming have not been told."""
    return DayChange.objects.filter(event=event, outcome=Outcome.OPEN).first()


def untold_of(keys: Iterable[int]) -> set[int]:
    """Return which of these days have a change that has neither been told nor skipped; one question."""
    return set(DayChange.objects.filter(event__in=list(keys), outcome=Outcome.OPEN).values_list("event_id", flat=True))


def snapshot(event: Event) -> Snapshot:
    """Return the day as those who are coming know it; one question for its programme, one for its venue."""
    items = ProgrammeItem.objects.filter(event=event.pk).values_list("pk", "title", "day", "starts", "ends", "room")
    venue = event.venue if event.attendance != Attendance.ONLINE else None
    return Snapshot(
        title=event.title,
        starts_at=_moment(event.starts_at),
        ends_at=_moment(event.ends_at),
        doors_open_at=_moment(event.doors_open_at),
        where=f"{venue.name}, {venue.address}" if venue else "",
        venue=venue.name if venue else "",
        online_url=event.online_url if event.attendance != Attendance.ON_SITE else "",
        items={
            pk: Item(title, str(day or ""), starts.isoformat(), ends.isoformat() if ends else "", room)
            for pk, title, day, starts, ends, room in items
        },
    )


def lost_mails(registration: Registration) -> list[Message]:
    """Return the mails that have not reached her and that nobody has seen to, newest first, without their contents."""
    rows = Message.objects.filter(pk__in=registration.messages.values("message"), state__in=LOST, handled_at=None)
    return list(rows.only("subject", "kind", "state", "answer", "to_email", "created_at").order_by("-created_at", "-pk"))


def _moment(moment: dt.datetime | None) -> str:
    """Return the moment in one form, whichever clock it was read on."""
    return moment.astimezone(dt.UTC).isoformat() if moment else ""


def examples(event: Event, states: Iterable[State], each: int = 3) -> list[Registration]:
    """Return some of the day's registrations in these states to show a letter with, the newest first in each."""
    found: list[Registration] = []
    for state in states:
        rows = Registration.objects.filter(event=event, state=state, is_unnamed=False, is_untold=False).select_related(
            "event", "event__venue", "event__organiser"
        )
        found += rows.order_by("-number")[:each]
    return found
