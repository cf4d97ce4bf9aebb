"""The link to an order: of the same kind as a person's own, with a signature that fits no registration."""

import uuid

from django.urls import reverse

from kunskapsdag.orders.models import Order
from kunskapsdag.registrations import links
from kunskapsdag.registrations.links import Link

SALT = "kunskapsdag.orders.links"


def read(token: str) -> Link | None:
    """Return what the link says, or None when it is forged, cut off or of another kind."""
    return links.read(token, salt=SALT)


def token(order: Order) -> str:
    """Return the token that is valid now."""
    return links.make(order.public_id, order.link_version, salt=SALT)


def path(order: Order, name: str = "order", *args: object) -> str:
    """Return the address (without host) of one of the order's pages."""
    return reverse(f"orders:{name}", args=[token(order), *args])


def path_of(public_id: uuid.UUID, version: int) -> str:
    """Return the address (without host) of an order's page for a link of this version."""
    return reverse("orders:order", args=[links.make(public_id, version, salt=SALT)])
