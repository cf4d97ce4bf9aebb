"""Facts about a day as a whole. Sent inside the transaction that made them true, with the event's row locked."""

from collections.abc import Iterable
from typing import Any

from django.dispatch import Signal

# A listener that tells persons of it answers with how many: the organiser reads the sum.
# event: Event, as it is now; by: the user; now. When it is sent every registration has been cancelled.
event_cancelled = Signal()
# event: Event, as it is now; was: Event, as it was before; days: by how many calendar days it starts later (negative:
# earlier, 0: only times or place); changed: the names of the fields of Event that are new; reason: why, in the
# organiser's words; by: the user; now
event_moved = Signal()


def told(answers: Iterable[tuple[Any, Any]]) -> int:
    """Return how many persons the listeners have told, from what ``send`` returns."""
    return sum(count for _listener, count in answers if isinstance(count, int))
