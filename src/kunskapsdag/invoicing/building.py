"""From a proposal to the document that will be frozen: names, addresses, texts and rates as they stand now, in Swedish."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils import formats, translation
from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.core import text as texts
from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import queries
from kunskapsdag.invoicing.enums import DocumentKind, VatCategory
from kunskapsdag.invoicing.errors import NoSeller
from kunskapsdag.invoicing.models import Buyer, Draft, DraftLine, Seller
from kunskapsdag.invoicing.models import Document as Issued
from kunskapsdag.invoicing.rules import numbers, requirements, sums, vat
from kunskapsdag.invoicing.rules.documents import Document, Line, Party, Payment, Reason


def build(draft: Draft, lines: Sequence[DraftLine], *, today: dt.date) -> Document:
    """Return what a proposal becomes when it is issued on this day, as yet without a number.

    :raises NoSeller: nobody has said who sends the invoices.
    """
    seller = queries.seller()
    if seller is None:
        raise NoSeller
    with translation.override("sv"):
        if draft.kind == DocumentKind.CREDIT_NOTE:
            assert draft.credits is not None  # noqa: S101  (the database holds it)
            return _credit_note(draft, draft.credits, lines, today=today)
        return _invoice(draft, seller, lines, today=today)


def findings(draft: Draft, document: Document) -> list[requirements.Finding]:
    """Return all that keeps a proposal from being issued as this document."""
    return [*requirements.findings(document), *requirements.of_public_body(document, is_public=draft.buyer.is_public_body)]


def numbered(document: Document, number: str) -> Document:
    """Return the same document with its number, and an invoice with its payment reference."""
    payment = document.payment
    if not document.is_credit_note:
        payment = Payment(**{name: getattr(payment, name) for name in Payment.__slots__} | {"reference": numbers.ocr(number)})
    values = {name: getattr(document, name) for name in Document.__slots__}
    return Document(**values | {"number": number, "payment": payment})


def _invoice(draft: Draft, seller: Seller, lines: Sequence[DraftLine], *, today: dt.date) -> Document:
    event, buyer = draft.event, draft.buyer
    billing = queries.billing(event)
    made, reasons = _taxed(lines, _taxed_seller(seller), _taxed_buyer(buyer), billing.exempt_text)
    return Document(
        kind=DocumentKind.INVOICE,
        issued_on=today,
        due_on=today + dt.timedelta(days=seller.payment_days),
        seller=seller_party(seller),
        buyer=buyer_party(buyer),
        buyer_reference=texts.one_line(draft.buyer_reference),
        order_reference=texts.one_line(draft.order_reference),
        about=about(event),
        held_from=event.first_day,
        held_to=event.last_day,
        lines=made,
        reasons=reasons,
        payment=_payment(seller),
        note=texts.one_line(draft.note or billing.note),
    )


def _credit_note(draft: Draft, invoice: Issued, lines: Sequence[DraftLine], *, today: dt.date) -> Document:
    """Return a credit note: seller, buyer, references and taxes are those of its invoice, whatever has changed since."""
    was = invoice.content
    made = tuple(_credit_line(line, was) for line in lines)
    return Document(
        kind=DocumentKind.CREDIT_NOTE,
        issued_on=today,
        seller=was.seller,
        buyer=was.buyer,
        buyer_reference=was.buyer_reference,
        order_reference=was.order_reference,
        about=was.about,
        held_from=was.held_from,
        held_to=was.held_to,
        lines=made,
        reasons={category: reason for category, reason in was.reasons.items() if any(one.category == category for one in made)},
        payment=Payment(terms=_("Is taken off invoice %(number)s, or paid back if it is paid.") % {"number": invoice.number}),
        note=texts.one_line(draft.reason),
        credits=invoice.number,
        credits_of=invoice.issued_on,
        taxes=sums.of_credit_note(was.totals.taxes, _credited_before(invoice), made),
    )


def _credit_line(line: DraftLine, was: Document) -> Line:
    """Return a line taxed as what it credits was; what the cancelling cost lowers the sum, taxed as the invoice is."""
    like = line.credits or next((one for one in was.lines if one.rate == line.vat_rate), was.lines[0])
    return Line(
        text=line.text,
        note=line.note,
        quantity=_pieces(line.quantity),
        price=line.price,
        category=str(like.category),
        rate=like.rate,
    )


def _pieces(quantity: Decimal) -> Decimal:
    """Return a number without noughts that say nothing: 1, 2.5."""
    return Decimal(int(quantity)) if quantity == int(quantity) else quantity.normalize()


def _credited_before(invoice: Issued) -> list[Document]:
    return [note.content for note in Issued.objects.filter(credits=invoice).order_by("year", "running")]


def _taxed(
    lines: Sequence[DraftLine], seller: vat.Taxed, buyer: vat.Taxed, exempt_text: str
) -> tuple[tuple[Line, ...], dict[str, Reason]]:
    made, reasons = [], {}
    for line in lines:
        how = vat.treatment(seller, buyer, rate=line.vat_rate, is_online=line.is_online, reason=exempt_text)
        if how.category != VatCategory.STANDARD:
            reasons[str(how.category)] = Reason(text=str(how.reason), code=how.code)
        made.append(
            Line(
                text=texts.one_line(line.text),
                note=texts.one_line(line.note),
                quantity=_pieces(line.quantity),
                price=line.price,
                category=str(how.category),
                rate=how.rate,
            )
        )
    return tuple(made), reasons


def about(event: Event) -> str:
    """Return which day it is about: "Starkare kommuner, Stockholm, 25 april 2017"."""
    city = event.venue.town if event.venue else ""
    day = formats.date_format(clock.swedish(event.starts_at), "j F Y")
    return ", ".join(filter(None, (event.title, city, day)))


def _taxed_seller(seller: Seller) -> vat.Taxed:
    return vat.Taxed(country=seller.country, vat_number=seller.vat_number, is_state=seller.is_state)


def _taxed_buyer(buyer: Buyer) -> vat.Taxed:
    return vat.Taxed(country=buyer.country, vat_number=buyer.vat_number, is_state=buyer.is_state)


def _payment(seller: Seller) -> Payment:
    return Payment(
        bankgiro=numbers.giro_with_hyphen(seller.bankgiro) if seller.bankgiro else "",
        plusgiro=numbers.plusgiro_with_hyphen(seller.plusgiro) if seller.plusgiro else "",
        iban=seller.iban.replace(" ", ""),
        bic=seller.bic,
        terms=_("%(days)d days net") % {"days": seller.payment_days},
    )


def seller_party(seller: Seller) -> Party:
    """Return the seller as she stands now."""
    number = numbers.only_digits(seller.organisation_number)
    return Party(
        name=seller.name,
        organisation_number=number,
        vat_number=seller.vat_number,
        street=seller.street,
        street_more=seller.street_more,
        postcode=seller.postcode,
        city=seller.city,
        country=seller.country,
        endpoint=seller.peppol_id or f"0007:{number}",
        contact=seller.contact,
        email=seller.email,
        phone=seller.phone,
        has_f_tax=seller.has_f_tax,
        seat=seller.seat,
    )


def buyer_party(buyer: Buyer) -> Party:
    """Return the buyer as she stands now."""
    return Party(
        name=buyer.name,
        organisation_number=numbers.only_digits(buyer.organisation_number) or buyer.organisation_number,
        vat_number=buyer.vat_number,
        street=buyer.street,
        street_more=buyer.street_more,
        postcode=buyer.postcode,
        city=buyer.city,
        country=buyer.country,
        endpoint=buyer.peppol_id,
        email=buyer.email,
    )
