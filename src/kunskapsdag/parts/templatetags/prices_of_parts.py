"""Prices of the parts in templates."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from kunskapsdag.core.money import kronor
from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.parts.models import Part, PartBooking

register = template.Library()


@register.filter
def part_price(booking: PartBooking) -> str:
    """Return what the part costs her, without and with VAT."""
    return price_in_words(booking.amount, booking.vat_rate)


@register.filter
def price_of_part(part: Part) -> str:
    """Return what a part costs, without and with VAT; what costs nothing is included."""
    return price_in_words(part.price, part.vat_rate) if part.amount else _("included")


@register.filter
def part_kronor(amount: Decimal) -> str:
    """Return the amount as it is written in Swedish."""
    return kronor(amount)
