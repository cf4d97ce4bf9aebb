"""What a document must have before it may be issued, told beside the field that lacks it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kunskapsdag.invoicing.enums import VatCategory
from kunskapsdag.invoicing.rules import numbers
from kunskapsdag.invoicing.rules.documents import Document, Party
from kunskapsdag.organisations import validators

TEN_DIGITS = re.compile(r"[0-9]{10}")
MOST_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: the field that causes it ("buyer.endpoint"), words, and the rule of EN 16931 or Peppol if it is theirs."""

    field: str
    text: Any
    rule: str = ""
    is_fatal: bool = True


def findings(document: Document) -> list[Finding]:
    """Return all that is wrong; a document with none of it passes EN 16931 and Peppol BIS Billing 3.0."""
    return [*_seller(document), *_buyer(document), *_references(document), *_lines(document)]


def of_public_body(document: Document, *, is_public: bool) -> list[Finding]:
    """Return what a municipality, region or authority must have besides: an address in Peppol (lagen 2018:1277).

    A credit note follows its invoice.
    """
    if not is_public or document.is_credit_note or is_e_invoice(document):
        return []
    text = _(
        "%(name)s takes only e-invoices. Write the organisation number and the Peppol id: 0007 and the number, "
        "or 0088 and a GLN."
    )
    return [Finding("buyer.endpoint", text % {"name": document.buyer.name}, "PEPPOL-EN16931-R010")]


def is_e_invoice(document: Document) -> bool:
    """Return whether it can go through Peppol: the buyer has an address there."""
    return bool(document.buyer.endpoint)


def _seller(document: Document) -> Iterator[Finding]:
    seller = document.seller
    yield from _party("seller", seller)
    if not TEN_DIGITS.fullmatch(seller.organisation_number) or not numbers.has_check_digit(seller.organisation_number):
        yield Finding("seller.organisation_number", _("Write the organisation number of the seller: ten digits."), "SE-R-013")
    if seller.vat_number and not numbers.SWEDISH_VAT.fullmatch(seller.vat_number):
        yield Finding("seller.vat_number", _("Write the VAT number as SE, twelve digits: SE212000174401."), "SE-R-001")
    if not seller.endpoint:
        yield Finding("seller.endpoint", _("The seller has no Peppol id."), "PEPPOL-EN16931-R020")
    if document.is_credit_note:
        return
    payment = document.payment
    if not (payment.bankgiro or payment.plusgiro or payment.iban):
        yield Finding("seller.bankgiro", _("Write a bankgiro or plusgiro number, or nobody can pay."), "BR-49")
    if payment.bankgiro and not numbers.is_bankgiro(payment.bankgiro):
        yield Finding("seller.bankgiro", _("This is not a bankgiro number: the last digit does not fit."), "SE-R-009")
    if payment.plusgiro and not numbers.is_plusgiro(payment.plusgiro):
        yield Finding("seller.plusgiro", _("This is not a plusgiro number: the last digit does not fit."), "SE-R-010")


def _buyer(document: Document) -> Iterator[Finding]:
    buyer = document.buyer
    yield from _party("buyer", buyer)
    if buyer.vat_number and not numbers.is_vat_number(buyer.vat_number):
        yield Finding(
            "buyer.vat_number",
            _("This is not a VAT number. It begins with the letters of the country: SE212000174401."),
            "BR-CO-09",
        )
    if buyer.organisation_number and buyer.country == "SE" and not numbers.has_check_digit(buyer.organisation_number):
        yield Finding("buyer.organisation_number", _("The last digit of the organisation number does not fit the others."))
    if _has(document, VatCategory.REVERSE_CHARGE) and not buyer.vat_number:
        yield Finding("buyer.vat_number", _("A buyer who accounts for the VAT herself must have a VAT number."), "BR-AE-02")


def _party(field: str, party: Party) -> Iterator[Finding]:
    if not party.name.strip():
        yield Finding(f"{field}.name", _("The name is missing."), "BR-06" if field == "seller" else "BR-07")
    if not party.city.strip() or not party.postcode.strip():
        yield Finding(f"{field}.city", _("The address is not complete: write postcode and town."))
    if not re.fullmatch(r"[A-Z]{2}", party.country):
        yield Finding(f"{field}.country", _("Choose the country."), "BR-09" if field == "seller" else "BR-11")
    if party.endpoint:
        try:
            validators.validate_peppol_id(party.endpoint)
        except ValidationError as error:
            yield Finding(f"{field}.endpoint", error.messages[0])


def _references(document: Document) -> Iterator[Finding]:
    if is_e_invoice(document) and not (document.buyer_reference.strip() or document.order_reference.strip()):
        yield Finding(
            "buyer_reference",
            _("An e-invoice needs the buyer's reference or an order number. Ask the buyer for one of them."),
            "PEPPOL-EN16931-R003",
        )
    for field in ("buyer_reference", "order_reference"):
        value = getattr(document, field)
        if len(value) > MOST_CHARACTERS or any(ord(char) < ord(" ") for char in value):
            yield Finding(field, _("The reference must stand on one line."))


def _lines(document: Document) -> Iterator[Finding]:
    if not document.lines:
        yield Finding("lines", _("There is nothing to bill."), "BR-16")
        return
    for line in document.lines:
        if line.price < 0:
            yield Finding(
                "lines", _("A price is never below 0. Write a negative quantity on a line that lowers the sum."), "BR-27"
            )
        if not line.text.strip():
            yield Finding("lines", _("A line has no text."), "BR-25")
    if document.totals.gross <= 0:
        yield Finding("lines", _("The lines come to 0 kr or less. Such a document is not issued."))
    if document.is_outside_vat and any(line.category != VatCategory.OUTSIDE for line in document.lines):
        yield Finding("lines", _("What is outside VAT stands on a document of its own."), "BR-O-11")
    if document.is_credit_note and not document.credits:
        yield Finding("credits", _("A credit note tells which invoice it credits."))
    if not document.is_credit_note and (document.due_on is None or document.due_on < document.issued_on):
        yield Finding("due_on", _("The last day to pay is before the day of the invoice."), "BR-CO-25")


def _has(document: Document, category: VatCategory) -> bool:
    return any(line.category == category for line in document.lines)
