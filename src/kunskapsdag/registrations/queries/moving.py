"""The last days that hang on the date of a day, and so go along when it is moved. Asked once for all of them."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import DiscountCode, Fee
from kunskapsdag.registrations.enums import Way
from kunskapsdag.registrations.models import PlaceRule
from kunskapsdag.registrations.rules import moving
from kunskapsdag.registrations.rules.moving import Move

PROMISED = "decision_day"
# The last days that stand in the event itself.
OF_EVENT: dict[str, Any] = {
    "names_due_on": gettext_lazy("Last day for names of places without one"),
    "substitutes_close_on": gettext_lazy("Last day to send someone else"),
    PROMISED: gettext_lazy("Last day to answer those who have applied"),
}


@dataclass(frozen=True, slots=True)
class LastDay:
    """A last day to do something; ``name`` says of which row."""

    name: str
    label: str
    day: dt.date


def news_of(event: Event, move: Move) -> frozenset[str]:
    """Return what is new of what must be told, by the names of the fields of ``Event``."""
    wanted = {
        "starts_at": move.times.starts_at,
        "ends_at": move.times.ends_at,
        "doors_open_at": move.times.doors_open_at,
        "attendance": move.attendance,
        "venue_id": None if move.attendance == Attendance.ONLINE else move.venue,
        "online_url": move.online_url,
    }
    return frozenset(name for name, value in wanted.items() if getattr(event, name) != value)


def concerned(changed: Iterable[str], attendance: str) -> Q:
    """Return which registrations a move concerns: on a day held both ways perhaps only those of one way."""
    ways = moving.concerned_ways(changed, attendance)
    if not ways:
        return Q(pk__in=[])
    if attendance != Attendance.BOTH or ways == frozenset(Way):
        return Q(pk__isnull=False)
    found = Q(way__in=ways)
    return found | ~Q(on_site_wish="") if Way.ON_SITE in ways else found


def last_days(event: Event, *, now: dt.datetime) -> list[LastDay]:
    """Return every last day that has not passed; what has passed stays where it is."""
    found = [
        LastDay(f"rule-{rule.pk}", _("Rule for the places: %(rule)s") % {"rule": rule}, rule.until)
        for rule in PlaceRule.objects.filter(event=event, until__isnull=False).order_by("sort_order", "pk")
    ]
    found += [
        LastDay(f"fee-{fee.pk}", _("Early price: %(fee)s") % {"fee": fee.category.name}, fee.early_until)
        for fee in Fee.objects.filter(event=event, early_until__isnull=False).order_by("sort_order", "pk")
    ]
    found += [
        LastDay(f"code-{code.pk}", _("Discount code %(code)s") % {"code": code.code}, code.until)
        for code in DiscountCode.objects.filter(event=event, until__isnull=False).order_by("pk")
    ]
    own = {name: getattr(event, name) for name in OF_EVENT}
    found += [LastDay(name, str(OF_EVENT[name]), day) for name, day in own.items() if day]
    today = clock.swedish(now).date()
    return [one for one in found if one.day >= today]


def rows_of(kind: str, names: dict[str, dt.date]) -> dict[int, dt.date]:
    """Return the days of one kind of row by the row: "rule-7" is the rule 7."""
    start = f"{kind}-"
    return {int(name.removeprefix(start)): day for name, day in names.items() if name.startswith(start)}
