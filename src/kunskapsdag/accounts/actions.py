"""Counting failed logins."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from kunskapsdag.accounts import rules
from kunskapsdag.accounts.models import FailedLogins

SALT = "kunskapsdag.accounts.logins"


def name_key(name: str) -> str:
    """Return what a login name is counted under."""
    return salted_hmac(SALT, f"name:{name.strip().casefold()}", algorithm="sha256").hexdigest()


def address_key(address: str) -> str:
    """Return what a network address is counted under."""
    return salted_hmac(SALT, f"address:{address}", algorithm="sha256").hexdigest()


def waits_until(*, name: str, address: str, now: dt.datetime) -> dt.datetime | None:
    """Return the moment when this name from this address may try again, or None when it may now."""
    free = {name_key(name): rules.FREE_FOR_NAME, address_key(address): rules.FREE_FOR_ADDRESS}
    moments = [
        rules.waits_until(
            count=rules.count_now(count=row.count, last_at=row.last_at, now=now),
            last_at=row.last_at,
            free=free[row.key],
            now=now,
        )
        for row in FailedLogins.objects.filter(key__in=free)
    ]
    return max((moment for moment in moments if moment), default=None)


def count_failure(*, name: str, address: str, now: dt.datetime) -> None:
    """Count one failure for the name and one for the address, and forget what is old."""
    with transaction.atomic():
        FailedLogins.objects.filter(last_at__lte=now - rules.FORGOTTEN_AFTER).delete()
        for key in (name_key(name), address_key(address)):
            if not FailedLogins.objects.filter(key=key).update(count=F("count") + 1, last_at=now):
                FailedLogins.objects.get_or_create(key=key, defaults={"count": 1, "last_at": now})


def forget_failures(*, name: str) -> None:
    """Start from nothing for the name: the right person has logged in. The address keeps its count."""
    FailedLogins.objects.filter(key=name_key(name)).delete()
