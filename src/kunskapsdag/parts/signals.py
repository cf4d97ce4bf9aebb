"""Facts that others may want to know. Sent inside the transaction that made them true."""

from django.dispatch import Signal

# registration: Registration; part: Part
part_given_back = Signal()
