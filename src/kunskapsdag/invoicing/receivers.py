"""What invoicing answers when others ask."""

from typing import Any

from django.dispatch import receiver

from kunskapsdag.checkin import signals
from kunskapsdag.checkin.errors import IsInvoiced
from kunskapsdag.invoicing.models import DocumentLine
from kunskapsdag.registrations.models import Charge


@receiver(signals.taking_back)
def keep_what_is_invoiced(sender: Any, charge: Charge, **kwargs: Any) -> None:
    """Refuse to take back the charge of a no-show that stands on an invoice: that is credited where invoices are."""
    if DocumentLine.objects.filter(charge=charge, is_standing=True).exists():
        raise IsInvoiced
