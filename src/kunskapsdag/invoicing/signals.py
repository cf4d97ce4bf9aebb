"""Facts that others may want to know; sent inside the transaction."""

from django.dispatch import Signal

# document: Document. A number has been taken.
issued = Signal()
