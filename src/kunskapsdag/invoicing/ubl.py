"""Peppol BIS Billing 3.0: an invoice or credit note as UBL 2.1 (OASIS), written with lxml.

The order of the elements is that of the schema. Business terms (BT-…) are those of EN 16931.
"""

import datetime as dt
import re
from decimal import Decimal

from lxml import etree

from kunskapsdag.core import text as texts
from kunskapsdag.invoicing.enums import VatCategory
from kunskapsdag.invoicing.rules import numbers
from kunskapsdag.invoicing.rules.documents import CURRENCY, Document, Line, Party, TaxSum

CUSTOMIZATION = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
PROFILE = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
CAC = f"{UBL}CommonAggregateComponents-2"
CBC = f"{UBL}CommonBasicComponents-2"
INVOICE, CREDIT_NOTE = "380", "381"
CREDIT_TRANSFER = "30"
# UN/ECE rec. 20: one of something.
PIECE = "C62"
F_TAX = "Godkänd för F-skatt"
# What XML 1.0 can't hold, and a person's text may.
NO_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")


class _At:
    """An element under construction; ``put`` leaves out what is empty."""

    def __init__(self, element: etree._Element) -> None:
        self.element = element

    def put(self, name: str, text: object, **attributes: str) -> None:
        words = NO_XML.sub("", texts.one_line(str(text)))
        if words:
            etree.SubElement(self.element, f"{{{CBC}}}{name}", attributes).text = words

    def amount(self, name: str, value: Decimal) -> None:
        self.put(name, f"{value:.2f}", currencyID=CURRENCY)

    def group(self, name: str) -> "_At":
        return _At(etree.SubElement(self.element, f"{{{CAC}}}{name}"))


def write(document: Document) -> bytes:
    """Return the document as UBL 2.1 in UTF-8; the same document gives the same bytes."""
    name = "CreditNote" if document.is_credit_note else "Invoice"
    root = etree.Element(f"{{{UBL}{name}-2}}{name}", nsmap={None: f"{UBL}{name}-2", "cac": CAC, "cbc": CBC})
    at = _At(root)
    _head(at, document)
    _seller(at.group("AccountingSupplierParty").group("Party"), document)
    _buyer(at.group("AccountingCustomerParty").group("Party"), document)
    if document.held_from:
        at.group("Delivery").put("ActualDeliveryDate", document.held_from.isoformat())
    _payment(at, document)
    _sums(at, document)
    for position, line in enumerate(document.lines, start=1):
        _line(at, position, line, is_credit_note=document.is_credit_note)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _head(at: _At, document: Document) -> None:
    at.put("CustomizationID", CUSTOMIZATION)
    at.put("ProfileID", PROFILE)
    at.put("ID", document.number)
    at.put("IssueDate", document.issued_on.isoformat())
    if document.is_credit_note:
        at.put("CreditNoteTypeCode", CREDIT_NOTE)
    else:
        at.put("DueDate", _iso(document.due_on))
        at.put("InvoiceTypeCode", INVOICE)
    at.put("Note", ". ".join(part for part in (document.about, document.note) if part))
    at.put("DocumentCurrencyCode", CURRENCY)
    at.put("BuyerReference", document.buyer_reference)
    if document.held_from and document.held_to and document.held_to > document.held_from:
        period = at.group("InvoicePeriod")
        period.put("StartDate", document.held_from.isoformat())
        period.put("EndDate", document.held_to.isoformat())
    if document.order_reference:
        at.group("OrderReference").put("ID", document.order_reference)
    if document.credits:
        earlier = at.group("BillingReference").group("InvoiceDocumentReference")
        earlier.put("ID", document.credits)
        earlier.put("IssueDate", _iso(document.credits_of))


def _seller(at: _At, document: Document) -> None:
    seller = document.seller
    _names(at, seller)
    # BR-O-02: where nothing is taxed no VAT number may stand.
    if seller.vat_number and not document.is_outside_vat:
        _tax_number(at, seller.vat_number, "VAT")
    if seller.has_f_tax:
        _tax_number(at, F_TAX, "TAX")
    legal = _legal(at, seller)
    if seller.seat:
        legal.put("CompanyLegalForm", f"Säte: {seller.seat}")
    _contact(at, seller)


def _buyer(at: _At, document: Document) -> None:
    buyer = document.buyer
    _names(at, buyer)
    if buyer.vat_number and not document.is_outside_vat:
        _tax_number(at, buyer.vat_number, "VAT")
    _legal(at, buyer)
    _contact(at, buyer)


def _names(at: _At, party: Party) -> None:
    if party.endpoint:
        at.put("EndpointID", party.endpoint_number, schemeID=party.scheme)
    at.group("PartyName").put("Name", party.name)
    address = at.group("PostalAddress")
    address.put("StreetName", party.street)
    address.put("AdditionalStreetName", party.street_more)
    address.put("CityName", party.city)
    address.put("PostalZone", party.postcode)
    address.group("Country").put("IdentificationCode", party.country)


def _tax_number(at: _At, number: str, scheme: str) -> None:
    tax = at.group("PartyTaxScheme")
    tax.put("CompanyID", number)
    tax.group("TaxScheme").put("ID", scheme)


def _legal(at: _At, party: Party) -> _At:
    legal = at.group("PartyLegalEntity")
    legal.put("RegistrationName", party.name)
    if party.organisation_number:
        scheme = {"schemeID": "0007"} if party.country == "SE" else {}
        legal.put("CompanyID", party.organisation_number, **scheme)
    return legal


def _contact(at: _At, party: Party) -> None:
    if party.contact or party.phone or party.email:
        contact = at.group("Contact")
        contact.put("Name", party.contact)
        contact.put("Telephone", party.phone)
        contact.put("ElectronicMail", party.email)


def _payment(at: _At, document: Document) -> None:
    payment = document.payment
    if not document.is_credit_note:
        accounts = (
            ("SE:BANKGIRO", numbers.only_digits(payment.bankgiro)),
            ("SE:PLUSGIRO", numbers.only_digits(payment.plusgiro)),
            (payment.bic, payment.iban),
        )
        for branch, account in accounts:
            if account:
                _account(at, branch, account, payment.reference)
    if payment.terms:
        at.group("PaymentTerms").put("Note", payment.terms)


def _account(at: _At, branch: str, account: str, reference: str) -> None:
    means = at.group("PaymentMeans")
    means.put("PaymentMeansCode", CREDIT_TRANSFER)
    means.put("PaymentID", reference)
    payee = means.group("PayeeFinancialAccount")
    payee.put("ID", account)
    if branch:
        payee.group("FinancialInstitutionBranch").put("ID", branch)


def _sums(at: _At, document: Document) -> None:
    sums = document.totals
    tax = at.group("TaxTotal")
    tax.amount("TaxAmount", sums.vat)
    for one in sums.taxes:
        _tax_sum(tax.group("TaxSubtotal"), one, document)
    money = at.group("LegalMonetaryTotal")
    money.amount("LineExtensionAmount", sums.net)
    money.amount("TaxExclusiveAmount", sums.net)
    money.amount("TaxInclusiveAmount", sums.gross)
    money.amount("PayableAmount", sums.gross)


def _tax_sum(at: _At, one: TaxSum, document: Document) -> None:
    at.amount("TaxableAmount", one.net)
    at.amount("TaxAmount", one.vat)
    category = at.group("TaxCategory")
    category.put("ID", one.category)
    _percent(category, one.category, one.rate)
    reason = document.reasons.get(one.category)
    if reason:
        category.put("TaxExemptionReasonCode", reason.code)
        category.put("TaxExemptionReason", reason.text)
    category.group("TaxScheme").put("ID", "VAT")


def _line(at: _At, position: int, line: Line, *, is_credit_note: bool) -> None:
    row = at.group("CreditNoteLine" if is_credit_note else "InvoiceLine")
    row.put("ID", position)
    row.put("CreditedQuantity" if is_credit_note else "InvoicedQuantity", f"{line.quantity:f}", unitCode=PIECE)
    row.amount("LineExtensionAmount", line.net)
    item = row.group("Item")
    item.put("Description", line.note)
    item.put("Name", line.text)
    category = item.group("ClassifiedTaxCategory")
    category.put("ID", str(line.category))
    _percent(category, str(line.category), line.rate)
    category.group("TaxScheme").put("ID", "VAT")
    row.group("Price").put("PriceAmount", f"{line.price:f}", currencyID=CURRENCY)


def _percent(at: _At, category: str, rate: int) -> None:
    # BR-O-05: what is outside VAT has no rate, not even 0.
    if category != VatCategory.OUTSIDE:
        at.put("Percent", rate)


def _iso(date: dt.date | None) -> str:
    return date.isoformat() if date else ""
