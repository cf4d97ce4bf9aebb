"""Sums of many lines, as an invoice has them."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from kunskapsdag.core.money import Amount, kronor
from kunskapsdag.fees.rules.words import price_in_words

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
    def words(self) -> str:
        """Return both sums in one sentence, "free of charge" where nothing is paid."""
        paid = [one for one in self.rates if one.amount.gross]
        if len(paid) < 2:  # noqa: PLR2004  (one rate is named, several are summed)
            return price_in_words(paid[0].amount, paid[0].rate) if paid else price_in_words(None)
        return _("%(net)s without VAT (%(gross)s with VAT)") % {
            "net": kronor(self.amount.net),
            "gross": kronor(self.amount.gross),
        }

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
