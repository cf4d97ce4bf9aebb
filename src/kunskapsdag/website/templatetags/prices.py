"""Prices in templates: with and without VAT in one sentence, so that one is never shown without the other."""

from django import template
from django.utils.translation import gettext as _

from kunskapsdag.core.money import kronor
from kunskapsdag.website.queries import Price

register = template.Library()


@register.filter
def price(value: Price) -> str:
    """Return "750 kr exkl. moms (937,50 kr inkl. moms 25 %)", or "Kostnadsfritt"."""
    if value.is_free:
        return _("Free of charge")
    if value.rate == 0:
        return _("%(gross)s (no VAT)") % {"gross": kronor(value.amount.gross)}
    return _("%(net)s excl. VAT (%(gross)s incl. VAT %(rate)s %%)") % {
        "net": kronor(value.amount.net),
        "gross": kronor(value.amount.gross),
        "rate": value.rate,
    }
