"""What a place costs."""

from kunskapsdag.core import rows
from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import Fee
from kunskapsdag.fees.rules import price_in_words


def price_of(event: Event) -> Amount | None:
    """Return the price of a place, or None where the day is free of charge; asks nothing when fees are prefetched."""
    fee = next(iter(event.fees.all()), None)
    return fee.price if fee is not None and fee.amount else None


def stored_fee(event_id: int) -> Fee | None:
    """Return the fee as it is stored, in one plain question: the pages that a thousand people open at once ask this."""
    fees = rows.load(Fee, "event_id = %s", [event_id])
    return min(fees, key=lambda fee: (fee.sort_order or 0, fee.pk), default=None)


def words_of(event: Event) -> str:
    """Return the price of a place in words."""
    fee = next(iter(event.fees.all()), None)
    return price_in_words(fee.price, fee.vat_rate) if fee is not None else price_in_words(None)
