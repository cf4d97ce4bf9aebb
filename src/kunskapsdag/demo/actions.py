"""Loading the demo: a house full of days in every state, in one transaction, once."""

import datetime as dt
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import Page, Site

from kunskapsdag.accounts.enums import Role
from kunskapsdag.accounts.models import User
from kunskapsdag.demo import asking, billing, building, crowds, deciding, handing_on, ordering, pictures, queries, writing
from kunskapsdag.demo.building import Shelf, add_page
from kunskapsdag.demo.content import coming, decided, others, places, texts
from kunskapsdag.demo.content.news import NEWS
from kunskapsdag.demo.content.real_day import REAL_DAY
from kunskapsdag.demo.errors import HouseInUse, MailWouldLeave, NotADemo
from kunskapsdag.events.models import Event
from kunskapsdag.mail import actions as mail
from kunskapsdag.news.models import NewsIndexPage
from kunskapsdag.pages.models import SiteLook
from kunskapsdag.website.models import CalendarPage, HomePage


def load_demo(*, now: dt.datetime) -> bool:
    """Fill an empty house with the demo; return False, and change nothing, where it is there already.

    :raises NotADemo: the house isn't started with DEMO=true; the demo has logins whose passwords everybody knows.
    :raises MailWouldLeave: a mail server is set.
    :raises HouseInUse: there are other days or news.
    """
    if not settings.DEMO:
        raise NotADemo
    if queries.is_loaded():
        return False
    if settings.MAIL_URL:
        raise MailWouldLeave
    if queries.is_in_use():
        raise HouseInUse
    # Drawing takes a second or two, in which nobody should have to wait for the database.
    shelf = Shelf(now=now, drawn=pictures.draw_all())
    with _quiet_log(), _no_files_left_behind(shelf), transaction.atomic():
        _build(shelf)
        _send_all(now)
        writing.let_one_come_back(Event.objects.get(slug=others.FEW_LEFT.slug), now=now)
    return True


def _send_all(now: dt.datetime) -> None:
    """Write every mail at the moment when it was caused: all at once, the later ones would tell what the earlier did."""
    for moment in [*queries.moments_of_mails(), now]:
        while mail.send_due(moment):
            pass


def _build(shelf: Shelf) -> None:
    building.fill_shelf(shelf)
    home = _first_page(shelf)
    calendar, column = _columns(shelf, home)
    _about, accessibility, privacy = [building.build_text(shelf, home, plan) for plan in texts.TEXTS]
    _look(home, accessibility=accessibility, privacy=privacy)
    for plan in NEWS:
        building.build_news(shelf, column, plan)
    building.build_series(shelf, others.SMALL_TOWNS)
    plans = (REAL_DAY, coming.OPEN_DAY, *others.OTHER_DAYS, decided.APPLY, decided.LATELY)
    days = {plan.slug: building.build_day(shelf, calendar, plan) for plan in plans}
    crowds.fill_open_day(shelf, days[coming.OPEN_DAY.slug])
    crowds.fill_small_day(shelf, days[others.FULL_DAY.slug])
    handing_on.let_the_office_choose(shelf, days[others.TRIP.slug])
    crowds.fill_others(
        shelf,
        few_left=days[others.FEW_LEFT.slug],
        trip=days[others.TRIP.slug],
        online=days[others.ONLINE.slug],
    )
    deciding.let_apply(shelf, days[decided.APPLY.slug])
    handing_on.ask_colleagues(shelf, days[coming.OPEN_DAY.slug], days[others.FEW_LEFT.slug])
    ordering.let_names_wait(days[coming.OPEN_DAY.slug])
    ordering.order_for_colleagues(shelf, days[others.FEW_LEFT.slug])
    ordering.order_that_waits(shelf, days[others.ONLINE.slug])
    ordering.delegate_places(shelf, days[others.ONLINE.slug])
    _staff()
    office = User.objects.filter(groups__name=Role.ORGANISER).order_by("pk").first()
    assert office is not None  # noqa: S101  (made a line above)
    deciding.hold(shelf, days[decided.LATELY.slug], by=office)
    billing.bill(days[decided.LATELY.slug], by=office)
    asking.ask_questions(days[coming.OPEN_DAY.slug], now=shelf.now)
    asking.invite(days[coming.OPEN_DAY.slug], by=office, now=shelf.now)
    asking.admit_regions(days[others.SAVE_THE_DATE.slug], now=shelf.now)
    writing.plan_letters(days[coming.OPEN_DAY.slug], by=office)
    writing.write_thanks(days[coming.OPEN_DAY.slug], by=office, now=shelf.now)
    writing.write_to_many(days[others.FEW_LEFT.slug], by=office, now=shelf.now)


def _first_page(shelf: Shelf) -> HomePage:
    """Make our first page the root of the site, and take away the welcome page that Wagtail's migrations make."""
    home: HomePage | None = HomePage.objects.first()
    if home is None:
        home = HomePage(title=texts.HOME_TITLE, slug="start")
        add_page(Page.get_first_root_node(), home, published=shelf.now)
    home.title = home.draft_title = texts.HOME_TITLE
    home.lead = texts.HOME_LEAD
    home.body = [("text", texts.HOME_BODY)]
    home.save()
    site = Site.objects.filter(is_default_site=True).first() or Site(hostname="localhost", is_default_site=True)
    welcome = site.root_page if site.pk else None
    site.root_page, site.site_name = home, "Kunskapsdagar"
    site.save()
    if welcome is not None and welcome.pk != home.pk and type(welcome.specific) is Page and welcome.is_leaf():
        Page.objects.get(pk=welcome.pk).delete()
    home.refresh_from_db()
    return home


def _columns(shelf: Shelf, home: HomePage) -> tuple[CalendarPage, NewsIndexPage]:
    """Make the calendar and the news column, or use those that are there: there is only ever one of each."""
    calendar, column = CalendarPage.objects.first(), NewsIndexPage.objects.first()
    if calendar is None:
        page = CalendarPage(title="Kunskapsdagar", slug="kunskapsdagar", intro=texts.CALENDAR_INTRO, show_in_menus=True)
        calendar = add_page(home, page, published=shelf.now)
    if column is None:
        page = NewsIndexPage(title="Aktuellt", slug="aktuellt", intro=texts.NEWS_INTRO, show_in_menus=True)
        column = add_page(home, page, published=shelf.now)
    return calendar, column


def _look(home: HomePage, **pages: Any) -> None:
    site = Site.objects.get(root_page=home)
    SiteLook.objects.update_or_create(
        site=site,
        defaults={
            "name": "Kunskapsdagar",
            "organisation": coming.OFFICE,
            "about": texts.ABOUT_SITE,
            "email": coming.CONTACT[1],
            "accessibility_page": pages["accessibility"],
            "privacy_page": pages["privacy"],
        },
    )


def _staff() -> None:
    """Make the logins; they have a password that stands in the README."""
    for login, first, last, role in places.STAFF:
        user = User(
            username=login,
            first_name=first,
            last_name=last,
            email=f"{login}@kunskapsdagar.example",
            is_staff=role is None,
            is_superuser=role is None,
        )
        user.set_password(places.PASSWORD)
        user.save()
        if role is not None:
            user.groups.add(Group.objects.get(name=role))


@contextmanager
def _quiet_log() -> Iterator[None]:
    """Keep two hundred lines about invented people out of the log stream; their rows in the log are kept."""
    stream = logging.getLogger("kunskapsdag.audit")
    before = stream.level
    stream.setLevel(logging.WARNING)
    try:
        yield
    finally:
        stream.setLevel(before)


@contextmanager
def _no_files_left_behind(shelf: Shelf) -> Iterator[None]:
    """Remove the picture files again when the rows are rolled back."""
    try:
        yield
    except BaseException:
        images: list[Image] = list(shelf.images.values())
        for image in images:
            image.file.storage.delete(image.file.name)
        raise
