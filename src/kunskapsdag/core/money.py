"""Kronor that cannot contradict themselves.

Amounts are ``Decimal`` kronor with two decimals, rounded half up (as the Swedish Tax Agency and EN 16931 do), never float.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

ORE = Decimal("0.01")
# Mervärdesskattelag (2023:200) 9 kap. 2–3 §§: 25, 12 and 6 per cent; 0 is for what is zero-rated or exempt.
VAT_RATES = (Decimal(25), Decimal(12), Decimal(6), Decimal(0))


def rounded(amount: Decimal) -> Decimal:
    """Return the amount in whole öre, half up."""
    return amount.quantize(ORE, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Amount:
    """A price in kronor without VAT, its VAT, and both together."""

    net: Decimal
    vat: Decimal
    gross: Decimal

    def __post_init__(self) -> None:
        """Refuse parts that don't add up, or that aren't whole öre."""
        if self.net + self.vat != self.gross:
            raise ValueError(f"{self.net} + {self.vat} is not {self.gross}")
        if any(rounded(part) != part for part in (self.net, self.vat, self.gross)):
            raise ValueError(f"not whole öre: {self.net}, {self.vat}, {self.gross}")

    @classmethod
    def from_net(cls, net: Decimal, rate: Decimal) -> "Amount":
        """Add VAT of ``rate`` per cent to a price without it."""
        net = rounded(net)
        vat = rounded(net * rate / 100)
        return cls(net, vat, net + vat)

    @classmethod
    def from_gross(cls, gross: Decimal, rate: Decimal) -> "Amount":
        """Take the VAT of ``rate`` per cent out of a price that includes it."""
        gross = rounded(gross)
        vat = rounded(gross * rate / (100 + rate))
        return cls(gross - vat, vat, gross)


def kronor(amount: Decimal) -> str:
    """Return the amount as a Swede writes it: "750 kr", "937,50 kr", "1 250 kr" (with no-break spaces)."""
    whole = amount == amount.to_integral_value()
    figures = f"{amount:,.0f}" if whole else f"{amount:,.2f}"
    return figures.replace(",", "\xa0").replace(".", ",") + "\xa0kr"
