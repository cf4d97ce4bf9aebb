"""What a place costs: rounding as the rules page says, words as a Swede writes them, and no amount without a basis."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.forms import modelform_factory
from django.utils import translation
from wagtail.admin.forms import WagtailAdminModelForm

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import Basis, Fee, VatRate
from kunskapsdag.fees.queries import price_of, words_of
from kunskapsdag.fees.rules import price_in_words
from tests.events.factories import EventFactory
from tests.fees.factories import FeeFactory

pytestmark = pytest.mark.django_db

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "fees.md"
COLUMNS = 7


def table():
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == COLUMNS and cells[1] in Basis.values:
            yield cells[:-1]


def test_the_rules_page_has_its_table():
    assert len(list(table())) == 14


@pytest.mark.parametrize("row", list(table()), ids=" ".join)
def test_prices_are_rounded_as_the_rules_page_says(row):
    entered, basis, rate, net, vat, gross = row
    fee = Fee(amount=Decimal(entered), basis=basis, vat_rate=int(rate))
    assert (fee.price.net, fee.price.vat, fee.price.gross) == (Decimal(net), Decimal(vat), Decimal(gross))


# --- words -----------------------------------------------------------------------------------------------------------


def plain(text):
    return text.replace("\xa0", " ")


@pytest.mark.parametrize(
    ("amount", "rate", "expected"),
    [
        (Amount.from_net(Decimal(750), Decimal(25)), 25, "750 kr exkl. moms (937,50 kr inkl. 25 % moms)"),
        (Amount.from_gross(Decimal(750), Decimal(12)), 12, "669,64 kr exkl. moms (750 kr inkl. 12 % moms)"),
        (Amount.from_net(Decimal(12500), Decimal(6)), 6, "12 500 kr exkl. moms (13 250 kr inkl. 6 % moms)"),
        (Amount.from_net(Decimal(750), Decimal(0)), 0, "750 kr (ingen moms)"),
        (Amount.from_net(Decimal(0), Decimal(25)), 25, "kostnadsfritt"),
        (None, 0, "kostnadsfritt"),
    ],
)
def test_prices_are_told_with_and_without_vat(amount, rate, expected):
    with translation.override("sv"):
        assert plain(price_in_words(amount, rate)) == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", "12\xa0500\xa0kr exkl. moms (15\xa0625\xa0kr inkl. 25\xa0% moms)"),
        ("en", "12\xa0500\xa0kr without VAT (15\xa0625\xa0kr with 25\xa0% VAT)"),
    ],
)
def test_a_price_breaks_no_line_between_figures_and_what_they_are_of(language, expected):
    with translation.override(language):
        assert price_in_words(Amount.from_net(Decimal(12500), Decimal(25)), 25) == expected


def test_a_forgotten_rate_is_refused_rather_than_called_no_vat():
    with pytest.raises(ValueError, match="at what rate"):
        price_in_words(Amount.from_net(Decimal(750), Decimal(25)))


# --- the price of a day ----------------------------------------------------------------------------------------------


def test_the_first_fee_is_the_price_of_the_day():
    event = EventFactory()
    FeeFactory(event=event, amount=Decimal(900), sort_order=2)
    FeeFactory(event=event, sort_order=1)
    assert price_of(Event.objects.get()) == Amount(Decimal("750.00"), Decimal("187.50"), Decimal("937.50"))


def test_the_prices_of_a_day_are_told_for_whom_and_until_when():
    event = EventFactory()
    FeeFactory(event=event, kind="municipality", early_amount=Decimal(600), early_until=date(2090, 3, 28), sort_order=1)
    FeeFactory(event=event, kind="student", free=True, sort_order=2)
    with translation.override("sv"):
        assert plain(words_of(event)) == (
            "Kommun, till och med 28 mars 2090: 600 kr exkl. moms (750 kr inkl. 25 % moms); "
            "Kommun, därefter: 750 kr exkl. moms (937,50 kr inkl. 25 % moms); Student: kostnadsfritt"
        )
    one = FeeFactory()
    assert plain(words_of(one.event)) == "750 kr exkl. moms (937,50 kr inkl. 25 % moms)"


@pytest.mark.parametrize("fees", [[], [{"free": True}]], ids=["no fee", "zero"])
def test_a_day_without_fee_or_with_zero_is_free_of_charge(fees):
    event = EventFactory()
    for fee in fees:
        FeeFactory(event=event, **fee)
    assert (price_of(event), words_of(event)) == (None, "kostnadsfritt")


@pytest.mark.parametrize("number", [1, 3])
def test_prices_of_prefetched_days_ask_nothing(number, django_assert_num_queries):
    for _again in range(number):
        FeeFactory()
    events = list(Event.objects.prefetch_related("fees"))
    with django_assert_num_queries(0):
        assert [price_of(event).gross for event in events] == [Decimal("937.50")] * number


# --- entering --------------------------------------------------------------------------------------------------------

# The organiser's form is Wagtail's.
FORM = modelform_factory(Fee, form=WagtailAdminModelForm, fields=["amount", "basis", "vat_rate"])


def entered(**given):
    return FORM({"amount": "750", "basis": "exclusive", "vat_rate": "25"} | given)


def test_an_amount_must_say_whether_vat_is_in_it():
    form = FORM({"amount": "750", "vat_rate": "25"})
    assert form.errors == {"basis": ["Det här fältet är obligatoriskt"]}
    assert [value for value, _label in FORM().fields["basis"].choices] == ["", "exclusive", "inclusive"]
    assert FORM().initial.get("basis", "") == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "-1"),
        ("amount", "100000.01"),
        ("amount", "750.555"),
        ("amount", "NaN"),
        ("amount", "Infinity"),
        ("amount", "sjuhundra"),
        ("amount", ""),
        ("vat_rate", "20"),
        ("vat_rate", ""),
        ("basis", "both"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field(field, value):
    assert list(entered(**{field: value}).errors) == [field]


@pytest.mark.parametrize("amount", ["937,50", "937.50", " 937,5 "])
def test_what_is_right_is_taken_with_a_swedish_comma_too(amount):
    form = entered(amount=amount, basis="inclusive")
    assert (form.errors, form.cleaned_data["amount"]) == ({}, Decimal("937.50"))


@pytest.mark.parametrize("wrong", [{"basis": ""}, {"amount": Decimal(-1)}, {"vat_rate": 20}], ids=str)
def test_the_database_has_the_last_word(wrong):
    event = EventFactory()
    right = {"amount": Decimal(750), "basis": Basis.EXCLUSIVE, "vat_rate": VatRate.STANDARD}
    with pytest.raises(IntegrityError), transaction.atomic():
        Fee.objects.create(event=event, **right | wrong)
    assert Fee.objects.count() == 0
