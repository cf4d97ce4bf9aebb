"""Facts that others may want to know. Sent inside the transaction that made them true."""

from django.dispatch import Signal

# registration: Registration
registered = Signal()
registration_cancelled = Signal()
substitute_took_over = Signal()
place_named = Signal()
# registration: Registration; kind: of the mail; facts: what is true now; for a place that is named later, which has no address
unnamed_told = Signal()
# event: Event; places: how many
place_released = Signal()
place_offered = Signal()
