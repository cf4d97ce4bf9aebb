"""A move is told to those whom it concerns; they are counted before the click, and they alone may cancel free of charge."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import pytest
from django.test import Client

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.events.rules import Promise, promised
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import emails as orders
from kunskapsdag.registrations import emails, links
from kunskapsdag.registrations.enums import OnSiteWish, State, Way
from kunskapsdag.registrations.errors import MoveRefused
from kunskapsdag.registrations.models import PlaceOffer, Registration
from kunskapsdag.registrations.queries import cancels_free, charges
from kunskapsdag.registrations.rules.moving import concerned_ways
from tests.events.factories import EventFactory, VenueFactory, days_from_now
from tests.fees.factories import FeeFactory, a_day_with_steps
from tests.orders.factories import OrderFactory, unnamed_place
from tests.registrations.factories import ChargeFactory, RegistrationFactory
from tests.registrations.test_whole_day import letters, move, move_of

pytestmark = pytest.mark.django_db
ON_SITE, ONLINE, BOTH = frozenset({Way.ON_SITE}), frozenset({Way.ONLINE}), frozenset(Way)
LINK = "https://video.example.se/ny"


@pytest.mark.parametrize(
    ("changed", "attendance", "ways"),
    [
        (["starts_at"], Attendance.BOTH, BOTH),
        (["ends_at"], Attendance.ONLINE, BOTH),
        (["attendance", "online_url"], Attendance.ON_SITE, BOTH),
        (["venue_id"], Attendance.BOTH, ON_SITE),
        (["doors_open_at"], Attendance.BOTH, ON_SITE),
        (["online_url"], Attendance.BOTH, ONLINE),
        (["online_url", "venue_id"], Attendance.BOTH, BOTH),
        (["online_url"], Attendance.ON_SITE, frozenset()),
        (["doors_open_at"], Attendance.ONLINE, frozenset()),
        (["registration_closes_at", "names_due_on"], Attendance.BOTH, frozenset()),
    ],
)
def test_whom_each_change_concerns(changed: Iterable[str], attendance: str, ways: frozenset[Way]) -> None:
    assert concerned_ways(changed, attendance) == ways


def test_only_who_registered_before_the_move_and_whom_it_concerns_cancels_free_and_only_until_the_day() -> None:
    at, until, hour = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC), dt.date(2027, 3, 15), dt.timedelta(hours=1)
    of_link = Promise(at, until, ONLINE)
    of_day = Promise(at - dt.timedelta(days=9), dt.date(2027, 3, 9), BOTH)

    def free(*ways: Way, registered: dt.datetime = at - 300 * hour, today: dt.date = until) -> Promise | None:
        return promised([of_day, of_link], registered_at=registered, ways=ways, today=today)

    assert free(Way.ONLINE) == of_link
    assert free(Way.ON_SITE) is None
    assert free(Way.ON_SITE, today=dt.date(2027, 3, 9)) == of_day  # a later move takes nothing back
    assert free(Way.ONLINE, today=until + dt.timedelta(days=1)) is None
    assert free(Way.ONLINE, registered=at + hour) is None
    assert Promise.read(of_link.stored()) == of_link


def both_ways() -> tuple[Event, Registration, Registration]:
    """Return a day held both ways, of which cancelling costs, with one of each way."""
    event = a_day_with_steps(day=days_from_now(20))
    Event.objects.filter(pk=event.pk).update(attendance=Attendance.BOTH, online_url="https://video.example.se/gammal")
    event.refresh_from_db()
    FeeFactory(event=event)
    comes, online = RegistrationFactory(event=event), RegistrationFactory(event=event, way=Way.ONLINE)
    for one in (comes, online):
        ChargeFactory(registration=one, net=Decimal(750), vat_rate=25)
    return event, comes, online


def costs(registration: Registration) -> Decimal:
    now = clock.now()
    registration = Registration.objects.select_related("event").get(pk=registration.pk)
    return charges.cancelling_costs(registration, now=now, is_moved=cancels_free(registration, now=now)).amount.gross


def test_a_new_link_alone_is_told_to_those_online_and_frees_nobody_else(client: Client) -> None:
    event, comes, online = both_ways()
    unnamed_place(OrderFactory(event=event), way=Way.ONLINE)
    assert move(event, move_of(event, days=0, online_url=LINK)) == 1
    written = letters(emails.DAY_MOVED)
    assert (list(written), LINK in written[online.pk].text) == ([online.pk], False)
    assert "ersätter den du har" in written[online.pk].text
    assert Message.objects.filter(kind=orders.DAY_MOVED).count() == 0
    assert (costs(online), costs(comes) > 0) == (0, True)
    pages = {one.pk: client.get(links.path(one)).content.decode() for one in (comes, online)}
    assert ["Dagen är ändrad" in pages[one.pk] for one in (comes, online)] == [False, True]
    event.refresh_from_db()
    assert (event.status, event.status_text) == (Status.PLANNED, "")


def test_another_venue_is_told_to_those_on_site_and_to_who_waits_for_a_place_there() -> None:
    event, comes, online = both_ways()
    waits = RegistrationFactory(event=event, way=Way.ONLINE, on_site_wish=OnSiteWish.WAITING, queue_number=1)
    of_comers, of_online = OrderFactory(event=event), OrderFactory(event=event)
    unnamed_place(of_comers)
    unnamed_place(of_online, way=Way.ONLINE)
    assert move(event, move_of(event, days=0, venue=VenueFactory(name="Folkets hus").pk)) == 2
    assert set(letters(emails.DAY_MOVED)) == {comes.pk, waits.pk}
    assert [mail.to_email for mail in Message.objects.filter(kind=orders.DAY_MOVED)] == [of_comers.email]
    assert (costs(comes), costs(online) > 0) == (0, True)


def test_a_later_narrower_change_takes_back_nothing_that_was_promised() -> None:
    event, comes, online = both_ways()
    move(event, days=7)
    move(event, move_of(event, days=0, online_url=LINK, free_until=clock.today()))
    assert (costs(comes), costs(online)) == (0, 0)
    event.refresh_from_db()
    assert (event.status, event.status_text) == (Status.MOVED, "Föreläsaren är sjuk.")


def test_an_offer_that_a_new_link_does_not_concern_keeps_its_answer_time() -> None:
    event, _comes, _online = both_ways()
    offered = RegistrationFactory(event=event, offered=True)
    soon = clock.now() + dt.timedelta(hours=1)
    PlaceOffer.objects.update(answer_by=soon)
    move(event, move_of(event, days=0, online_url=LINK))
    assert (PlaceOffer.objects.get().answer_by, offered.state) == (soon, State.OFFERED)


def test_a_link_on_a_day_that_nobody_takes_part_in_online_is_no_move() -> None:
    event = EventFactory()
    with pytest.raises(MoveRefused):
        move(event, move_of(event, days=0, online_url=LINK))
