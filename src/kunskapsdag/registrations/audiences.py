"""Groups of a day's registrations that other apps know of: those of a part, of an order.

An app writes one ``Audience`` and registers it in its ``ready()``; the office can then write to each of its groups.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import Promise

from kunskapsdag.events.models import Event

Choices = Callable[[Event], Sequence[tuple[str, str]]]
Chosen = Callable[[Event, str], Q]
OfItem = Callable[[Event, int], Q | None]


@dataclass(frozen=True, slots=True)
class Audience:
    """``choices`` are a day's groups (value and label), none where it has none; ``chosen`` finds the registrations of one."""

    name: str
    label: Promise | str
    choices: Choices
    chosen: Chosen


_audiences: dict[str, Audience] = {}
_of_item: list[OfItem] = []


def register(audience: Audience) -> None:
    """Let the office write to these groups."""
    if not audience.name.isalpha():
        raise ValueError(f"an audience needs a name in letters: {audience.name!r}")
    _audiences[audience.name] = audience


def unregister(name: str) -> None:
    """Take it away again."""
    _audiences.pop(name, None)


def every() -> list[Audience]:
    """Return them in the order of their names."""
    return [_audiences[name] for name in sorted(_audiences)]


def tell_of_item(of_item: OfItem) -> None:
    """Let an app say whom a change of a programme item concerns, where it belongs to a part; None: it belongs to none."""
    if of_item not in _of_item:
        _of_item.append(of_item)


def of_items(event: Event, items: Sequence[int]) -> Q | None:
    """Return whom a change of these programme items concerns; None means everybody: at least one is for all."""
    together = Q(pk__in=[])
    for item in items:
        found = [one for ask in _of_item if (one := ask(event, item)) is not None]
        if not found:
            return None
        for one in found:
            together |= one
    return together
