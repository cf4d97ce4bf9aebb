"""What an order adds to a registration: who registered her, on her page, the office's page and in the file."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.events.models import Event
from kunskapsdag.orders import queries
from kunskapsdag.orders.models import OrderPlace
from kunskapsdag.registrations import emails, links, sections
from kunskapsdag.registrations.enums import Source
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import email_key
from kunskapsdag.registrations.sections import Card, Section

TOLD_IN = frozenset({emails.CONFIRMED, emails.WAITING, emails.OFFERED, emails.SUBSTITUTE})


class OrderSection(Section):
    """Nothing is asked in the form: the order itself is a form of its own."""

    name = "orders"
    place = 10

    def own_card(self, registration: Registration, *, now: dt.datetime) -> Card | None:
        """Tell her who registered her; asked only about those whom somebody else has registered."""
        if registration.source != Source.ORDER:
            return None
        order = queries.order_of(registration)
        left = (
            sections.unfinished(registration.event, [registration]).get(registration.pk, []) if registration.is_living else []
        )
        may_say_no = queries.may_say_no(registration, now=now)
        context = {"order": order, "left": left, "may_say_no": may_say_no, "token": links.token(registration)}
        return Card("orders/own_card.html", context) if order else None

    def lines(self, registration: Registration, kind: str) -> list[str]:
        """Tell who was registered by another that she may say no."""
        order = queries.order_of(registration) if kind in TOLD_IN and registration.source == Source.ORDER else None
        if order is None or email_key(order.email) == registration.email_key:
            return []
        text = _("Can you not come? Say no on your page. Then %(name)s can give the place to somebody else.")
        return [text % {"name": order.name}]

    def staff_card(self, registration: Registration, *, user: Any, now: dt.datetime) -> Card | None:
        """Show the order to the office."""
        order = queries.order_of(registration) if registration.source == Source.ORDER else None
        if order is None:
            return None
        left = (
            sections.unfinished(registration.event, [registration]).get(registration.pk, []) if registration.is_living else []
        )
        context = {"order": order, "sums": queries.sums([order.pk]).get(order.pk), "left": left, "registration": registration}
        return Card("orders/staff_card.html", context)

    def columns(self, event: Event) -> list[str]:
        """Add a column where anybody ordered for others."""
        return [_("Ordered by")] if OrderPlace.objects.filter(order__event=event).exists() else []

    def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
        """Return who ordered each place."""
        found = OrderPlace.objects.filter(order__event=event, registration__isnull=False).order_by()
        rows = found.values_list("registration_id", "order__name", "order__organisation_name")
        return {key: [f"{name}, {organisation}"] for key, name, organisation in rows}
