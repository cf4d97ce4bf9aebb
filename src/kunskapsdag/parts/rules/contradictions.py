"""Parts that cannot be held as they are written, each told as a sentence beside its field."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kunskapsdag.core import clock

PERCENT_NEEDS_PLACE = gettext_lazy(
    "Only a part that decides the fee of the day can cost per cent of it. Tick that, or write an amount."
)


@dataclass(frozen=True, slots=True)
class Written:
    """A part as the organiser has written it; anything may be missing."""

    title: str
    group: str = ""
    starts_at: dt.datetime | None = None
    ends_at: dt.datetime | None = None
    last_day: dt.date | None = None
    is_place: bool = False
    is_preselected: bool = False
    percent: int | None = None
    has_amount: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the part at ``place`` in the list, at which of its fields."""

    place: int
    field: str
    text: str


def faults(parts: Sequence[Written], *, first_day: dt.date, last_day: dt.date, has_fee: bool = True) -> list[Fault]:
    """Return every fault of the parts of a day, in the order of the parts; ``has_fee``: whether the day itself has one."""
    found = [fault for place, part in enumerate(parts) for fault in _percent(place, part, has_fee=has_fee)]
    found += [fault for place, part in enumerate(parts) for fault in _alone(place, part, first_day, last_day)]
    found += _groups(parts)
    return sorted(found, key=lambda fault: fault.place)


def _alone(place: int, part: Written, first_day: dt.date, last_day: dt.date) -> Iterator[Fault]:
    if (part.starts_at is None) != (part.ends_at is None):
        missing = "starts_at" if part.starts_at is None else "ends_at"
        yield Fault(place, missing, _("Write both when it starts and when it ends, or neither."))
    for name in ("starts_at", "ends_at"):
        moment = getattr(part, name)
        if moment is not None and not first_day <= clock.swedish(moment).date() <= last_day:
            yield Fault(place, name, _("The event is not held on this day."))
    if part.starts_at and part.ends_at and part.ends_at <= part.starts_at:
        yield Fault(place, "ends_at", _("The part must end after it starts."))
    last = clock.swedish(part.starts_at).date() if part.starts_at else last_day
    if part.last_day and part.last_day > last:
        yield Fault(place, "last_cancellation_day", _("The part has begun by then. Write an earlier day."))
    if part.is_place and not part.group:
        text = _("Write what one chooses between, such as “Whole or half day”, at this part and at the others.")
        yield Fault(place, "choose_group", text)


def _percent(place: int, part: Written, *, has_fee: bool) -> Iterator[Fault]:
    if part.percent is None:
        return
    if not part.is_place:
        yield Fault(place, "percent", str(PERCENT_NEEDS_PLACE))
    elif not has_fee:
        yield Fault(
            place, "percent", _("The day has no fee to take per cent of. Write the day's fee first, or an amount here.")
        )
    if part.has_amount:
        yield Fault(place, "amount", _("Write either an amount or per cent of the day's fee, not both."))


def _groups(parts: Sequence[Written]) -> Iterator[Fault]:
    groups: dict[str, list[int]] = {}
    for place, part in enumerate(parts):
        if part.group:
            groups.setdefault(part.group.casefold(), []).append(place)
    first_place = ""
    for name, places in groups.items():
        if len(places) == 1:
            yield Fault(places[0], "choose_group", _("There is nothing to choose between: no other part says the same here."))
        of_place = [place for place in places if parts[place].is_place]
        if of_place and len(of_place) < len(places):
            other = next(place for place in places if place not in of_place)
            text = _("Another part to choose between decides the fee of the day. Then this one must do so too.")
            yield Fault(other, "is_place", text)
        if of_place and first_place and first_place != name:
            yield Fault(of_place[0], "is_place", _("Other parts already decide the fee of the day."))
        first_place = first_place or (name if of_place else "")
        ticked = [place for place in places if parts[place].is_preselected]
        if len(ticked) > 1:
            yield Fault(ticked[1], "is_preselected", _("Another part to choose between is chosen beforehand already."))
