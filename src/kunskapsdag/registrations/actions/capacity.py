"""The number of places of an event."""

import datetime as dt
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import queries, rules
from kunskapsdag.registrations.actions._shared import locked
from kunskapsdag.registrations.actions.offers import offer_in_line


def change_capacity(*, event: Event, capacity: int | None, by: Any, now: dt.datetime) -> Event:
    """Set the number of places (None: no limit); new places are offered at once to those who wait.

    :raises CapacityBelowTaken: more places than that are taken or offered.
    """
    with transaction.atomic():
        stored = locked(event.pk)
        rules.require_capacity(capacity, taken=queries.taking(stored))
        if stored.capacity != capacity:
            audit.log(stored, "event.capacity_changed", by=by, old=stored.capacity, new=capacity)
            stored.capacity = capacity
            stored.save(update_fields=["capacity"])
        offer_in_line(stored, now=now)
    event.capacity = capacity
    return stored
