"""Seats in the parts of a day: who gets one, and until when it can be given back. Pure functions on plain values."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.errors import PartError, PartIsFull
from kunskapsdag.registrations.rules import moving


@dataclass(frozen=True, slots=True)
class Choice:
    """A part as far as choosing goes; ``group`` is empty for one that stands alone."""

    key: int
    title: str
    group: str = ""
    is_place: bool = False
    only_on_site: bool = False
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Seats:
    """The seats of one part at one moment; ``capacity`` None means no limit."""

    capacity: int | None
    booked: int = 0
    offered: int = 0
    waiting: int = 0
    wished: int = 0

    @property
    def taken(self) -> int:
        """Return how many seats are booked or offered."""
        return self.booked + self.offered

    @property
    def left(self) -> int | None:
        """Return how many a newcomer can get: none while anybody waits, None without a limit."""
        if self.capacity is None:
            return None
        return 0 if self.waiting else max(0, self.capacity - self.taken)

    @property
    def is_full(self) -> bool:
        """Return whether a newcomer gets no seat."""
        return self.left == 0


def moved_last_day(day: dt.date | None, *, days: int, today: dt.date) -> dt.date | None:
    """Return a last day to give back on a day that is held so many days later; one that has passed stays."""
    return moving.moved_last_day(day, days) if day and day >= today else day


def seat_for_newcomer(seats: Seats, *, title: str, has_line: bool) -> Booking:
    """Return ``BOOKED`` where a seat is free and nobody waits for it, else ``WAITING``.

    :raises PartIsFull: there is no line to wait in.
    """
    if not seats.is_full:
        return Booking.BOOKED
    if not has_line:
        raise PartIsFull(title)
    return Booking.WAITING


def seats_to_offer(seats: Seats) -> int:
    """Return how many of those who wait can be offered a seat now."""
    return seats.waiting if seats.capacity is None else max(0, min(seats.waiting, seats.capacity - seats.taken))


def last_moment(*, last_day: dt.date | None, starts_at: dt.datetime) -> dt.datetime:
    """Return the first moment when a part can no longer be given back: 24:00 of its last day, but never after it starts."""
    return min(clock.end_of_day(last_day), starts_at) if last_day else starts_at


def overlapping(parts: Iterable[Choice]) -> list[tuple[Choice, Choice]]:
    """Return the pairs that last at the same time without excluding each other; a day or half day holds its own parts."""
    timed = sorted(
        (part for part in parts if part.starts_at and part.ends_at and not part.is_place),
        key=lambda part: (part.starts_at, part.key),
    )
    return [
        (one, other)
        for one, other in combinations(timed, 2)
        if (not one.group or one.group != other.group) and one.ends_at > other.starts_at  # type: ignore[operator]
    ]


def require_choice(parts: Sequence[Choice], chosen: set[int], *, is_online: bool, may_lack_place: bool = False) -> None:
    """Refuse a choice that contradicts itself: two of one group, none of the place, a room for one who isn't in it.

    ``may_lack_place``: somebody else chooses for her, and has left that to her.

    :raises PartError: with the sentence.
    """
    by_group: dict[str, list[Choice]] = {}
    for part in parts:
        if part.key in chosen and is_online and part.only_on_site:
            raise PartError(_("“%(title)s” is only for those who take part on site.") % {"title": part.title})
        if part.group:
            by_group.setdefault(part.group, []).append(part)
    for name, members in by_group.items():
        mine = [part for part in members if part.key in chosen]
        if len(mine) > 1:
            values = {"name": name, "one": mine[0].title, "other": mine[1].title}
            raise PartError(_("Choose one of “%(one)s” and “%(other)s” (%(name)s).") % values)
        # Online where all of them are held in the room only, there is nothing to choose: the day's own price is hers.
        is_hers = not is_online or any(not part.only_on_site for part in members)
        if members[0].is_place and not mine and is_hers and not may_lack_place:
            raise PartError(_("Choose one: %(name)s.") % {"name": name})
