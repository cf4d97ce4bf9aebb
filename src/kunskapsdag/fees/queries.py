"""What a place costs."""

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees.rules import price_in_words


def price_of(event: Event) -> Amount | None:
    """Return the price of a place, or None where the day is free of charge; asks nothing when fees are prefetched."""
    fee = next(iter(event.fees.all()), None)
    return fee.price if fee is not None and fee.amount else None


def words_of(event: Event) -> str:
    """Return the price of a place in words."""
    fee = next(iter(event.fees.all()), None)
    return price_in_words(fee.price, fee.vat_rate) if fee is not None else price_in_words(None)
