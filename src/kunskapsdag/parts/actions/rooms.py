"""Moving everybody of a part to another room."""

import datetime as dt
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.parts import emails, queries
from kunskapsdag.parts.actions.seats import offer_in_parts
from kunskapsdag.parts.errors import SeatsBelowTaken
from kunskapsdag.parts.models import Part
from kunskapsdag.registrations.actions import locked


def move_to_room(*, part: Part, place: str, capacity: int | None, by: Any, now: dt.datetime) -> int:
    """Hold a part elsewhere, with the seats that there are; only those of the part are told. Return how many were.

    :raises SeatsBelowTaken: the room is too small for those who have a seat.
    """
    with transaction.atomic():
        event = locked(part.event_id)
        stored = Part.objects.get(pk=part.pk)
        stored.event = event
        taken = queries.seats_of([stored])[stored.pk].taken
        if capacity is not None and capacity < taken:
            raise SeatsBelowTaken(stored.title, taken)
        was, old = stored.place, stored.capacity
        stored.place, stored.capacity = place, capacity
        stored.save(update_fields=["place", "capacity"])
        # Who has the day open in the editor must not write the old room back over this one.
        event.save(update_fields=["changed_at"])
        audit.log(event, "part.moved", by=by, part=stored.title, old=was, new=place, was=old, seats=capacity)
        people = queries.told_of(stored) if place != was else []
        emails.queue_moved(people, stored, was=was, now=now)
        offer_in_parts(event=event, parts=[stored], now=now)
    return len(people)
