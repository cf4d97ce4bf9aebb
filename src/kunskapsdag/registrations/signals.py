"""Facts that others may want to know. Sent inside the transaction that made them true."""

from django.dispatch import Signal

# registration: Registration
registered = Signal()
registration_cancelled = Signal()
substitute_took_over = Signal()
# event: Event; places: how many
place_released = Signal()
place_offered = Signal()
