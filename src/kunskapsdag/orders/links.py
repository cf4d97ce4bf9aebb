"""The link to an order: of the same kind as a person's own, with a signature that fits no registration.

There are two: the one that is shown to whoever orders, and the one that is mailed. Who comes by the second has the mailbox.
"""

import uuid

from django.urls import reverse

from kunskapsdag.orders.models import Order
from kunskapsdag.registrations import links
from kunskapsdag.registrations.links import Link

SALT = "kunskapsdag.orders.links"
MAILED = "kunskapsdag.orders.links.mailed"


def read(token: str) -> Link | None:
    """Return what the link says, or None when it is forged, cut off or of another kind."""
    return links.read(token, salt=SALT) or links.read(token, salt=MAILED)


def is_mailed(token: str) -> bool:
    """Return whether this link has only been in a mail to the orderer."""
    return links.read(token, salt=MAILED) is not None


def token(order: Order) -> str:
    """Return the token that is valid now: the mailed one for who came by it (``came_by_mail``, set by the pages)."""
    salt = MAILED if getattr(order, "came_by_mail", False) else SALT
    return links.make(order.public_id, order.link_version, salt=salt)


def path(order: Order, name: str = "order", *args: object) -> str:
    """Return the address (without host) of one of the order's pages."""
    return reverse(f"orders:{name}", args=[token(order), *args])


def path_of(public_id: uuid.UUID, version: int) -> str:
    """Return the address (without host) of an order's page for a mailed link of this version."""
    return reverse("orders:order", args=[links.make(public_id, version, salt=MAILED)])
