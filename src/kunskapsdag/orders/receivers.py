"""Reacts to what happens with a place that has no name: whoever ordered it is told."""

import datetime as dt
from typing import Any

from kunskapsdag.orders import emails, queries
from kunskapsdag.registrations import emails as registrations
from kunskapsdag.registrations.models import Registration

KINDS = {
    registrations.OFFERED: emails.OFFERED,
    registrations.LAPSED: emails.LAPSED,
    registrations.MOVED_TO_LIST: emails.TO_LIST,
    registrations.CANCELLED: emails.LOST,
    registrations.LINK: emails.LINK,
}


def tell_orderer(
    sender: Any, registration: Registration, kind: str, facts: dict[str, Any], now: dt.datetime, **kwargs: Any
) -> None:
    """Write the orderer what the person would have been told; one mail for several places at the same moment."""
    order = queries.order_of(registration)
    told = KINDS.get(kind)
    if kind == registrations.CONFIRMED and facts.get("reason"):
        told = emails.GIVEN  # by the organiser; a place that the orderer has accepted herself is no news to her
    if order is None or told is None or emails.is_told(order, told, since=now):
        return
    kept = {name: facts[name] for name in ("answer_by", "reason") if facts.get(name)}
    emails.queue(order, told, now=now, **kept)
