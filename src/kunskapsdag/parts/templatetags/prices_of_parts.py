"""Prices of the parts in templates."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.core.money import kronor
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import price_in_words, prices
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.parts.rules.prices import lines

register = template.Library()


@register.filter
def part_price(booking: PartBooking) -> str:
    """Return what the part costs her, without and with VAT."""
    return price_in_words(booking.amount, booking.vat_rate)


@register.filter
def prices_of_part(part: Part) -> list[str]:
    """Return what a part costs, for each category where it follows them; what costs nothing is included."""
    if part.percent is not None:
        categories = prices.chosen_by_oneself(fees.terms_of(part.event_id).categories)
        return [line.words for line in lines(part.pricing, categories, clock.now())]
    return [price_in_words(part.price, part.vat_rate) if part.amount else _("included")]


@register.filter
def part_kronor(amount: Decimal) -> str:
    """Return the amount as it is written in Swedish."""
    return kronor(amount)
