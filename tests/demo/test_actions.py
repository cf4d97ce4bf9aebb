"""What stands in the house when the demo is loaded."""

import datetime as dt
from collections import Counter
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.contrib.auth import authenticate
from django.db import connection
from wagtail.images.models import Image
from wagtail.models import ModelLogEntry, Page, Site

from kunskapsdag.accounts.models import User
from kunskapsdag.checkin import queries as checkin
from kunskapsdag.core import clock
from kunskapsdag.demo import actions
from kunskapsdag.demo.content import decided
from kunskapsdag.demo.content.places import PASSWORD
from kunskapsdag.events.enums import DayState
from kunskapsdag.events.models import Event, Series
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.parts.queries import parts_of, seats_of
from kunskapsdag.registrations.enums import Category, OfferState, State
from kunskapsdag.registrations.models import Needs, PlaceOffer, Registration
from kunskapsdag.website.models import HomePage, InvitationPage
from kunskapsdag.website.queries import day_views

OPEN, FULL = "samverkan-som-haller", "kompetens-over-kommungransen"


def states(slug: str) -> Counter[str]:
    """Return how many registrations of a day stand where."""
    return Counter(Registration.objects.filter(event__slug=slug).values_list("state", flat=True))


def everything() -> dict[str, Any]:
    """Return all rows as the database has them, to see that nothing has changed."""
    labels = (
        "events",
        "programme",
        "fees",
        "parts",
        "registrations",
        "mail",
        "news",
        "website",
        "accounts",
        "wagtailcore",
        "wagtailimages",
    )
    models = [model for model in apps.get_models() if model._meta.app_label in labels]
    rows = {}
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            rows[model._meta.label] = sorted(cursor.fetchall(), key=str)
    return rows


def test_every_kind_of_day_is_there(demo: dt.datetime) -> None:
    views = day_views(Event.objects.all(), demo)
    assert Counter(view.state for view in views.values()) == {
        DayState.PAST: 2,
        DayState.OPEN: 3,
        DayState.APPLY: 1,
        DayState.FULL_WAITING: 1,
        DayState.FEW_LEFT: 1,
        DayState.CANCELLED: 1,
        DayState.CLOSED: 1,
        DayState.MOVED: 1,
        DayState.SAVE_THE_DATE: 2,
    }
    assert Event.objects.filter(is_public=False).count() == 0


def test_a_theme_is_held_in_three_towns_as_one_series(demo: dt.datetime) -> None:
    series = Series.objects.get()
    assert sorted(event.town for event in series.events.select_related("venue")) == ["Luleå", "Ånge", "Örebro"]
    assert series.is_public is True


def test_the_next_day_is_open_six_weeks_ahead_with_80_places_of_which_46_are_taken(demo: dt.datetime) -> None:
    event = Event.objects.get(slug=OPEN)
    view = day_views([event], demo)[event.pk]
    assert event.first_day - clock.swedish(demo).date() == dt.timedelta(days=43)
    assert (view.state, event.capacity, view.places_left) == (DayState.OPEN, 80, 34)
    assert states(OPEN) == {State.CONFIRMED: 52, State.CANCELLED: 2}
    assert (view.places.confirmed, view.places.online) == (46, 6)
    assert [(fee.price.net, fee.price.gross) for fee in event.fees.all()] == [(Decimal(750), Decimal("937.50"))]
    assert event.theme == Event.objects.get(slug="starkare-kommuner-med-regional-samverkan").theme


def test_the_next_day_has_parts_to_choose_and_one_of_them_a_line(demo: dt.datetime) -> None:
    parts = parts_of(Event.objects.get(slug=OPEN))
    seats = seats_of(parts)
    assert [part.title for part in parts if seats[part.pk].waiting] == ["Studiebesök på den gemensamma växeln"]
    assert min(seats[part.pk].booked for part in parts) >= 10


def test_those_who_come_are_elected_and_officials_from_many_places(demo: dt.datetime) -> None:
    living = Registration.objects.filter(event__slug=OPEN).living()
    by_category = Counter(living.values_list("category", flat=True))
    municipalities = living.exclude(organisation__municipality=None).values("organisation__municipality").distinct()
    assert min(by_category[Category.ELECTED], by_category[Category.OFFICIAL]) >= 12
    assert municipalities.count() >= 30
    assert living.filter(organisation__kind="region").exists()
    assert [one.email for one in living if not one.email.endswith(".example")] == []


def test_registrations_and_their_log_are_spread_over_the_weeks_that_have_gone(demo: dt.datetime) -> None:
    event = Event.objects.get(slug=OPEN)
    made = list(event.registrations.order_by("number").values_list("created_at", flat=True))
    assert made == sorted(made)
    assert (made[0] >= event.registration_opens_at, made[-1] < demo) == (True, True)
    assert made[-1] - made[0] > dt.timedelta(days=28)
    logged = ModelLogEntry.objects.filter(action="registration.created").values_list("timestamp", flat=True)
    assert sorted(logged) == sorted(Registration.objects.values_list("created_at", flat=True))


def test_the_full_day_shows_all_that_can_become_of_an_offer(demo: dt.datetime) -> None:
    assert states(FULL) == {
        State.CONFIRMED: 23,
        State.OFFERED: 1,
        State.WAITING: 9,
        State.CANCELLED: 2,
        State.LAPSED: 1,
        State.DECLINED: 1,
    }
    offers = PlaceOffer.objects.order_by("offered_at", "pk")
    assert [offer.state for offer in offers] == [
        OfferState.LAPSED,
        OfferState.DECLINED,
        OfferState.ACCEPTED,
        OfferState.OPEN,
    ]
    last = offers.last()
    assert last is not None
    assert last.answer_by > demo


def test_a_day_that_has_been_shows_what_leaving_late_and_not_coming_cost(demo: dt.datetime) -> None:
    event = Event.objects.get(slug=decided.LATELY.slug)
    charged = event.registrations.filter(charges__voided_at=None).values_list("charges__kind", "charges__net")
    assert sorted(row for row in charged if row[0] != "place") == [
        ("cancellation", Decimal(400)),
        ("cancellation", Decimal(800)),
        ("no_show", Decimal(400)),
    ]
    assert checkin.undecided([event.pk]) == {event.pk: 1}


def test_every_mail_is_written_and_kept_not_sent(demo: dt.datetime) -> None:
    # One is told to have come back, so that the office meets that too.
    assert Counter(Message.objects.values_list("state", flat=True)) == {
        MailState.SHOWN: Message.objects.count() - 1,
        MailState.BOUNCED: 1,
    }
    assert Message.objects.count() >= Registration.objects.count()
    assert Message.objects.filter(text="").count() == 0
    assert Message.objects.filter(created_at__gte=demo).count() == 0


def test_needs_are_sealed(demo: dt.datetime) -> None:
    rows = Needs.objects.all()
    assert "Glutenfri kost" in [row.food for row in rows]
    assert [row for row in rows if "kost" in row.sealed_food] == []


def test_the_first_page_is_the_root_and_the_welcome_page_is_gone(demo: dt.datetime) -> None:
    home = HomePage.objects.get()
    assert Site.objects.get(is_default_site=True).root_page_id == home.pk
    assert list(Page.objects.filter(depth=2).values_list("pk", flat=True)) == [home.pk]
    assert Page.find_problems() == ([], [], [], [], [])


def test_every_picture_has_a_description_and_a_small_file(demo: dt.datetime) -> None:
    assert InvitationPage.objects.filter(picture__isnull=False, picture_alt="").count() == 0
    sizes = [(image.width, image.height, image.file.size < 250_000) for image in Image.objects.all()]
    assert set(sizes) == {(1600, 900, True)}


def test_each_role_can_log_in(demo: dt.datetime) -> None:
    groups = {user.username: list(user.groups.values_list("name", flat=True)) for user in User.objects.order_by("username")}
    assert groups == {
        "admin": [],
        "arrangor": ["Arrangör"],
        "dorr": ["Dörr"],
        "ekonomi": ["Ekonomi"],
        "redaktor": ["Redaktör"],
    }
    assert [authenticate(username=name, password=PASSWORD) is not None for name in groups] == [True] * 5
    assert list(User.objects.filter(is_superuser=True).values_list("username", flat=True)) == ["admin"]


def test_loading_again_changes_nothing(demo: dt.datetime) -> None:
    before = everything()
    assert actions.load_demo(now=demo + dt.timedelta(days=3)) is False
    assert everything() == before


def test_loading_again_asks_one_question(demo: dt.datetime, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        actions.load_demo(now=demo)
