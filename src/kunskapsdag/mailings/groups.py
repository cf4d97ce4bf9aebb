"""Those of a part and those of an order, to write to; and whom a change of a programme item concerns."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core.text import folded, is_number
from kunskapsdag.events.models import Event
from kunskapsdag.orders.models import Order
from kunskapsdag.parts.enums import HOLDS
from kunskapsdag.parts.models import Part
from kunskapsdag.programme.models import ProgrammeItem
from kunskapsdag.registrations import audiences


def parts(event: Event) -> Sequence[tuple[str, str]]:
    """Return the parts of a day that one can write to."""
    return [(str(part.pk), part.title) for part in Part.objects.filter(event=event).order_by("sort_order", "pk")]


def of_part(event: Event, value: str) -> Q:
    """Return those who have a seat in the part."""
    part = int(value) if is_number(value) else 0
    return Q(part_bookings__part=part, part_bookings__part__event=event, part_bookings__state__in=HOLDS)


def orders(event: Event) -> Sequence[tuple[str, str]]:
    """Return the orders of a day that one can write to."""
    return [(str(order.pk), str(order)) for order in Order.objects.filter(event=event)]


def of_order(event: Event, value: str) -> Q:
    """Return those whom somebody has registered in one order."""
    return Q(order_place__order=int(value) if is_number(value) else 0, order_place__order__event=event)


def of_item(event: Event, item: int) -> Q | None:
    """Return those who have a seat in the part that the programme item is: the one with the same title."""
    title = ProgrammeItem.objects.filter(event=event, pk=item).values_list("title", flat=True).first()
    if title is None:
        return None
    same = [part.pk for part in Part.objects.filter(event=event) if folded(part.title) == folded(title)]
    return Q(part_bookings__part__in=same, part_bookings__state__in=HOLDS) if same else None


def register() -> None:
    """Let the office write to these groups."""
    audiences.register(audiences.Audience("del", _("Only those who have chosen"), parts, of_part))
    audiences.register(audiences.Audience("order", _("Only those of the order"), orders, of_order))
    audiences.tell_of_item(of_item)
