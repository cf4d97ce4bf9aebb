"""Where the demo may be loaded, and what is left when that fails."""

import datetime as dt
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from wagtail.images.models import Image
from wagtail.models import Page

from kunskapsdag.accounts.models import User
from kunskapsdag.demo import actions, queries
from kunskapsdag.demo.errors import HouseInUse, MailWouldLeave, NotADemo
from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.website.models import HomePage
from tests.demo.conftest import LOADED_AT
from tests.events.factories import EventFactory


@pytest.mark.one_database
def test_a_first_page_that_is_there_already_is_used(db: Any, demo_house: Any) -> None:
    root = Page.get_first_root_node()
    before = root.add_child(instance=HomePage(title="Utan innehåll", slug="start"))
    actions.load_demo(now=LOADED_AT)
    home = HomePage.objects.get()
    assert (home.pk, home.title) == (before.pk, "Kunskapsdagar för kommuner och regioner")


def test_logins_that_everybody_knows_are_never_made_outside_a_demo(db: Any, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(NotADemo):
        actions.load_demo(now=LOADED_AT)
    assert (User.objects.count(), Event.objects.count()) == (0, 0)


def test_the_demo_is_refused_where_its_mails_would_leave(db: Any, demo_house: Any) -> None:
    demo_house.MAIL_URL = "smtp://localhost:25"
    with pytest.raises(MailWouldLeave):
        actions.load_demo(now=LOADED_AT)
    assert Event.objects.count() == 0


def test_the_demo_is_refused_where_somebody_works(db: Any, demo_house: Any) -> None:
    EventFactory()
    with pytest.raises(HouseInUse):
        actions.load_demo(now=LOADED_AT)
    assert (Event.objects.count(), User.objects.count()) == (1, 0)


def test_a_fault_half_way_leaves_neither_rows_nor_files(db: Any, demo_house: Any) -> None:
    # A login of that name stands in the way of the last step.
    User.objects.create(username="dorr")
    with pytest.raises(Exception, match=r"(?i)unique"):
        actions.load_demo(now=LOADED_AT)
    assert (queries.is_loaded(), Message.objects.count(), Image.objects.count()) == (False, 0, 0)
    assert [file for file in Path(house.MEDIA_ROOT).rglob("*") if file.is_file()] == []


@pytest.mark.one_database
def test_loading_at_midnight_in_the_week_of_summer_time_gives_the_same_days(db: Any, demo_house: Any) -> None:
    # Ten past midnight on 3 April 2027 in Sweden; clocks went forward on 28 March, while the first offer was open.
    actions.load_demo(now=dt.datetime(2027, 4, 2, 22, 10, tzinfo=dt.UTC))
    full = Registration.objects.filter(event__slug="kompetens-over-kommungransen")
    assert Counter(full.values_list("state", flat=True)) == {
        State.CONFIRMED: 23,
        State.OFFERED: 1,
        State.WAITING: 9,
        State.CANCELLED: 2,
        State.LAPSED: 1,
        State.DECLINED: 1,
    }
    assert Event.objects.get(slug="samverkan-som-haller").first_day == dt.date(2027, 5, 13)
