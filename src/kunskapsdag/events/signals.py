"""Facts about a day as a whole. Sent inside the transaction that made them true, with the event's row locked."""

from django.dispatch import Signal

# event: Event, as it is now; by: the user; now. When it is sent every registration has been cancelled.
event_cancelled = Signal()
# event: Event, as it is now; days: by how many calendar days it starts later (negative: earlier, 0: only times or place);
# changed: the names of the fields of Event that are new; by: the user; now
event_moved = Signal()
