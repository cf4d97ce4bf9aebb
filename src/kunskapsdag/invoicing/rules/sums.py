"""The sums of a credit note: its lines', and the last öre of its invoice."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kunskapsdag.invoicing.rules.documents import ZERO, Document, Line, TaxSum, totals


def of_credit_note(invoice: Sequence[TaxSum], before: Iterable[Document], lines: tuple[Line, ...]) -> tuple[TaxSum, ...]:
    """Return the sums by category and rate: what takes the last net of a rate takes the last of its VAT too.

    Three lines of 333,33 are taxed 250,00 together, and 83,33 each when they are credited one by one: the third is 83,34.
    """
    billed = {(tax.category, tax.rate): tax for tax in invoice}
    credited: dict[tuple[str, int], tuple[Decimal, Decimal]] = {}
    for note in before:
        for tax in note.totals.taxes:
            net, vat = credited.get((tax.category, tax.rate), (ZERO, ZERO))
            credited[tax.category, tax.rate] = (net + tax.net, vat + tax.vat)
    return tuple(
        _last_ore(tax, billed.get((tax.category, tax.rate)), credited.get((tax.category, tax.rate), (ZERO, ZERO)))
        for tax in totals(lines).taxes
    )


def _last_ore(tax: TaxSum, billed: TaxSum | None, credited: tuple[Decimal, Decimal]) -> TaxSum:
    if billed is None or credited[0] + tax.net != billed.net:
        return tax
    return TaxSum(tax.category, tax.rate, tax.net, billed.vat - credited[1])
