"""How much one sender may do before somebody has to look at it: the only place for such limits; docs/rules/limits.md.

What is counted is what goes out to others: the different addresses that mail is sent to on somebody's word. Those that
are kept in the database survive a restart and hold for all machines. The one on the fast path, for registering oneself,
is counted in the cache and asks the database nothing before it is reached.

A limit that stops somebody leaves a row (``Stop``) for the office, who may let her through.
"""

import datetime as dt
import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kunskapsdag.core.models import Spent, Stop

SALT = "kunskapsdag.core.limits"
DAY = dt.timedelta(days=1)
# A stop is shown, and what was counted is kept, for as long as anybody may want to know.
FORGOTTEN_AFTER = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many different things for one key within a time."""

    name: str
    most: int
    within: dt.timedelta = DAY


# Registrations of oneself from one network for one day, in each web process: the opening rush of a whole municipality
# behind one address is to pass, somebody who writes in strangers by the thousand is not.
ALONE = Limit("alone", 1_200)
# Strangers who get mail because of an orderer that has not shown that her address is hers: by her address, by the network
# and for the day. Reaching one refuses nobody: the mails wait until she has shown it.
UNPROVEN_ORDERER = Limit("unproven_orderer", 10)
UNPROVEN_NETWORK = Limit("unproven_network", 50)
UNPROVEN_EVENT = Limit("unproven_event", 200)
# Orders by one address, so that nobody's mailbox is filled with them; and those with mails that wait, which hold places.
ORDERS = Limit("orders", 20)
WAITING_ORDERS = Limit("waiting_orders", 3)
WAITING_NETWORK = Limit("waiting_network", 10)
# Strangers who get mail because of somebody whose address is known to be hers, and for one day because of all orders.
ORDERER = Limit("orderer", 400)
ORDERED = Limit("ordered", 2_000)
# Passing invitations on: one invitation, and all that one which the organiser sent has become, however long the chain.
PASSED_ON = Limit("passed_on", 5, within=dt.timedelta(days=365))
CHAIN = Limit("chain", 15, within=dt.timedelta(days=365))
# Those who are asked to take over a place, for one day.
SUBSTITUTES = Limit("substitutes", 200)
# New addresses that one person gives for herself.
OWN_ADDRESS = Limit("own_address", 5)


class Reached(Exception):
    """A limit is reached; ``until`` is when there is room again."""

    def __init__(self, limit: Limit, until: dt.datetime) -> None:
        super().__init__(limit.name)
        self.limit, self.until = limit, until


def has_room(limit: Limit, key: str, what: Iterable[str], *, now: dt.datetime) -> bool:
    """Count these, which are not counted twice, and return whether the limit holds them; else nothing is counted.

    Two at the same moment may each be let in where only one fits: a limit is no promise to anybody.
    """
    return _room(limit, digest(key), what, now=now) is None


def require_room(limit: Limit, key: str, what: Iterable[str], *, about: str, who: str, now: dt.datetime) -> None:
    """Count these, or leave a row for the office about who was stopped; call it outside the transaction it may stop.

    :raises Reached: the limit does not hold them, and the office has not let her through.
    """
    hashed = digest(key)
    until = _room(limit, hashed, what, now=now)
    if until is not None and not _passes(limit, hashed, about, who=who, now=now):
        raise Reached(limit, until)


def require_pass(limit: Limit, key: str, *, about: str, who: str, now: dt.datetime) -> None:
    """Count one in the cache; the database is asked nothing until the limit is reached.

    :raises Reached: as above.
    """
    name = f"limits.{limit.name}.{about}.{key}"
    cache.add(name, 0, int(limit.within.total_seconds()))
    try:
        number = cache.incr(name)
    except ValueError:  # it went out of the cache just now
        return
    if number > limit.most and not _passes(limit, digest(key), about, who=who, now=now):
        raise Reached(limit, now + limit.within)


def let_through(stop: Stop, *, now: dt.datetime) -> None:
    """Let the one who was stopped go on for as long as the limit counts; the caller logs who did it."""
    Stop.objects.filter(pk=stop.pk).update(let_through_at=now)


def forget_old(*, now: dt.datetime) -> int:
    """Erase what no longer counts, and old stops with the names of those who were stopped; return how many rows."""
    old = now - FORGOTTEN_AFTER
    long = (CHAIN, PASSED_ON)
    gone, _of = Spent.objects.filter(at__lt=old).exclude(limit__in=[limit.name for limit in long]).delete()
    ended, _of = Spent.objects.filter(at__lt=now - CHAIN.within).delete()
    stops, _of = Stop.objects.filter(last_at__lt=old).delete()
    return gone + ended + stops


def digest(text: str) -> str:
    """Return what is kept instead of an address."""
    return salted_hmac(SALT, text.strip().casefold(), algorithm="sha256").hexdigest()


def address_of(request: HttpRequest | None) -> str:
    """Return the visitor's network address; behind a proxy the last one that the proxy wrote, which nobody can forge."""
    meta = request.META if request is not None else {}
    forwarded = str(meta.get("HTTP_X_FORWARDED_FOR", "")) if settings.BEHIND_PROXY else ""
    return forwarded.rpartition(",")[2].strip() or str(meta.get("REMOTE_ADDR", ""))


def network_of(request: HttpRequest) -> str:
    """Return the network a visitor comes from: of the newer kind of addresses everybody has a whole network (/64)."""
    address = address_of(request)
    if ":" not in address:
        return address
    try:
        return str(ipaddress.ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address


def _room(limit: Limit, key: str, what: Iterable[str], *, now: dt.datetime) -> dt.datetime | None:
    """Return None where there is room, and these are counted, else when there may be."""
    hashed = {digest(one) for one in what}
    if not hashed:
        return None
    with transaction.atomic():
        counted = Spent.objects.filter(limit=limit.name, key=key, at__gt=now - limit.within)
        known = dict(counted.values_list("what", "at"))
        if len(hashed | known.keys()) > limit.most:
            return min(known.values(), default=now) + limit.within
        Spent.objects.bulk_create(
            [Spent(limit=limit.name, key=key, what=one, at=now) for one in sorted(hashed)],
            update_conflicts=True,
            unique_fields=["limit", "key", "what"],
            update_fields=["at"],
        )
    return None


def _passes(limit: Limit, key: str, about: str, *, who: str, now: dt.datetime) -> bool:
    """Return whether the office has let her through; else note that she was stopped."""
    with transaction.atomic():
        stop, is_new = Stop.objects.get_or_create(
            limit=limit.name, key=key, about=about, defaults={"who": who[:300], "first_at": now, "last_at": now}
        )
        if stop.let_through_at is not None and now - stop.let_through_at < limit.within:
            return True
        if not is_new:
            Stop.objects.filter(pk=stop.pk).update(times=F("times") + 1, last_at=now, who=who[:300], let_through_at=None)
    return False
