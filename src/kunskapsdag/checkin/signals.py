"""Facts that others may want to know, and the one question that others may answer no to. Sent inside the transaction."""

from django.dispatch import Signal

# checkin: CheckIn
ticked_off = Signal()
# charge: Charge. Whoever has put it on an invoice raises checkin.errors.IsInvoiced.
taking_back = Signal()
