"""How a line is taxed: the table of docs/rules/invoicing.md, row by row."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from kunskapsdag.invoicing.enums import VatCategory

HOME = "SE"


@dataclass(frozen=True, slots=True)
class Taxed:
    """What VAT asks of one party: registered or not, a state authority or not, and whether a business abroad."""

    country: str = HOME
    vat_number: str = ""
    is_state: bool = False


@dataclass(frozen=True, slots=True)
class Treatment:
    """The category, the rate in per cent, and the words that must stand on the document where there is no VAT.

    ``code`` is of the code list VATEX of EN 16931; "" where no code fits.
    """

    category: VatCategory
    rate: int = 0
    reason: Any = ""
    code: str = ""


NOT_REGISTERED = Treatment(VatCategory.OUTSIDE, 0, _("No VAT: the seller is not registered for VAT."), "VATEX-EU-O")
WITHIN_THE_STATE = Treatment(VatCategory.OUTSIDE, 0, _("No VAT: seller and buyer are both state authorities."), "VATEX-EU-O")
REVERSED = Treatment(VatCategory.REVERSE_CHARGE, 0, _("Reverse charge: the buyer accounts for the VAT."), "VATEX-EU-AE")
EXEMPT = _("Exempt from VAT.")


def treatment(seller: Taxed, buyer: Taxed, *, rate: int, is_online: bool, reason: str = "") -> Treatment:
    """Return how a line is taxed (mervärdesskattelagen 2023:200, 6 and 16 chapters).

    ``rate``: what the charge says. ``reason``: the day's own words for why its rate is 0.
    """
    if not seller.vat_number:
        return NOT_REGISTERED
    if seller.is_state and buyer.is_state:
        return WITHIN_THE_STATE
    if rate == 0:
        return Treatment(VatCategory.EXEMPT, 0, reason or EXEMPT)
    if is_online and buyer.country != HOME and buyer.vat_number:
        return REVERSED
    return Treatment(VatCategory.STANDARD, rate)
