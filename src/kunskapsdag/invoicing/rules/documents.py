"""An invoice or credit note as plain values: what is frozen when it is issued, and all that XML and PDF are made from.

Amounts are kronor in ``Decimal``. Nothing here knows the database.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from kunskapsdag.core.money import rounded
from kunskapsdag.invoicing.enums import DocumentKind, VatCategory

ZERO = Decimal("0.00")
CURRENCY = "SEK"
# What a frozen copy of another making would carry; old ones must be readable for seven years.
FORM = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A seller or a buyer: names, numbers and addresses as they stood that day."""

    name: str
    organisation_number: str = ""
    vat_number: str = ""
    street: str = ""
    street_more: str = ""
    postcode: str = ""
    city: str = ""
    country: str = "SE"
    # "0007:2120001744": the scheme and the number of an address in Peppol.
    endpoint: str = ""
    contact: str = ""
    email: str = ""
    phone: str = ""
    has_f_tax: bool = False
    seat: str = ""

    @property
    def scheme(self) -> str:
        """Return the scheme of the electronic address (EAS)."""
        return self.endpoint.partition(":")[0]

    @property
    def endpoint_number(self) -> str:
        """Return the electronic address within its scheme."""
        return self.endpoint.partition(":")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Where and how an invoice is paid."""

    bankgiro: str = ""
    plusgiro: str = ""
    iban: str = ""
    bic: str = ""
    reference: str = ""
    terms: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: what, how many, and its price without VAT. What lowers has a negative quantity, never a negative price."""

    text: str
    note: str = ""
    quantity: Decimal = Decimal(1)
    price: Decimal
    category: str = VatCategory.STANDARD
    rate: int = 25

    @property
    def net(self) -> Decimal:
        """Return quantity × price, in whole öre."""
        return rounded(self.quantity * self.price)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a category has no VAT: the words, and the code of VATEX where one fits."""

    text: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class TaxSum:
    """What the lines of one category and rate come to."""

    category: str
    rate: int
    net: Decimal
    vat: Decimal


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums by category and rate, the highest rate first."""

    taxes: tuple[TaxSum, ...]

    @property
    def net(self) -> Decimal:
        """Return all lines together, without VAT."""
        return sum((tax.net for tax in self.taxes), ZERO)

    @property
    def vat(self) -> Decimal:
        """Return all VAT."""
        return sum((tax.vat for tax in self.taxes), ZERO)

    @property
    def gross(self) -> Decimal:
        """Return what is to be paid, or what is credited."""
        return self.net + self.vat


def totals(lines: tuple[Line, ...]) -> Totals:
    """Return the sums of lines: the VAT is computed once for each category and rate, on the sum of the nets (BR-CO-17)."""
    nets: dict[tuple[str, int], Decimal] = {}
    for line in lines:
        key = (str(line.category), line.rate)
        nets[key] = nets.get(key, ZERO) + line.net
    ordered = sorted(nets, key=lambda key: (-key[1], key[0]))
    return Totals(tuple(TaxSum(*key, nets[key], rounded(nets[key] * key[1] / 100)) for key in ordered))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An invoice or a credit note. ``number`` is "" until it is issued."""

    kind: str
    number: str = ""
    issued_on: dt.date
    due_on: dt.date | None = None
    seller: Party
    buyer: Party
    buyer_reference: str = ""
    order_reference: str = ""
    # The day it is about, and when that is held.
    about: str = ""
    held_from: dt.date | None = None
    held_to: dt.date | None = None
    lines: tuple[Line, ...]
    reasons: Mapping[str, Reason] = field(default_factory=dict)
    payment: Payment = Payment()
    note: str = ""
    # A credit note's invoice.
    credits: str = ""
    credits_of: dt.date | None = None
    # The sums, where they are not what the lines alone come to: the credit note that takes the last of an invoice takes the
    # last öre of its VAT too.
    taxes: tuple[TaxSum, ...] = ()

    @property
    def is_credit_note(self) -> bool:
        """Return whether it gives money back."""
        return self.kind == DocumentKind.CREDIT_NOTE

    @property
    def totals(self) -> Totals:
        """Return what it comes to."""
        return Totals(self.taxes) if self.taxes else totals(self.lines)

    @property
    def is_outside_vat(self) -> bool:
        """Return whether its lines are outside VAT; such a document has no other lines."""
        return any(line.category == VatCategory.OUTSIDE for line in self.lines)
