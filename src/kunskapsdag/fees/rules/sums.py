"""Sums of many lines, as an invoice has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from kunskapsdag.core.money import Amount

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class Rate:
    """What the lines of one VAT rate come to."""

    rate: int
    amount: Amount


@dataclass(frozen=True, slots=True)
class Total:
    """The sums by rate, the highest rate first, and all together."""

    rates: tuple[Rate, ...] = ()

    @property
    def amount(self) -> Amount:
        """Return all rates together."""
        net = sum((one.amount.net for one in self.rates), ZERO)
        vat = sum((one.amount.vat for one in self.rates), ZERO)
        return Amount(net, vat, net + vat)


def total(lines: Iterable[tuple[int, Decimal]]) -> Total:
    """Return the sums of lines given as rate and net: the VAT is computed once for each rate, on the sum of the nets."""
    nets: dict[int, Decimal] = {}
    for rate, net in lines:
        nets[rate] = nets.get(rate, ZERO) + net
    return Total(tuple(Rate(rate, Amount.from_net(nets[rate], Decimal(rate))) for rate in sorted(nets, reverse=True)))
