"""What a place costs."""

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event


def price_of(event: Event) -> Amount | None:
    """Return the price of a place, or None where the day is free of charge; asks nothing when fees are prefetched."""
    fee = next(iter(event.fees.all()), None)
    return fee.price if fee is not None and fee.amount else None
