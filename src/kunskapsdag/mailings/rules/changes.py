"""What has changed of a day that those who are coming must know, and whom it concerns."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from kunskapsdag.registrations.enums import State, Way

TITLE, WHEN, DOORS, WHERE, LINK, ITEM_TIME, ITEM_ROOM = "title", "when", "doors", "where", "link", "item_time", "item_room"
# Whoever waits or has applied should know before she answers an offer; whoever takes part from afar need not know of a room.
FOR_ALL_IN_LINE = frozenset({TITLE, WHEN, WHERE})
ONLY_ON_SITE = frozenset({DOORS, ITEM_ROOM})
IN_CALENDARS = frozenset({TITLE, WHEN, WHERE, LINK})


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the programme, as those who are coming meet it."""

    title: str
    day: str
    starts: str
    ends: str
    room: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A day as it was at one moment, in plain values; moments are ISO texts."""

    title: str
    starts_at: str
    ends_at: str
    doors_open_at: str
    where: str
    online_url: str
    venue: str = ""
    items: Mapping[int, Item] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that changed. ``about`` is the programme item's title and ``item`` its row, for changes of one.

    Of a place ``about`` is the venue that it still is, where only its address is new.
    """

    what: str
    old: str
    new: str
    about: str = ""
    item: int | None = None

    def stored(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)


def between(before: Snapshot, after: Snapshot) -> list[Change]:
    """Return what changed that somebody must know: not the wording of a programme item, nor items that came or went."""
    pairs = [
        (TITLE, before.title, after.title),
        (WHEN, _span(before), _span(after)),
        (DOORS, before.doors_open_at, after.doors_open_at),
        (WHERE, before.where, after.where),
        (LINK, before.online_url, after.online_url),
    ]
    same = after.venue if before.venue == after.venue else ""
    found = [Change(what, old, new, same if what == WHERE else "") for what, old, new in pairs if old != new]
    for key, item in after.items.items():
        old_item = before.items.get(key)
        if old_item is None:
            continue
        if (old_item.day, old_item.starts, old_item.ends) != (item.day, item.starts, item.ends):
            found.append(Change(ITEM_TIME, _times(old_item), _times(item), item.title, key))
        if old_item.room != item.room:
            found.append(Change(ITEM_ROOM, old_item.room, item.room, item.title, key))
    return found


def joined(earlier: Sequence[Change], later: Sequence[Change]) -> list[Change]:
    """Return two rounds of changes as one: from what was first to what is now; what has been changed back is no news."""
    by_key = {(one.what, one.item): one for one in earlier}
    for one in later:
        first = by_key.get((one.what, one.item))
        by_key[one.what, one.item] = one if first is None else Change(one.what, first.old, one.new, one.about, one.item)
    return [one for one in by_key.values() if one.old != one.new]


def states(changes: Sequence[Change]) -> list[str]:
    """Return whom the changes concern, by where they stand."""
    found = [State.CONFIRMED, State.OFFERED]
    if any(one.what in FOR_ALL_IN_LINE for one in changes):
        found += [State.WAITING, State.APPLIED]
    return [str(state) for state in found]


def ways(changes: Sequence[Change]) -> list[str]:
    """Return whom the changes concern, by how they take part; nothing means all."""
    if all(one.what == LINK for one in changes):
        return [str(Way.ONLINE)]
    if all(one.what in ONLY_ON_SITE for one in changes):
        return [str(Way.ON_SITE)]
    return []


def is_in_calendars(changes: Sequence[Change]) -> bool:
    """Return whether calendars show any of it, so that they must get the new entry."""
    return any(one.what in IN_CALENDARS for one in changes)


def _span(day: Snapshot) -> str:
    return f"{day.starts_at}/{day.ends_at}"


def _times(item: Item) -> str:
    return f"{item.day}|{item.starts}|{item.ends}"


def moments(span: str) -> tuple[dt.datetime, dt.datetime]:
    """Return the two moments of a stored span."""
    first, _slash, last = span.partition("/")
    return dt.datetime.fromisoformat(first), dt.datetime.fromisoformat(last)
