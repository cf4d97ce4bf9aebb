"""Prices and terms on the invitation and for search engines."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kunskapsdag.core import clock
from kunskapsdag.pages import dates
from kunskapsdag.website import structured_data
from kunskapsdag.website.queries import day_view
from tests.events.factories import EventFactory
from tests.fees.factories import FeeFactory, NoShowFeeFactory, a_day_with_steps
from tests.website.factories import InvitationPageFactory

pytestmark = pytest.mark.django_db

DAY = dt.date(2027, 4, 25)


def cells(html, kind):
    """Return the rows of the table under this id or class, as plain texts."""
    table = re.search(rf'{kind}.*?(<table class="prices">.*?</table>)', html, re.DOTALL).group(1)
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
    return [[plain(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)] for row in rows]


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).replace("\xa0", " ").split())


def shown(client, event):
    return client.get(reverse("event-page", args=[event.slug])).content.decode()


def test_categories_stand_in_a_table_with_both_prices_and_the_last_early_day(client: Client) -> None:
    event = InvitationPageFactory(event__day=clock.today() + dt.timedelta(days=60)).event
    last = clock.today() + dt.timedelta(days=3)
    FeeFactory(event=event, kind="municipality", early_amount=Decimal(600), early_until=last, sort_order=1)
    FeeFactory(event=event, kind="company", amount=Decimal(1500), sort_order=2)
    FeeFactory(event=event, kind="student", free=True, sort_order=3)
    FeeFactory(event=event, kind="speaker", free=True, sort_order=4)
    assert cells(shown(client, event), "Kostnad") == [
        ["För vem", "Exkl. moms", "Inkl. moms"],
        [f"Kommun till och med {dates.short_day(last)}", "600 kr", "750 kr 25 % moms"],
        ["Kommun därefter", "750 kr", "937,50 kr 25 % moms"],
        ["Företag", "1 500 kr", "1 875 kr 25 % moms"],
        ["Student", "kostnadsfritt"],
    ]


def test_one_price_for_all_needs_no_table(client: Client) -> None:
    event = InvitationPageFactory().event
    FeeFactory(event=event)
    assert 'class="prices"' not in shown(client, event)


def test_terms_stand_with_real_dates_and_kronor(client: Client) -> None:
    event = InvitationPageFactory(event=a_day_with_steps(day=dt.date(clock.today().year + 1, 4, 25))).event
    FeeFactory(event=event)
    NoShowFeeFactory(event=event)
    page = shown(client, event)
    assert cells(page, 'id="villkor"') == [
        ["Om du avbokar", "Kostar det"],
        ["Till och med 28 mars gäller i dag", "kostnadsfritt"],
        ["29 mars–11 april", "50 %, 375 kr exkl. moms (468,75 kr inkl. 25 % moms)"],
        ["Från och med 12 april", "100 %, 750 kr exkl. moms (937,50 kr inkl. 25 % moms)"],
    ]
    no_show = (
        "Om du uteblir utan att ha avbokat eller skickat någon annan kostar det 500 kr exkl. moms (625 kr inkl. 25 % moms)."
    )
    assert no_show in plain(page)


def test_with_several_prices_the_terms_are_told_in_per_cent(client: Client) -> None:
    event = InvitationPageFactory(event=a_day_with_steps(day=dt.date(clock.today().year + 1, 4, 25))).event
    FeeFactory(event=event, kind="municipality", sort_order=1)
    FeeFactory(event=event, kind="company", amount=Decimal(1500), sort_order=2)
    assert [row[1] for row in cells(shown(client, event), 'id="villkor"')[1:]] == [
        "kostnadsfritt",
        "50 % av avgiften",
        "100 % av avgiften",
    ]


def test_search_engines_read_each_price_with_its_time() -> None:
    event = EventFactory(day=DAY, registration_opens_at=dt.datetime(2027, 2, 1, 8, tzinfo=dt.UTC))
    FeeFactory(event=event, kind="municipality", early_amount=Decimal(600), early_until=dt.date(2027, 3, 28), sort_order=1)
    FeeFactory(event=event, kind="student", free=True, sort_order=2)
    view = day_view(event, dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC))
    offers = structured_data.event_json_ld(view, url="https://example.se/")["offers"]
    told = [(offer["name"], offer["price"], offer["validFrom"][:16], offer["validThrough"][:16]) for offer in offers]
    assert told == [
        ("Kommun", "750.00", "2027-02-01T09:00", "2027-03-29T00:00"),
        ("Kommun", "937.50", "2027-03-29T00:00", "2027-04-25T10:00"),
        ("Student", "0.00", "2027-02-01T09:00", "2027-04-25T10:00"),
    ]
