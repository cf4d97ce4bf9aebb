"""The link to an order: mailed once more, or replaced."""

import datetime as dt
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.orders import emails
from kunskapsdag.orders.models import Order


def send_link(*, order: Order, by: Any, now: dt.datetime) -> bool:
    """Mail the link to the orderer; return False when she has just had it, or had it often today."""
    with transaction.atomic():
        if by is None and not emails.may_repeat(order, emails.LINK, now=now):
            return False
        emails.queue(order, emails.LINK, now=now)
        audit.log(order, "order.link_sent", by=by)
    return True


def replace_link(*, order: Order, by: Any, now: dt.datetime) -> Order:
    """Make every link to the order stop working, and mail a new one."""
    with transaction.atomic():
        order = Order.objects.select_for_update().get(pk=order.pk)
        order.link_version += 1
        order.save(update_fields=["link_version"])
        emails.queue(order, emails.LINK, now=now)
        audit.log(order, "order.link_replaced", by=by)
    return order
