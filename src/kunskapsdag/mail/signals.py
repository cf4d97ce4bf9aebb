"""Facts that the outbox announces."""

from django.dispatch import Signal

# Somebody sent a mail again. Arguments: ``original`` and ``copy`` (both Message), ``by`` (user or None).
# Sent inside the transaction that wrote the copy, so that an app can tie it to the same registration as the original.
message_resent = Signal()

# A mail came back. Arguments: ``message`` (Message) and ``bounce`` (Bounce). Sent inside the transaction that kept it.
message_bounced = Signal()
