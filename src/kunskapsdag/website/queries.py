"""What the public pages show of the days. Lists are asked once for all their rows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote_plus

from django.db.models import QuerySet

from kunskapsdag.core import clock
from kunskapsdag.events import rules
from kunskapsdag.events.enums import Admission, Attendance, DayAction, DayState, Status
from kunskapsdag.events.models import Event, Theme
from kunskapsdag.fees.models import Fee
from kunskapsdag.fees.rules.prices import Category
from kunskapsdag.fees.rules.tables import PriceRow, price_rows
from kunskapsdag.municipalities.models import County
from kunskapsdag.pages import dates
from kunskapsdag.programme.models import ItemKind, ProgrammeItem, Speaker
from kunskapsdag.programme.queries import days
from kunskapsdag.registrations.queries import Places, places_for
from kunskapsdag.website.models import CalendarPage, InvitationPage

QUIET = (ItemKind.BREAK, ItemKind.MEAL, ItemKind.TRAVEL)


@dataclass(frozen=True, slots=True)
class DateSign:
    """The date as it stands on the sign: weekday, large figures, month, year."""

    weekday: str
    figures: str
    month: str
    year: int
    machine: str

    @property
    def is_long(self) -> bool:
        """Return whether the figures need smaller letters."""
        return len(self.figures) > 2  # noqa: PLR2004  (two figures: 25)


@dataclass(frozen=True, slots=True)
class DayView:
    """One day at one moment, as a visitor meets it."""

    event: Event
    state: DayState
    action: DayAction
    places: Places
    sign: DateSign
    prices: tuple[PriceRow, ...] = ()
    previous_sign: DateSign | None = None

    @property
    def places_left(self) -> int | None:
        """Return how many places a newcomer can get; None without a limit."""
        return self.places.left

    @property
    def is_past(self) -> bool:
        """Return whether the page is documentation and no longer an invitation."""
        return self.state == DayState.PAST

    @property
    def is_cancelled(self) -> bool:
        """Return whether the organiser has cancelled the day."""
        return self.state == DayState.CANCELLED

    @property
    def sign_kind(self) -> str:
        """Return how the date sign is drawn: filled for a coming day, else as an outline."""
        return "held" if self.is_past else "cancelled" if self.is_cancelled else ""

    @property
    def is_moved(self) -> bool:
        """Return whether the page must say that the day was moved; once held that no longer matters."""
        return self.event.status == Status.MOVED and not self.is_past

    @property
    def is_before_opening(self) -> bool:
        """Return whether registration will open at a time that is known."""
        waits = self.state in (DayState.SAVE_THE_DATE, DayState.MOVED)
        return waits and self.action == DayAction.NOTHING and self.event.registration_opens_at is not None

    @property
    def is_price_undecided(self) -> bool:
        """Return whether no price has been written and nobody can register yet; later, no price means free."""
        return not self.prices and (self.state == DayState.SAVE_THE_DATE or self.is_before_opening)

    @property
    def has_price_table(self) -> bool:
        """Return whether the prices need a table: several, or one that isn't for all at any time."""
        return len(self.prices) > 1 or any(price.label for price in self.prices)

    @property
    def shows_places(self) -> bool:
        """Return whether the number of places left means anything right now."""
        is_open = self.action != DayAction.NOTHING or self.state == DayState.FULL
        return is_open and self.places.capacity is not None and not self.event.needs_approval

    @property
    def is_on_site(self) -> bool:
        """Return whether one can come to a venue."""
        return self.event.attendance != Attendance.ONLINE and self.event.venue is not None

    @property
    def is_online(self) -> bool:
        """Return whether one can take part from afar."""
        return self.event.attendance != Attendance.ON_SITE

    @property
    def map_url(self) -> str:
        """Return the venue's own map, or a search for its address on OpenStreetMap."""
        venue = self.event.venue
        if venue is None:
            return ""
        return venue.map_url or f"https://www.openstreetmap.org/search?query={quote_plus(venue.address)}"


@dataclass(frozen=True, slots=True)
class ProgrammeLine:
    """A programme item with the persons in it, as they were titled that day."""

    item: ProgrammeItem
    persons: tuple[tuple[str, str], ...]

    @property
    def is_quiet(self) -> bool:
        """Return whether it is a pause rather than a point of substance."""
        return self.item.kind in QUIET


@dataclass(frozen=True, slots=True)
class ProgrammeDay:
    """The programme of one of the event's days."""

    day: dt.date
    lines: tuple[ProgrammeLine, ...]


@dataclass(frozen=True, slots=True)
class DayFilter:
    """What the visitor has chosen in the calendar; ``unknown`` holds words that are no choice of ours."""

    themes: list[Theme] = field(default_factory=list)
    counties: list[County] = field(default_factory=list)
    theme: Theme | None = None
    county: County | None = None
    unknown: tuple[str, ...] = ()

    @property
    def is_used(self) -> bool:
        """Return whether anything is chosen."""
        return bool(self.theme or self.county)


def day_view(event: Event, now: dt.datetime) -> DayView:
    """Return one day as a visitor meets it."""
    return day_views([event], now)[event.pk]


def day_views(events: Iterable[Event], now: dt.datetime) -> dict[int, DayView]:
    """Return several days by the event's id, with one question for places and one for prices."""
    events = list(events)
    places = places_for(events, now=now)
    fees: dict[int, list[Category]] = {event.pk: [] for event in events}
    for fee in Fee.objects.filter(event__in=fees).order_by("sort_order", "pk"):
        fees[fee.event_id].append(fee.category)
    return {event.pk: _view(event, now, places[event.pk], tuple(price_rows(fees[event.pk], now))) for event in events}


def _view(event: Event, now: dt.datetime, places: Places, prices: tuple[PriceRow, ...]) -> DayView:
    facts = rules.DayFacts(
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        status=event.status,
        capacity=event.capacity,
        # Under rules those who wait do so because of them; what is kept for others is as good as taken.
        taken=places.capacity - places.common if places.common is not None and places.capacity else places.taken,
        waiting=0 if places.has_rules else places.entitled,
        # A list that nobody is offered a place from is no promise to make.
        has_waiting_list=event.has_waiting_list and places.is_offering,
        needs_approval=event.needs_approval,
        has_online_room=places.has_online_room,
    )
    previous = clock.swedish(event.previous_starts_at).date() if event.previous_starts_at else None
    return DayView(
        event=event,
        state=rules.day_state(facts, now, clock.swedish(now).date(), event.first_day),
        # Who is invited has a link of her own; the page has no form to lead to.
        action=DayAction.NOTHING if event.admission == Admission.INVITED else rules.day_action(facts, now),
        places=places,
        sign=_sign(event.first_day, event.last_day),
        prices=prices,
        previous_sign=_sign(previous, previous) if previous else None,
    )


def _sign(first: dt.date, last: dt.date) -> DateSign:
    figures, month = dates.figures(first, last)
    return DateSign(dates.weekday(first, last), figures, month, first.year, first.isoformat())


def invitations() -> QuerySet[InvitationPage]:
    """Return published invitations with what every view of a day shows."""
    rows: QuerySet[InvitationPage] = InvitationPage.objects.live().public()
    return rows.select_related("event__venue__municipality__county", "event__theme", "event__organiser", "event__series")


def invitation_for(slug: str) -> InvitationPage | None:
    """Return the published invitation of a day by the day's address."""
    return invitations().filter(event__slug=slug).first()


def renamed_event(slug: str) -> str | None:
    """Return the day's present address where its page still bears an older one."""
    found: str | None = invitations().filter(slug=slug).values_list("event__slug", flat=True).first()
    return found


def listed() -> QuerySet[InvitationPage]:
    """Return published invitations for a list: without their long texts."""
    return invitations().defer("body", "documentation")


def coming(now: dt.datetime) -> QuerySet[InvitationPage]:
    """Return days that have not ended, soonest first."""
    return listed().filter(event__ends_at__gt=now).order_by("event__starts_at", "pk")


def past(now: dt.datetime) -> QuerySet[InvitationPage]:
    """Return days that have ended, latest first."""
    return listed().filter(event__ends_at__lte=now).order_by("-event__starts_at", "-pk")


def next_invitation(now: dt.datetime) -> InvitationPage | None:
    """Return the next day that will be held."""
    return coming(now).exclude(event__status=Status.CANCELLED).first()


def calendar_page() -> CalendarPage | None:
    """Return the calendar of days, where there is one."""
    found: CalendarPage | None = CalendarPage.objects.live().first()
    return found


def day_filter(*, theme: str, county: str) -> DayFilter:
    """Return what can be chosen, what is chosen by these words, and which of the words are no choice."""
    pages = InvitationPage.objects.live().order_by()
    themes = list(Theme.objects.filter(pk__in=pages.values("event__theme")))
    counties = list(County.objects.filter(pk__in=pages.values("event__venue__municipality__county")))
    chosen_theme = next((row for row in themes if row.slug == theme), None)
    chosen_county = next((row for row in counties if row.code == county), None)
    unknown = [word for word, row in ((theme, chosen_theme), (county, chosen_county)) if word and row is None]
    return DayFilter(themes, counties, chosen_theme, chosen_county, tuple(unknown))


def filtered(rows: QuerySet[InvitationPage], chosen: DayFilter) -> QuerySet[InvitationPage]:
    """Return the days that fit what was chosen."""
    if chosen.theme:
        rows = rows.filter(event__theme=chosen.theme)
    if chosen.county:
        rows = rows.filter(event__venue__municipality__county=chosen.county)
    return rows


def programme(event: Event, appearing: Iterable[Speaker]) -> list[ProgrammeDay]:
    """Return the programme by day and clock, with the titles that the speakers had that day."""
    titles = {speaker.person_id: speaker.title for speaker in appearing}
    return [ProgrammeDay(day, tuple(_line(item, titles) for item in items)) for day, items in days(event)]


def _line(item: ProgrammeItem, titles: dict[int, str]) -> ProgrammeLine:
    persons = tuple((person.name, titles.get(person.pk, "")) for person in item.persons.all())
    return ProgrammeLine(item, persons)
