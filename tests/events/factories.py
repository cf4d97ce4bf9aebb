"""Days, named by the state that a visitor meets."""

import datetime as dt

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import CoOrganiser, Event, Series, Theme, Venue
from tests.municipalities.factories import MunicipalityFactory
from tests.organisations.factories import OrganisationFactory

TEN, SIXTEEN = dt.time(10), dt.time(16)


def days_from_now(days: int) -> dt.date:
    """Return a Swedish date; negative for the past."""
    return clock.today() + dt.timedelta(days=days)


class ThemeFactory(DjangoModelFactory):
    """A theme."""

    class Meta:
        model = Theme
        django_get_or_create = ("slug",)

    name = factory.Sequence(lambda number: f"Tema {number}")
    slug = factory.Sequence(lambda number: f"tema-{number}")


class SeriesFactory(DjangoModelFactory):
    """A public series; its days: ``EventFactory(series=series, is_public=True)``."""

    class Meta:
        model = Series

    title = factory.Sequence(lambda number: f"Små kommuner, stora frågor {number}")
    slug = factory.Sequence(lambda number: f"sma-kommuner-{number}")
    lead = "Samma dag i tre städer."
    is_public = True


class VenueFactory(DjangoModelFactory):
    """A venue in Stockholm."""

    class Meta:
        model = Venue

    name = "Saturnus Konferens"
    street = "Hornsgatan 15"
    postal_code = "118 46"
    town = "Stockholm"
    municipality = factory.SubFactory(MunicipalityFactory, code="0180")


class EventFactory(DjangoModelFactory):
    """A day in thirty days, 10-16, with 80 places and open for registration.

    States by name: ``save_the_date``, ``not_yet_open``, ``closed``, ``today``, ``under_way``, ``past``, ``cancelled``,
    ``moved``; ways: ``online``, ``hybrid``, ``several_days``, ``unlimited``, ``no_waiting_list``, ``themed``.
    Another date: ``day=date(...)``; the times of the day and the opening follow.
    """

    class Meta:
        model = Event

    class Params:
        day = factory.Maybe(
            "past", factory.LazyFunction(lambda: days_from_now(-30)), factory.LazyFunction(lambda: days_from_now(30))
        )
        past = False
        save_the_date = factory.Trait(registration_opens_at=None, registration_closes_at=None)
        not_yet_open = factory.Trait(registration_opens_at=factory.LazyFunction(lambda: clock.now() + dt.timedelta(days=2)))
        closed = factory.Trait(registration_closes_at=factory.LazyFunction(lambda: clock.now() - dt.timedelta(hours=1)))
        today = factory.Trait(
            # The whole Swedish day, so that the test means the same at any hour.
            starts_at=factory.LazyFunction(lambda: clock.at(clock.today(), dt.time(0))),
            ends_at=factory.LazyFunction(lambda: clock.end_of_day(clock.today())),
        )
        under_way = factory.Trait(
            # The second of three days; one may register to the very end.
            starts_at=factory.LazyFunction(lambda: clock.at(days_from_now(-1), TEN)),
            ends_at=factory.LazyFunction(lambda: clock.at(days_from_now(1), SIXTEEN)),
            registration_closes_at=factory.SelfAttribute("ends_at"),
        )
        cancelled = factory.Trait(status=Status.CANCELLED, status_text="Föreläsaren är sjuk.")
        moved = factory.Trait(
            status=Status.MOVED,
            status_text="Lokalen var för liten.",
            previous_starts_at=factory.LazyAttribute(lambda event: event.starts_at - dt.timedelta(days=14)),
        )
        online = factory.Trait(attendance=Attendance.ONLINE, venue=None, online_url="https://mote.example.se/kunskapsdag")
        hybrid = factory.Trait(attendance=Attendance.BOTH, online_url="https://mote.example.se/kunskapsdag")
        several_days = factory.Trait(
            ends_at=factory.LazyAttribute(lambda event: clock.at(event.day + dt.timedelta(days=1), SIXTEEN))
        )
        unlimited = factory.Trait(capacity=None)
        no_waiting_list = factory.Trait(has_waiting_list=False)
        themed = factory.Trait(theme=factory.SubFactory(ThemeFactory))

    title = factory.Sequence(lambda number: f"Starkare kommuner {number}")
    slug = factory.Sequence(lambda number: f"starkare-kommuner-{number}")
    starts_at = factory.LazyAttribute(lambda event: clock.at(event.day, TEN))
    ends_at = factory.LazyAttribute(lambda event: clock.at(event.day, SIXTEEN))
    registration_opens_at = factory.LazyAttribute(lambda event: min(event.starts_at, clock.now()) - dt.timedelta(days=20))
    venue = factory.SubFactory(VenueFactory)
    organiser = factory.SubFactory(OrganisationFactory)
    target_group = "Förtroendevalda och tjänstepersoner"
    contact_name = "Anna Ek"
    contact_email = "anna.ek@example.se"
    contact_phone = "08-123 45 67"
    capacity = 80
    cancellation_text = "Avboka senast en vecka före, annars debiteras hela avgiften."


class CoOrganiserFactory(DjangoModelFactory):
    """One who arranges the day together with the organiser."""

    class Meta:
        model = CoOrganiser

    event = factory.SubFactory(EventFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    sort_order = factory.Sequence(int)
