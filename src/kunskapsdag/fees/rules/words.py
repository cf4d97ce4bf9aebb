"""Prices in words. Both with and without VAT, always: "750 kr" alone has misled before."""

from decimal import Decimal

from django.utils.translation import gettext as _

from kunskapsdag.core.money import Amount, kronor


def price_in_words(amount: Amount | None, rate: Decimal | int = 0) -> str:
    """Return "750 kr exkl. moms (937,50 kr inkl. 25 % moms)", or "kostnadsfritt" where nothing is paid.

    A sum and its "kr", a rate and its "%", stay on one line: the spaces between them are no-break spaces.

    :raises ValueError: when there is VAT in the amount and the rate was forgotten; "no VAT" would then be untrue.
    """
    if amount is None or amount.gross == 0:
        return _("free of charge")
    if amount.vat and not rate:
        raise ValueError(f"{amount} holds VAT; say at what rate")
    if not rate:
        return _("%(gross)s (no VAT)") % {"gross": kronor(amount.gross)}
    return _("%(net)s without VAT (%(gross)s with %(rate)s VAT)") % {
        "net": kronor(amount.net),
        "gross": kronor(amount.gross),
        "rate": f"{Decimal(rate):f}\xa0%",
    }
