"""What a part costs that is paid instead of the day: the table of the rules page, then from the form to a change of mind."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.core.money import Amount
from kunskapsdag.fees.models import DiscountCode, Fee, FeeKind
from kunskapsdag.fees.rules.discounts import Discount
from kunskapsdag.parts import queries
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.parts.rules import contradictions
from kunskapsdag.parts.rules.contradictions import Written
from kunskapsdag.parts.rules.prices import Price, Pricing
from kunskapsdag.registrations import links
from kunskapsdag.registrations.actions import set_category, take_part_online
from kunskapsdag.registrations.models import Charge, Registration
from kunskapsdag.registrations.queries import charges
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import DiscountCodeFactory, FeeFactory
from tests.parts.factories import PartFactory
from tests.registrations.test_views import FILLED

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules" / "parts.md"


def rows():
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 8 and cells[0][:1].isdigit():
            yield cells[:-1]


ROWS = list(rows())


def test_the_rules_page_has_its_table():
    assert len(ROWS) == 12


@pytest.mark.parametrize("row", ROWS, ids=" ".join)
def test_a_part_costs_what_the_rules_page_says(row):
    day_net, rate, part, code, *expected = row
    day = Price(Amount.from_net(Decimal(day_net), Decimal(rate)), int(rate))
    figure, unit = part.split()
    own = Price(Amount.from_net(Decimal(figure) if unit == "kr" else Decimal(0), Decimal(25)), 25)
    off, kind = code.split() if " " in code else ("0", "")
    discount = None
    if kind:
        discount = Discount(1, "X", percent=int(off)) if kind == "%" else Discount(1, "X", kronor=Decimal(off))
    paid = Pricing(own, int(figure) if unit == "%" else None).of(day, discount)
    assert (paid.amount.net, paid.amount.vat, paid.amount.gross, paid.rate) == (*map(Decimal, expected), int(rate))


@pytest.mark.parametrize(
    ("part", "has_fee", "fields"),
    [
        (Written("Halv", group="P", is_place=True, percent=60), True, []),
        (Written("Halv", group="P", is_place=True, percent=60), False, ["percent"]),
        (Written("Middag", group="P", percent=60), True, ["percent"]),
        (Written("Halv", group="P", is_place=True, percent=60, has_amount=True), True, ["amount"]),
    ],
)
def test_per_cent_of_nothing_and_two_prices_at_once_are_refused(part, has_fee, fields):
    day = days_from_now(30)
    other = Written("Hel", group="P", is_place=part.is_place)
    faults = contradictions.faults([part, other], first_day=day, last_day=day, has_fee=has_fee)
    assert [fault.field for fault in faults if fault.place == 0] == fields


def a_day():
    """750 kr for municipalities (600 for the early), 1 500 for companies; the whole of it, half (60 %) or an evening (200)."""
    event = EventFactory(is_public=True)
    FeeFactory(event=event, kind=FeeKind.MUNICIPALITY, early_amount=600, early_until=days_from_now(2), sort_order=1)
    FeeFactory(event=event, kind=FeeKind.COMPANY, amount=1500, sort_order=2)
    group = {"event": event, "choose_group": "Hel eller halv dag", "is_place": True}
    PartFactory(title="Hel dag", percent=100, **group)
    PartFactory(title="Halv dag", percent=60, **group)
    PartFactory(title="Kväll", amount=200, **group)
    return event


def words(response):
    return response.content.decode().replace("\u2060", "").replace("\xa0", " ")


def key(event, title):
    return str(event.parts.get(title=title).pk)


def field(event):
    return f"part{event.parts.first().pk}"


def form_of(client, event):
    """Return the form as a browser sends it."""
    page = client.get(reverse("registrations:form", args=[event.slug])).content.decode()
    return FILLED | dict(re.findall(r'name="((?:price|parts)-shown)" value="([^"]+)"', page))


def standing(registration):
    return [(one.text, one.net) for one in Charge.objects.standing().filter(registration=registration)]


def test_the_half_day_follows_category_early_price_and_code_from_the_form_to_a_change_of_mind(client, db):
    event = a_day()
    DiscountCodeFactory(event=event, code="TIONDEL", percent=10)
    page = words(client.get(reverse("registrations:form", args=[event.slug])))
    assert "Kommun: 360 kr exkl. moms (450 kr inkl. 25 % moms), till och med" in page
    assert "Företag: 900 kr exkl. moms (1 125 kr inkl. 25 % moms)" in page
    assert "Det du väljer här betalas i stället för dagens pris." in page
    category = Fee.objects.get(event=event, kind=FeeKind.MUNICIPALITY).pk
    sent = form_of(client, event) | {
        "price-category": category,
        "price-code": "tiondel",
        f"parts-{field(event)}": key(event, "Halv dag"),
    }
    assert client.post(reverse("registrations:form", args=[event.slug]), sent).status_code == 303
    mine = Registration.objects.get()
    assert standing(mine) == [("Plats, Halv dag, Kommun, tidigt pris, kod TIONDEL", Decimal(324))]
    # The early price has passed and the code is gone: what she came with is hers also when she wants the whole day.
    Fee.objects.update(early_until=days_from_now(-1))
    DiscountCode.objects.all().delete()
    own = reverse("parts:change", args=[links.token(mine)])
    assert "540 kr exkl. moms (675 kr inkl. 25 % moms)" in words(client.get(own))
    client.post(own, {field(event): key(event, "Hel dag")})
    assert [net for _text, net in standing(mine)] == [Decimal(540)]
    client.post(own, {field(event): key(event, "Kväll")})
    assert [net for _text, net in standing(mine)] == [Decimal(140)]


def test_online_where_all_are_only_on_site_one_chooses_none_and_pays_the_day(client, db):
    event = EventFactory(is_public=True, hybrid=True)
    FeeFactory(event=event)
    for title, percent in (("Hel dag", 100), ("Halv dag", 60)):
        PartFactory(event=event, title=title, percent=percent, choose_group="Hel eller halv dag", is_place=True)
    path = reverse("registrations:form", args=[event.slug])
    assert "Inget av dem, eftersom jag deltar på distans" in words(client.get(path))
    sent = form_of(client, event) | {"way": "online", f"parts-{field(event)}": "0"}
    assert client.post(path, sent).status_code == 303
    half = sent | {"way": "on_site", "email": "eva.ek@falkoping.se", f"parts-{field(event)}": key(event, "Halv dag")}
    assert client.post(path, half | {f"parts-{field(event)}": "0"}).status_code == 422
    assert client.post(path, half).status_code == 303
    eva = Registration.objects.get(email="eva.ek@falkoping.se")
    assert standing(eva) == [("Plats, Halv dag", Decimal(450))]
    take_part_online(registration=eva, by=None, now=clock.now())
    assert [standing(one) for one in Registration.objects.all()] == [[("Plats", Decimal(750))]] * 2


def test_the_office_sets_another_category_and_the_half_day_follows_it(client, db):
    event = a_day()
    category = Fee.objects.get(event=event, kind=FeeKind.MUNICIPALITY).pk
    sent = form_of(client, event) | {"price-category": category, f"parts-{field(event)}": key(event, "Halv dag")}
    client.post(reverse("registrations:form", args=[event.slug]), sent)
    mine = Registration.objects.get()
    company = Fee.objects.get(event=event, kind=FeeKind.COMPANY).pk
    set_category(registration=mine, fee=company, by=UserFactory(), now=clock.now(), reason="Bolaget betalar")
    assert standing(mine) == [("Plats, Halv dag, Företag", Decimal(900))]
    assert PartBooking.objects.get(registration=mine).net == Decimal(900)
    assert charges.sum_of(charges.due(event)).amount.gross == Decimal(1125)


def test_a_part_that_became_dearer_meanwhile_is_asked_about_again_and_then_taken(client, db):
    event = EventFactory(is_public=True)
    dinner = PartFactory(event=event, dinner=True)
    sent = form_of(client, event) | {f"parts-part{dinner.pk}": "on"}
    Part.objects.update(amount=450)
    path = reverse("registrations:form", args=[event.slug])
    answer = client.post(path, sent)
    assert (answer.status_code, Registration.objects.exists()) == (422, False)
    assert "Priset för ”Middag” har ändrats" in words(answer)
    assert "450 kr exkl. moms (562,50 kr inkl. 25 % moms)" in words(answer)
    again = sent | dict(re.findall(r'name="(parts-shown)" value="([^"]+)"', answer.content.decode()))
    assert client.post(path, again).status_code == 303
    assert standing(Registration.objects.get()) == [("Middag", Decimal(450))]


def test_the_vat_of_several_is_computed_on_their_sum_at_each_rate_as_an_invoice_does():
    # Alone each line's VAT is 2,505 and goes up to 2,51; three of them are 7,515 and become 7,52, not 7,53.
    lines = [Charge(net=Decimal("10.02"), vat=Decimal("2.51"), gross=Decimal("12.53"), vat_rate=25) for _line in range(3)]
    dinner = Charge(net=Decimal("420.00"), vat=Decimal("50.40"), gross=Decimal("470.40"), vat_rate=12)
    found = queries.sums_of([*lines, dinner])
    assert (found.net, found.vat, found.gross) == (Decimal("450.06"), Decimal("57.92"), Decimal("507.98"))
