"""Prices in templates: with and without VAT in one sentence, so that one is never shown without the other."""

from django import template
from django.utils.text import capfirst

from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.fees.rules.tables import PriceRow

register = template.Library()


@register.filter
def price(value: PriceRow | None) -> str:
    """Return "750 kr exkl. moms (937,50 kr inkl. 25 % moms)", or "Kostnadsfritt"."""
    return capfirst(price_in_words(value.amount, value.rate) if value else price_in_words(None))
