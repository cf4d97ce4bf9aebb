"""Documents of all kinds, plain and made by hypothesis."""

import datetime as dt
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from stdnum import ean

from kunskapsdag.invoicing.enums import DocumentKind
from kunskapsdag.invoicing.rules import numbers, vat
from kunskapsdag.invoicing.rules.documents import Document, Line, Party, Payment, Reason

SELLER = Party(
    name="Reglab Exempel",
    organisation_number="8020020015",
    vat_number="SE802002001501",
    street="Hornsgatan 15",
    postcode="118 46",
    city="Stockholm",
    endpoint="0007:8020020015",
    contact="Maria Ek",
    email="ekonomi@example.se",
    phone="08-123 45 67",
    has_f_tax=True,
    seat="Stockholm",
)
BUYER = Party(
    name="Falköpings kommun",
    organisation_number="2120001744",
    street="Sankt Sigfridsgatan 9",
    postcode="521 81",
    city="Falköping",
    endpoint="0007:2120001744",
)
PAYMENT = Payment(bankgiro="991-2346", reference=numbers.ocr("2026-00001"), terms="30 dagar netto")
LINE = Line(text="Plats, Starkare kommuner med regional samverkan", note="Anna Berg", price=Decimal("750.00"))


def document(**changes: Any) -> Document:
    """Return the usual invoice, with what is changed."""
    usual: dict[str, Any] = {
        "kind": DocumentKind.INVOICE,
        "number": "2026-00001",
        "issued_on": dt.date(2026, 11, 25),
        "due_on": dt.date(2026, 12, 25),
        "seller": SELLER,
        "buyer": BUYER,
        "buyer_reference": "843008440",
        "about": "Starkare kommuner med regional samverkan, Stockholm",
        "held_from": dt.date(2026, 11, 20),
        "held_to": dt.date(2026, 11, 20),
        "lines": (LINE,),
        "payment": PAYMENT,
    }
    return Document(**usual | changes)


def credit_note(**changes: Any) -> Document:
    """Return the usual credit note, with what is changed."""
    usual = {
        "kind": DocumentKind.CREDIT_NOTE,
        "number": "2026-00002",
        "due_on": None,
        "credits": "2026-00001",
        "credits_of": dt.date(2026, 11, 25),
        "payment": Payment(terms="Dras av från faktura 2026-00001."),
    }
    return document(**usual | changes)


WORDS = st.text(
    st.characters(
        codec="utf-8", categories=("L", "N", "P", "S", "Zs"), include_characters="&<>\"'\n\r\t😀\u202e\x00\x1f\ufffe"
    ),
    min_size=1,
    max_size=60,
).map(lambda text: f"Å{text}")
AMOUNTS = st.decimals(Decimal("0.01"), Decimal("99999.99"), places=2)
TEXT_OR_NONE = st.one_of(st.just(""), WORDS)


@st.composite
def luhn(draw: st.DrawFn, first: str = "") -> str:
    """Return ten digits, the last the check digit of the others."""
    nine = first + "".join(str(draw(st.integers(0, 9))) for _ in range(9 - len(first)))
    return nine + numbers.check_digit(nine)


@st.composite
def glns(draw: st.DrawFn) -> str:
    """Return a GLN."""
    twelve = "73" + "".join(str(draw(st.integers(0, 9))) for _ in range(10))
    return twelve + ean.calc_check_digit(twelve)


@st.composite
def buyers(draw: st.DrawFn) -> tuple[Party, bool]:
    """Return a buyer, and whether it is a state authority."""
    number = draw(luhn("212"))
    name, street = draw(WORDS), draw(TEXT_OR_NONE)
    kind = draw(st.sampled_from(["municipality", "gln", "state", "company", "norwegian", "danish"]))
    place = {"street": street, "street_more": draw(TEXT_OR_NONE), "postcode": "521 81", "city": draw(WORDS)}
    if kind == "norwegian":
        return Party(name=name, vat_number="NO987654325MVA", country="NO", endpoint="0192:987654325", **place), False
    if kind == "danish":
        return Party(name=name, vat_number="DK13585628", country="DK", endpoint="0184:13585628", **place), False
    endpoint = f"0088:{draw(glns())}" if kind == "gln" else f"0007:{number}"
    vat_number = numbers.swedish_vat_number(number) if draw(st.booleans()) else ""
    return Party(name=name, organisation_number=number, vat_number=vat_number, endpoint=endpoint, **place), kind == "state"


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Return a document of any kind that may be issued: all rates, reasons, buyers, references and words."""
    buyer, is_state = draw(buyers())
    is_registered, seller_is_state = draw(st.booleans()), draw(st.booleans())
    number = numbers.document_number(draw(st.integers(2024, 2033)), draw(st.integers(1, 123456)))
    seller = Party(
        **{name: getattr(SELLER, name) for name in Party.__slots__} | {"vat_number": SELLER.vat_number * is_registered}
    )
    lines, reasons = [], {}
    for rate, is_online, price, quantity in draw(
        st.lists(st.tuples(st.sampled_from([25, 12, 6, 0]), st.booleans(), AMOUNTS, st.integers(1, 30)), min_size=1, max_size=6)
    ):
        how = vat.treatment(
            vat.Taxed(vat_number=seller.vat_number, is_state=seller_is_state),
            vat.Taxed(country=buyer.country, vat_number=buyer.vat_number, is_state=is_state),
            rate=rate,
            is_online=is_online,
        )
        lines.append(
            Line(
                text=draw(WORDS),
                note=draw(TEXT_OR_NONE),
                quantity=Decimal(quantity),
                price=price,
                category=str(how.category),
                rate=how.rate,
            )
        )
        if how.reason:
            reasons[str(how.category)] = Reason(text=str(how.reason), code=how.code)
    if draw(st.booleans()):  # lowered by part of the first line, as a cancellation is
        first = lines[0]
        lines.append(Line(text=draw(WORDS), quantity=Decimal(-1), price=first.price, category=first.category, rate=first.rate))
        lines.append(Line(text="Åter", quantity=Decimal(1), price=first.price, category=first.category, rate=first.rate))
    your, order = draw(st.sampled_from([("843008440", ""), ("", "4500123"), ("FM1234", "4500123")]))
    made = credit_note if draw(st.booleans()) else document
    pays = draw(st.sampled_from([PAYMENT, Payment(plusgiro="410 54 68-5", reference=numbers.ocr(number), terms="30 dagar")]))
    return made(
        number=number,
        seller=seller,
        buyer=buyer,
        buyer_reference=your,
        order_reference=order,
        lines=tuple(lines),
        reasons=reasons,
        about=draw(WORDS),
        note=draw(TEXT_OR_NONE),
        **({} if made is credit_note else {"payment": pays}),
    )
