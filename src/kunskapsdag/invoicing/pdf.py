"""An issued document as an accessible PDF, made from its frozen copy and nothing else."""

import datetime as dt
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.core import clock, pdf
from kunskapsdag.core import text as texts
from kunskapsdag.invoicing.enums import VatCategory
from kunskapsdag.invoicing.rules import numbers
from kunskapsdag.invoicing.rules.documents import Document, Line, Party, TaxSum

TEMPLATE = Path(__file__).parent / "typst" / "invoice.typ"
NO_BREAK = "\u00a0"


def document_pdf(document: Document) -> bytes:
    """Return an issued invoice or credit note as PDF/UA-1; the same document gives the same bytes."""
    return pdf.make(TEMPLATE, facts(document), made_at=clock.at(document.issued_on, dt.time(12)))


def facts(document: Document) -> dict[str, Any]:
    """Return what the paper says, in Swedish."""
    with translation.override("sv"):
        name = _("Credit note") if document.is_credit_note else _("Invoice")
        return {
            "name": name,
            "number": document.number,
            "document_title": f"{name} {document.number}, {document.seller.name}",
            "seller": document.seller.name,
            "buyer": _address(document.buyer),
            "rows": [{"term": term, "text": text} for term, text in _rows(document) if text],
            "about": texts.one_line(document.about),
            "note": texts.one_line(document.note),
            "lines": [_line(line) for line in document.lines],
            "taxes": [_tax(tax) for tax in document.totals.taxes],
            "reasons": [reason.text for _category, reason in sorted(document.reasons.items())],
            "net": kronor(document.totals.net),
            "vat": kronor(document.totals.vat),
            "gross": kronor(document.totals.gross),
            "pay": [{"term": term, "text": text} for term, text in _pay(document) if text],
            "qr": payment_code(document),
            "foot": [[{"term": term, "text": text} for term, text in column if text] for column in _foot(document.seller)],
            "words": _words(document),
        }


def kronor(amount: Decimal) -> str:
    """Return an amount as it stands in a column: "1 250,00", always with two decimals."""
    return f"{amount:,.2f}".replace(",", NO_BREAK).replace(".", ",").replace("-", "\u2212")


def payment_code(document: Document) -> str:
    """Return the SVG of the code that banks' apps read to pay ("Betalning QR", version 1); "" where there is nothing to pay."""
    payment = document.payment
    account, kind = (payment.bankgiro, "BG") if payment.bankgiro else (payment.plusgiro, "PG")
    if document.is_credit_note or not account or document.due_on is None:
        return ""
    told = {
        "uqr": 1,
        "tp": 1,
        "nme": document.seller.name[:70],
        "cid": document.seller.organisation_number,
        "iref": payment.reference,
        "idt": f"{document.issued_on:%Y%m%d}",
        "ddt": f"{document.due_on:%Y%m%d}",
        "due": float(document.totals.gross),
        "vat": float(document.totals.vat),
        "pt": kind,
        "acc": account,
    }
    code = segno.make(json.dumps(told, ensure_ascii=False, separators=(",", ":")), error="m", micro=False)
    return str(code.svg_inline(border=0, scale=4, dark="#000"))


def _words(document: Document) -> dict[str, str]:
    return {
        "page": _("Page"),
        "of": _("of"),
        "item": _("Specification"),
        "quantity": _("Quantity"),
        "price": _("Price"),
        "rate": _("VAT rate"),
        "net": _("Amount"),
        "lines": _("What it is for"),
        "sums": _("Sums"),
        "basis": _("Taxed amount"),
        "without_vat": _("Without VAT"),
        "vat": _("VAT, sum"),
        "gross": _("To credit") if document.is_credit_note else _("To pay"),
        "how": _("How it is settled") if document.is_credit_note else _("How to pay"),
        "code": _("Code that the bank's app reads: account, amount, OCR number and last day to pay."),
        "kronor": _("Amounts in Swedish kronor (SEK)."),
        "buyer": _("Buyer"),
    }


def _rows(document: Document) -> list[tuple[str, str]]:
    return [
        (_("Date"), document.issued_on.isoformat()),
        (_("Last day to pay"), document.due_on.isoformat() if document.due_on else ""),
        (_("Credits the invoice"), document.credits),
        (_("Your reference"), document.buyer_reference),
        (_("Order number"), document.order_reference),
        (_("Your org. no."), _hyphened(document.buyer)),
        (_("Your VAT no."), "" if document.is_outside_vat else document.buyer.vat_number),
        (_("Day of the event"), _held(document)),
    ]


def _held(document: Document) -> str:
    if document.held_from is None:
        return ""
    if document.held_to is None or document.held_to == document.held_from:
        return document.held_from.isoformat()
    return f"{document.held_from.isoformat()}–{document.held_to.isoformat()}"


def _pay(document: Document) -> list[tuple[str, str]]:
    payment = document.payment
    return [
        (_("Bankgiro"), payment.bankgiro),
        (_("Plusgiro"), payment.plusgiro),
        (_("IBAN"), payment.iban),
        (_("BIC"), payment.bic),
        (_("OCR number"), payment.reference),
        (_("Last day to pay"), document.due_on.isoformat() if document.due_on else ""),
        (_("Terms"), payment.terms),
    ]


def _foot(seller: Party) -> list[list[tuple[str, str]]]:
    return [
        [("", line) for line in _address(seller)],
        [(_("Contact"), seller.contact), (_("Telephone"), seller.phone), (_("E-mail"), seller.email)],
        [
            (_("Org. no."), _hyphened(seller)),
            (_("VAT no."), seller.vat_number),
            (_("Seat"), seller.seat),
            ("", _("Approved for F-tax") if seller.has_f_tax else ""),
        ],
    ]


def _hyphened(party: Party) -> str:
    number = party.organisation_number
    is_swedish = party.country == "SE" and bool(numbers.only_digits(number))
    return numbers.giro_with_hyphen(number) if is_swedish else number


def _address(party: Party) -> list[str]:
    country = "" if party.country == "SE" else party.country
    place = " ".join(filter(None, (party.postcode, party.city)))
    return [texts.one_line(line) for line in (party.name, party.street, party.street_more, place, country) if line.strip()]


def _line(line: Line) -> dict[str, str]:
    return {
        "text": texts.one_line(line.text),
        "note": texts.one_line(line.note),
        "quantity": f"{line.quantity:f}".replace(".", ",").replace("-", "\u2212"),
        "price": kronor(line.price),
        "rate": _rate(line.category, line.rate),
        "net": kronor(line.net),
    }


def _tax(tax: TaxSum) -> dict[str, str]:
    return {"rate": _rate(tax.category, tax.rate), "net": kronor(tax.net), "vat": kronor(tax.vat)}


def _rate(category: str, rate: int) -> str:
    return "–" if category == VatCategory.OUTSIDE else f"{rate}{NO_BREAK}%"
