"""Asking whether somebody may go on; outside the transaction that it may stop, for what was counted stays counted."""

import datetime as dt
from collections.abc import Iterable

from kunskapsdag.core import limits
from kunskapsdag.core.limits import Limit
from kunskapsdag.events.models import Event
from kunskapsdag.registrations.errors import TooMuch


def require_room(
    limit: Limit, key: str, addresses: Iterable[str], *, event: Event, who: tuple[str, str], now: dt.datetime
) -> None:
    """Count the addresses that mail goes to on somebody's word; ``who`` is her name and address, for the office to see.

    :raises TooMuch: there are too many.
    """
    try:
        limits.require_room(limit, key, addresses, about=limited(event), who=_words(who), now=now)
    except limits.Reached as reached:
        raise _told(reached, event) from None


def require_pass(limit: Limit, key: str, *, event: Event, who: tuple[str, str], now: dt.datetime) -> None:
    """Do the same for one thing that is counted without asking the database.

    :raises TooMuch: there are too many.
    """
    try:
        limits.require_pass(limit, key, about=limited(event), who=_words(who), now=now)
    except limits.Reached as reached:
        raise _told(reached, event) from None


def limited(event: Event) -> str:
    """Return the name of what limits about a day are about."""
    return f"event:{event.pk}"


def _words(who: tuple[str, str]) -> str:
    return ", ".join(part for part in who if part)


def _told(reached: limits.Reached, event: Event) -> TooMuch:
    return TooMuch(reached.until, name=event.contact_name, email=event.contact_email)
