"""What is paid, by whom and when: the tables of the rules page, and what must hold of any figures."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as some

from kunskapsdag.core import clock
from kunskapsdag.core.money import Amount
from kunskapsdag.fees.enums import Basis, FeeKind, VatRate
from kunskapsdag.fees.rules import contradictions, discounts, prices, sums, terms
from kunskapsdag.fees.rules.contradictions import WrittenFee
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.fees.rules.prices import Category, PriceHasRisen
from kunskapsdag.fees.rules.terms import Period, Step
from kunskapsdag.organisations.enums import Kind

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "fees.md"
DAY = dt.date(2027, 4, 25)
USUAL = (Step(28, 0), Step(14, 50))


def table(column, *endings):
    """Yield the rows whose cell in this column ends so."""
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 7 and cells[0][:1].isdigit() and cells[1].isdigit() and cells[column].endswith(endings):
            yield cells[:-1]


CANCELLED = list(table(2, *"0123456789"))
REDUCED = list(table(2, "%", "kr"))


def swedish(month, day, hour=12, minute=0):
    return clock.at(dt.date(2027, month, day), dt.time(hour, minute))


def figures(amount):
    return (amount.net, amount.vat, amount.gross)


def test_one_period_holds_on_each_day_and_costs_what_cancelling_costs_then():
    for ahead in range(-1, 60):
        day = DAY - dt.timedelta(days=ahead)
        holding = [period.percent for period in terms.periods(USUAL, first_day=DAY) if period.holds_on(day)]
        assert holding == [terms.percent_on(USUAL, first_day=DAY, on=day)]


def test_the_rules_page_has_its_tables():
    assert (len(CANCELLED), len(REDUCED)) == (9, 6)


@pytest.mark.parametrize("row", CANCELLED, ids=" ".join)
def test_cancelling_costs_what_the_rules_page_says(row):
    net, rate, percent, *expected = row
    place = (
        prices.amount_of(Decimal(750), Basis.INCLUSIVE, 12) if net == "669.64" else Amount.from_net(Decimal(net), Decimal(rate))
    )
    assert figures(terms.share(place, int(rate), int(percent))) == tuple(map(Decimal, expected))


@pytest.mark.parametrize("row", REDUCED, ids=" ".join)
def test_a_code_lowers_the_price_as_the_rules_page_says(row):
    net, rate, code, *expected = row
    figure, unit = code.split()
    discount = Discount(1, "KOD", percent=int(figure)) if unit == "%" else Discount(1, "KOD", kronor=Decimal(figure))
    place = Amount.from_net(Decimal(net), Decimal(rate))
    assert figures(discounts.discounted(place, int(rate), discount)) == tuple(map(Decimal, expected))


# --- steps -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "percent"),
    [
        (dt.date(2026, 11, 1), 0),
        (dt.date(2027, 3, 28), 0),
        (dt.date(2027, 3, 29), 50),
        (dt.date(2027, 4, 11), 50),
        (dt.date(2027, 4, 12), 100),
        (DAY, 100),
        (dt.date(2027, 5, 1), 100),
    ],
)
def test_steps_hold_to_and_including_their_day(on, percent):
    assert terms.percent_on(USUAL, first_day=DAY, on=on) == percent


def test_the_table_has_real_dates_and_ends_with_the_whole_fee():
    assert terms.periods(USUAL[::-1], first_day=DAY) == [
        Period(None, dt.date(2027, 3, 28), 0),
        Period(dt.date(2027, 3, 29), dt.date(2027, 4, 11), 50),
        Period(dt.date(2027, 4, 12), None, 100),
    ]
    assert terms.periods([], first_day=DAY) == []
    assert terms.periods([Step(10, 100)], first_day=DAY) == [Period(None, None, 100)]


@pytest.mark.parametrize(
    ("now", "percent"),
    # Summer time begins at two in the night to the 28th: 24:00 that day is one hour nearer.
    [(swedish(3, 28, 23, 59), 0), (swedish(3, 29, 0, 0), 50), (swedish(4, 11, 23, 59), 50), (swedish(4, 12, 0, 0), 100)],
)
def test_a_step_ends_at_24_swedish_time(now, percent):
    place = Amount.from_net(Decimal(750), Decimal(25))
    assert terms.cancelling(USUAL, place, 25, first_day=DAY, now=now) == (percent, terms.share(place, 25, percent))


@pytest.mark.parametrize("given_", [{"steps": ()}, {"place": None}, {"is_free": True}], ids=lambda given_: next(iter(given_)))
def test_nothing_is_paid_without_a_price_or_steps_nor_when_the_day_is_cancelled_or_was_moved(given_):
    facts = {"steps": USUAL, "place": Amount.from_net(Decimal(750), Decimal(25)), "rate": 25} | given_
    assert terms.cancelling(**facts, first_day=DAY, now=swedish(4, 20)) == (0, terms.NOTHING)


# --- categories ------------------------------------------------------------------------------------------------------


def category(kind, kronor=750, label="", **given_):
    return Category(len(label) + kronor, kind, label, Decimal(kronor), Basis.EXCLUSIVE, 25, **given_)


MUNICIPALITY, REGION, COMPANY = category("municipality"), category("region", 900), category("company", 1500)
STUDENT, SPEAKER, AGENCY = category("student", 100), category("speaker", 0), category("agency", 1000)


@pytest.mark.parametrize(
    ("of", "organisation", "may_choose"),
    [
        ((MUNICIPALITY, COMPANY, STUDENT, SPEAKER), Kind.MUNICIPALITY, [MUNICIPALITY, STUDENT]),
        ((MUNICIPALITY, COMPANY), Kind.COMPANY, [COMPANY]),
        ((MUNICIPALITY, COMPANY), Kind.MUNICIPAL_COMPANY, [COMPANY]),
        ((MUNICIPALITY, AGENCY), Kind.COUNTY_BOARD, [AGENCY]),
        ((MUNICIPALITY, AGENCY), Kind.UNIVERSITY, [AGENCY]),
        # The register has every municipality and region: what it doesn't know is neither.
        ((MUNICIPALITY, REGION, COMPANY), None, [COMPANY]),
        ((MUNICIPALITY, COMPANY, AGENCY), None, [COMPANY, AGENCY]),
        # Nothing fits: the dearest, and nobody is turned away.
        ((MUNICIPALITY, REGION), Kind.COMPANY, [REGION]),
        ((MUNICIPALITY, REGION), None, [REGION]),
        ((category("anyone"), MUNICIPALITY), Kind.COMPANY, [category("anyone")]),
        ((SPEAKER,), None, [SPEAKER]),
        ((), Kind.COMPANY, []),
    ],
)
def test_the_register_decides_and_limits_the_category(of, organisation, may_choose):
    assert prices.fitting(of, organisation, swedish(4, 1)) == may_choose


def test_only_the_office_sets_the_speakers_price():
    assert prices.chosen_by_oneself([MUNICIPALITY, SPEAKER]) == [MUNICIPALITY]


def test_a_category_is_called_what_the_organiser_calls_it():
    with translation.override("sv"):
        assert (MUNICIPALITY.name, category("other", label="Medlem i nätverket").name) == ("Kommun", "Medlem i nätverket")


@given(
    some.lists(some.sampled_from(list(FeeKind)), max_size=6),
    some.one_of(some.none(), some.sampled_from(list(Kind))),
)
def test_whoever_comes_there_is_always_a_price_and_never_one_that_is_not_hers(kinds, organisation):
    of = [category(kind, 100 + place) for place, kind in enumerate(kinds)]
    found = prices.fitting(of, organisation, swedish(4, 1))
    assert bool(found) == bool(of)
    own = prices.chosen_by_oneself(of)
    strangers = {kind for kind in FeeKind if kind not in prices.FOR_WHOEVER_SAYS_SO} - {
        prices.OF_ORGANISATION.get(organisation)
    }
    if organisation and any(one.kind not in strangers for one in own):
        assert not [one for one in found if one.kind in strangers]


# --- early, and the price seen -------------------------------------------------------------------------------------


EARLY = category("anyone", 750, early_amount=Decimal(600), early_until=dt.date(2027, 3, 28))


def test_the_early_price_ends_at_24_swedish_time():
    assert EARLY.price_at(swedish(3, 28, 23, 59)).net == 600
    # In the autumn that night is an hour longer: 24:00 is still 24:00.
    autumn = replace(EARLY, early_until=dt.date(2027, 10, 31))
    assert [autumn.price_at(now).net for now in (swedish(10, 31, 23, 59), swedish(11, 1, 0, 0))] == [600, 750]
    assert EARLY.price_at(swedish(3, 29, 0, 0)).net == 750
    assert (EARLY.early.gross, EARLY.ordinary.gross) == (Decimal("750.00"), Decimal("937.50"))


LOW, HIGH = Amount.from_net(Decimal(600), Decimal(25)), Amount.from_net(Decimal(750), Decimal(25))
SHOWN = swedish(3, 28, 23, 50)


@pytest.mark.parametrize(
    ("price", "seen", "minutes", "pays"),
    [
        (HIGH, HIGH, 600, HIGH),
        (LOW, HIGH, 600, LOW),
        (LOW, HIGH, 5, LOW),
        (HIGH, LOW, 30, LOW),
        (HIGH, LOW, 31, None),
        (HIGH, None, 1, None),
        (HIGH, LOW, -5, None),
    ],
)
def test_the_price_seen_is_the_price_paid(price, seen, minutes, pays):
    def asked():
        return prices.price_to_pay(price=price, seen=seen, shown_at=SHOWN, now=SHOWN + dt.timedelta(minutes=minutes))

    if pays is not None:
        assert asked() == pays
        return
    with pytest.raises(PriceHasRisen) as told:
        asked()
    assert (told.value.seen, told.value.price) == (seen, HIGH)


# --- any figures ---------------------------------------------------------------------------------------------------


AMOUNTS = some.builds(
    lambda ore, basis, rate: (prices.amount_of(Decimal(ore) / 100, basis, int(rate)), int(rate)),
    some.integers(0, 10_000_000),
    some.sampled_from(list(Basis)),
    some.sampled_from(list(VatRate)),
)


@given(AMOUNTS, some.integers(0, 100))
def test_a_share_adds_up_and_is_never_more_than_the_whole(amount, percent):
    place, rate = amount
    found = terms.share(place, rate, percent)
    assert found.net + found.vat == found.gross
    for part, whole in zip(figures(found), figures(place), strict=True):
        assert 0 <= part <= whole
    assert terms.share(place, rate, 100) == place


@given(
    AMOUNTS,
    some.one_of(
        some.integers(1, 100).map(lambda percent: Discount(1, "K", percent=percent)),
        some.integers(1, 20_000_000).map(lambda ore: Discount(1, "K", kronor=Decimal(ore) / 100)),
    ),
)
def test_a_discount_adds_up_and_never_goes_below_zero(amount, discount):
    place, rate = amount
    found = discounts.discounted(place, rate, discount)
    assert found.net + found.vat == found.gross
    assert all(0 <= part <= whole for part, whole in zip(figures(found), figures(place), strict=True))


@given(
    some.lists(some.integers(0, 365), min_size=1, max_size=6, unique=True).map(lambda days: sorted(days, reverse=True)),
    some.lists(some.integers(0, 100), min_size=6, max_size=6, unique=True).map(sorted),
)
def test_it_never_costs_less_to_cancel_later_and_the_table_says_the_same(days, percents):
    steps = [Step(*pair) for pair in zip(days, percents, strict=False)]
    assert list(contradictions.step_faults(steps)) == []
    before = -1
    found = terms.periods(steps, first_day=DAY)
    for back in range(400, -3, -1):
        on = DAY - dt.timedelta(days=back)
        percent = terms.percent_on(steps, first_day=DAY, on=on)
        assert before <= percent <= 100
        before = percent
        (period,) = [one for one in found if (one.first or dt.date.min) <= on <= (one.last or dt.date.max)]
        assert period.percent == percent


@given(some.lists(some.tuples(some.sampled_from([25, 12, 6, 0]), some.integers(0, 10**7).map(lambda ore: Decimal(ore) / 100))))
def test_sums_are_added_by_rate_and_vat_is_computed_on_the_sum(lines):
    found = sums.total(lines)
    assert found.amount.net == sum((net for _rate, net in lines), Decimal(0))
    assert found.amount.net + found.amount.vat == found.amount.gross
    for one in found.rates:
        assert one.amount == Amount.from_net(sum(net for rate, net in lines if rate == one.rate), Decimal(one.rate))


def test_vat_on_the_sum_may_differ_by_an_ore_from_the_lines():
    assert figures(sums.total([(25, Decimal("10.02"))] * 2).amount) == (Decimal("20.04"), Decimal("5.01"), Decimal("25.05"))


# --- codes and contradictions --------------------------------------------------------------------------------------


def test_a_code_is_the_same_however_it_is_written():
    assert {discounts.code_key(code) for code in ("kommun25", "Kommun 25", " KOMMUN-25 ", "kom\u200bmun25")} == {"KOMMUN25"}


def test_a_code_holds_to_24_for_so_many_and_for_those_it_is_for():
    code = Discount(
        1, "K", percent=10, until=dt.date(2027, 3, 28), most_uses=2, kinds=frozenset({"region"}), organisations=frozenset({7})
    )
    assert [code.has_ended(now) for now in (swedish(3, 28, 23, 59), swedish(3, 29, 0, 0))] == [False, True]
    assert [code.is_used_up(uses) for uses in (1, 2, 3)] == [False, True, True]
    who = [(7, "municipality"), (8, "region"), (8, "municipality"), (None, None)]
    assert [code.is_for(organisation=one, kind=kind) for one, kind in who] == [True, True, False, False]
    assert Discount(2, "K", percent=10).is_for(organisation=None, kind=None)


@pytest.mark.parametrize(
    ("faults", "expected"),
    [
        (contradictions.step_faults([Step(28, 0), Step(14, 50)]), []),
        (contradictions.step_faults([Step(14, 0), Step(28, 50)]), [(1, "days_before")]),
        (contradictions.step_faults([Step(28, 50), Step(14, 50)]), [(1, "percent")]),
        (contradictions.step_faults([Step(28, 50), Step(14, 0), Step(14, 60)]), [(1, "percent"), (2, "days_before")]),
        (contradictions.code_faults(["VÅR-2027", "var2027", "vår 2027"]), [(2, "code")]),
        (contradictions.fee_faults([WrittenFee("municipality"), WrittenFee("municipality")], first_day=DAY), [(1, "kind")]),
        (
            contradictions.fee_faults([WrittenFee("other", "Medlem"), WrittenFee("other", "medlem")], first_day=DAY),
            [(1, "kind")],
        ),
        (contradictions.fee_faults([WrittenFee("anyone", early_until=DAY)], first_day=DAY), [(0, "early_until")]),
    ],
)
def test_what_contradicts_is_told_at_its_row(faults, expected):
    assert [(fault.place, fault.field) for fault in faults] == expected
