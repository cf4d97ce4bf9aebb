"""The last days that hang on the date of a day, and so go along when it is moved. Asked once for all of them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import DiscountCode, Fee
from kunskapsdag.registrations.models import PlaceRule

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
