"""What a place costs one who gets it from somebody else: the price stands within an organisation, and follows to another."""

from collections.abc import Sequence
from dataclasses import dataclass

from kunskapsdag.core.money import Amount
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.enums import FeeKind
from kunskapsdag.fees.rules import discounts, price_in_words, prices
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.fees.rules.prices import Category
from kunskapsdag.registrations.models import Charge, PriceChoice, Registration
from kunskapsdag.registrations.queries import charges

# What one says of oneself, and not of where one works: the next person is asked anew.
PERSONAL = prices.FOR_WHOEVER_SAYS_SO - {FeeKind.ANYONE}


@dataclass(frozen=True, slots=True)
class Option:
    """A price that she may have. ``is_kept``: the one that stands, whatever the day's fees say now."""

    category: Category
    paid: Amount
    discount: Discount | None = None
    is_kept: bool = False

    @property
    def words(self) -> str:
        """Return the sum in words, without and with VAT."""
        return price_in_words(self.paid, self.category.rate)


def options(registration: Registration, *, organisation_id: int | None, is_same: bool) -> list[Option]:
    """Return the prices that somebody from this organisation may have for the place, the one that holds unasked first.

    They are those of the day when the place was registered. Nothing where nothing is paid for the place. ``is_same``: she
    comes from the organisation that has it.
    """
    place = charges.place_in(charges.of(registration))
    categories = fees.stored_terms(registration.event_id).categories
    if place is None or not categories:
        return []
    choice = PriceChoice.objects.filter(registration=registration).first()
    kind = charges.kinds_of([organisation_id]).get(organisation_id)
    fits = prices.fitting(categories, kind, registration.created_at)
    discount = fees.discount(registration.event_id, choice.code_text) if choice and choice.code_text else None
    keeps_code = is_same or discount is None or discount.is_for(organisation=organisation_id, kind=kind)
    current = _current(categories, choice) or (fits[0] if is_same else None)
    kept = Option(current, place.amount, discount, is_kept=True) if current is not None and keeps_code else None
    if kept is not None and (place.key or (is_same and kept.category.kind not in PERSONAL)):
        # Within an organisation the price stands. A part of the day that decides the fee (the charge's key) has its own.
        return [kept]
    others = [_as_now(one, registration, discount if keeps_code else None) for one in fits]
    found = [kept if kept is not None and one.category.key == kept.category.key else one for one in others]
    return found if kept is None or not is_same else [kept, *(one for one in found if one is not kept)]


def standing(registration: Registration) -> Charge | None:
    """Return what the place costs now."""
    return charges.place_in(charges.of(registration))


def _current(categories: Sequence[Category], choice: PriceChoice | None) -> Category | None:
    if choice is not None:
        return next((one for one in categories if one.key == choice.fee_id), None)
    return categories[0] if len(categories) == 1 else None


def _as_now(category: Category, registration: Registration, discount: Discount | None) -> Option:
    price = category.price_at(registration.created_at)
    return Option(category, discounts.discounted(price, category.rate, discount) if discount else price, discount)
