"""Turns the plans into rows and pages. Called inside the transaction of ``actions.load_demo``."""

import datetime as dt
import io
from dataclasses import dataclass, field
from typing import Any

from django.core.files.images import ImageFile
from wagtail.images.models import Image
from wagtail.models import Page

from kunskapsdag.core import clock
from kunskapsdag.demo import rules
from kunskapsdag.demo.content import places
from kunskapsdag.demo.plans import Body, Day, News, Picture, SeriesPlan, Text
from kunskapsdag.events.models import Event, Series, Theme, Venue
from kunskapsdag.fees.models import Basis, CancellationStep, DiscountCode, Fee, NoShowFee
from kunskapsdag.municipalities.models import Municipality
from kunskapsdag.news.models import NewsIndexPage, NewsPage
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.parts.models import Part
from kunskapsdag.programme.models import Person, ProgrammeItem, Speaker
from kunskapsdag.website.models import CalendarPage, InvitationPage, TextPage


@dataclass(slots=True)
class Shelf:
    """What has been built so far, by the names that the plans use."""

    now: dt.datetime
    drawn: dict[str, bytes]
    themes: dict[str, Theme] = field(default_factory=dict)
    series: dict[str, Series] = field(default_factory=dict)
    venues: dict[str, Venue] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    persons: dict[str, Person] = field(default_factory=dict)
    images: dict[str, Image] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """Return the Swedish date of the loading."""
        return clock.swedish(self.now).date()


def fill_shelf(shelf: Shelf) -> None:
    """Make the themes, venues and organisations; find the organisations that the register holds."""
    seats = {row.name: row for row in Municipality.objects.select_related("county")}
    for name, slug in places.THEMES.items():
        shelf.themes[name], _new = Theme.objects.get_or_create(slug=slug, defaults={"name": name})
    for venue in places.VENUES:
        known = {**venue, "municipality": seats[venue["municipality"]]}
        shelf.venues[venue["name"]] = Venue.objects.create(**known)
    for name, (kind, town) in places.ORGANISATIONS.items():
        seat = seats[town]
        defaults = {"kind": kind, "municipality": seat, "county": seat.county}
        Organisation.objects.get_or_create(name=name, defaults=defaults)
    shelf.organisations = {row.name: row for row in Organisation.objects.select_related("municipality")}


def add_page(parent: Page, page: Page, *, published: dt.datetime) -> Any:
    """Add a published page below ``parent``."""
    page.first_published_at = page.last_published_at = page.latest_revision_created_at = published
    parent.add_child(instance=page)
    return page


def image_of(shelf: Shelf, picture: Picture | None) -> Image | None:
    """Return the picture as Wagtail keeps it; each scene is stored once."""
    if picture is None:
        return None
    if picture.scene not in shelf.images:
        file = ImageFile(io.BytesIO(shelf.drawn[picture.scene]), name=f"{picture.scene}.jpg")
        image = Image(title=picture.alt[:250], description=picture.alt[:250], file=file)
        # On the shelf first: should the rest fail, the file is found there and removed.
        shelf.images[picture.scene] = image
        image.save()
    return shelf.images[picture.scene]


def build_series(shelf: Shelf, plan: SeriesPlan) -> None:
    """Make a public series, for the days that name it."""
    shelf.series[plan.slug] = Series.objects.create(
        slug=plan.slug, title=plan.title, lead=plan.lead, text=plan.text, is_public=True
    )


def build_day(shelf: Shelf, calendar: CalendarPage, plan: Day) -> Event:
    """Make the day with its fee, programme and speakers, and publish its invitation."""
    event = Event(
        title=plan.title,
        slug=plan.slug,
        format=plan.format,
        theme=shelf.themes[plan.theme],
        series=shelf.series.get(plan.series),
        attendance=plan.attendance,
        venue=shelf.venues.get(plan.venue),
        online_url=plan.online_url,
        target_group=plan.target_group,
        organiser=shelf.organisations[plan.organiser],
        contact_name=plan.contact[0],
        contact_email=plan.contact[1],
        contact_phone=plan.contact[2],
        capacity=plan.capacity,
        online_capacity=plan.online_capacity,
        has_waiting_list=plan.has_waiting_list,
        cancellation_text=plan.cancellation_text,
        status=plan.status,
        status_text=plan.status_text,
        **_moments(shelf, plan),
    )
    event.full_clean()
    event.save()
    _terms(event, plan)
    _people(shelf, event, plan)
    _programme(shelf, event, plan)
    _parts(event, plan)
    _invite(shelf, calendar, event, plan)
    return event


def _terms(event: Event, plan: Day) -> None:
    """Write what a place costs, for whom, and what leaving or not coming costs; sums are without VAT."""
    if plan.price is not None and not plan.fees:
        Fee.objects.create(event=event, amount=plan.price, basis=Basis.EXCLUSIVE, vat_rate=25 if plan.price else 0)
    for order, (kind, kronor) in enumerate(plan.fees):
        early = plan.early if order == 0 else None
        Fee.objects.create(
            event=event,
            kind=kind,
            amount=kronor,
            basis=Basis.EXCLUSIVE,
            early_amount=early[0] if early else None,
            early_until=event.first_day - dt.timedelta(days=early[1]) if early else None,
            sort_order=order,
        )
    for order, (days_before, percent) in enumerate(plan.steps):
        CancellationStep.objects.create(event=event, days_before=days_before, percent=percent, sort_order=order)
    if plan.no_show:
        NoShowFee.objects.create(event=event, amount=plan.no_show, basis=Basis.EXCLUSIVE)
    if plan.code:
        DiscountCode.objects.create(event=event, code=plan.code[0], percent=plan.code[1], most_uses=20)


def _moments(shelf: Shelf, plan: Day) -> dict[str, dt.datetime | None]:
    first = plan.on or rules.day_near(shelf.today, plan.days_ahead)
    last = first + dt.timedelta(days=plan.length - 1)
    starts_at = clock.at(first, plan.starts)
    return {
        "starts_at": starts_at,
        "ends_at": clock.at(last, plan.ends),
        "doors_open_at": clock.at(first, plan.doors) if plan.doors else None,
        "registration_opens_at": rules.opening(shelf.now, plan.opened_days_ago),
        "registration_closes_at": rules.closing(
            shelf.today, first, days_before=plan.closes_days_before, days_ago=plan.closed_days_ago
        ),
        "previous_starts_at": starts_at - dt.timedelta(days=plan.moved_days) if plan.moved_days else None,
    }


def _people(shelf: Shelf, event: Event, plan: Day) -> None:
    for order, took in enumerate(plan.speakers):
        if took.name not in shelf.persons:
            shelf.persons[took.name] = Person.objects.create(name=took.name)
        Speaker.objects.create(
            event=event,
            sort_order=order,
            person=shelf.persons[took.name],
            role=took.role,
            organisation_name=took.organisation,
            organisation=shelf.organisations.get(took.organisation),
            is_moderator=took.is_moderator,
        )


def _programme(shelf: Shelf, event: Event, plan: Day) -> None:
    for order, line in enumerate(plan.programme):
        item = ProgrammeItem(
            event=event,
            sort_order=order,
            day=event.first_day + dt.timedelta(days=line.day) if plan.length > 1 else None,
            starts=line.starts,
            ends=line.ends,
            kind=line.kind,
            title=line.title,
            text=line.text,
            room=line.room,
        )
        item.persons = [shelf.persons[name] for name in line.persons]
        item.save()


def _parts(event: Event, plan: Day) -> None:
    for order, piece in enumerate(plan.parts):
        days_before = piece.last_days_before
        Part.objects.create(
            event=event,
            sort_order=order,
            title=piece.title,
            text=piece.text,
            kind=piece.kind,
            starts_at=clock.at(event.first_day, piece.starts),
            ends_at=clock.at(event.first_day, piece.ends),
            place=piece.place,
            capacity=piece.capacity,
            amount=piece.price,
            vat_rate=piece.vat_rate,
            choose_group=piece.one_of,
            last_cancellation_day=event.first_day - dt.timedelta(days=days_before) if days_before is not None else None,
            is_preselected=piece.is_preselected,
            only_on_site=piece.only_on_site,
            is_place=piece.percent is not None,
            percent=piece.percent,
        )


def _invite(shelf: Shelf, calendar: CalendarPage, event: Event, plan: Day) -> None:
    page = InvitationPage(
        title=event.title,
        slug=event.slug,
        event=event,
        lead=plan.lead,
        picture=image_of(shelf, plan.picture),
        picture_alt=plan.picture.alt if plan.picture else "",
        body=plan.body,
        documentation=plan.documentation,
    )
    published = min(event.registration_opens_at or shelf.now, event.starts_at, shelf.now)
    add_page(calendar, page, published=published)


def build_news(shelf: Shelf, column: NewsIndexPage, plan: News) -> None:
    """Publish a news item on its own date."""
    page = NewsPage(
        title=plan.title,
        slug=plan.slug,
        published_on=plan.published_on,
        teaser=plan.teaser,
        theme=shelf.themes[plan.theme],
        picture=image_of(shelf, plan.picture),
        picture_alt=plan.picture.alt,
        body=[("text", plan.body)],
    )
    add_page(column, page, published=clock.at(plan.published_on, dt.time(9)))


def build_text(shelf: Shelf, home: Page, plan: Text) -> TextPage:
    """Publish a page of text."""
    body: Body = [("text", plan.body)]
    page = TextPage(title=plan.title, slug=plan.slug, lead=plan.lead, body=body, show_in_menus=plan.in_menu)
    added: TextPage = add_page(home, page, published=shelf.now)
    return added
