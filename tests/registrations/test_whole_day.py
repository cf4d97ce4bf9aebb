"""Cancelling a day, and moving it to another date or place: everybody is told, and nothing is left half done."""

import datetime as dt
import time
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kunskapsdag.core import audit, clock
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.events.signals import event_cancelled, event_moved
from kunskapsdag.mail.actions import send_due
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.registry import renderer
from kunskapsdag.registrations import actions, emails, links
from kunskapsdag.registrations.enums import Cause, OfferState, OnSiteWish, State, Way
from kunskapsdag.registrations.errors import DayIsCancelled, DayIsOver, MoveRefused, NotOpen, ReasonMissing
from kunskapsdag.registrations.models import Charge, Needs, PlaceOffer, PlaceRule, Registration
from kunskapsdag.registrations.queries.moving import last_days
from kunskapsdag.registrations.rules.moving import Line, Move, Times, free_until, moved_line, proposal
from tests.events.factories import EventFactory, VenueFactory, days_from_now
from tests.fees.factories import FeeFactory
from tests.programme.factories import ProgrammeItemFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory
from tests.registrations.test_actions import person

pytestmark = pytest.mark.django_db
REASON = "Föreläsaren är sjuk."


def cancel(event: Event, **given: Any) -> int:
    return actions.cancel_day(**{"event": event, "reason": REASON, "by": None, "now": clock.now()} | given)


def move_of(event: Event, *, days: int = 14, **given: Any) -> Move:
    """Return the move that is proposed for so many days later, with some of it changed."""
    event.refresh_from_db()
    now = clock.now()
    old = Times(event.starts_at, event.ends_at, event.doors_open_at, event.registration_opens_at, event.registration_closes_at)
    starts_at = given.pop("starts_at", event.starts_at + dt.timedelta(days=days))
    facts: dict[str, Any] = {
        "times": proposal(old, starts_at, now=now),
        "attendance": event.attendance,
        "venue": event.venue_id,
        "online_url": event.online_url,
        "free_until": free_until(today=clock.today(), starts_on=clock.swedish(starts_at).date()),
    }
    return Move(**facts | given)


def move(event: Event, to: Move | None = None, **given: Any) -> int:
    return actions.move_day(event=event, move=to or move_of(event, **given), reason=REASON, by=None, now=clock.now())


def letters(kind: str) -> dict[int, Any]:
    """Return what the mails of a kind say, by the registration."""
    return {message.facts["registration"]: renderer(kind)(message) for message in Message.objects.filter(kind=kind)}


def one_of_each(event: Event) -> tuple[Registration, Registration, Registration, Registration]:
    return (
        RegistrationFactory(event=event),
        RegistrationFactory(event=event, offered=True),
        RegistrationFactory(event=event, waiting=True),
        RegistrationFactory(event=event, lapsed=True),
    )


def test_everybody_who_has_or_waits_for_a_place_is_told_in_fitting_words() -> None:
    event = EventFactory()
    FeeFactory(event=event)
    placed, offered, waiting, lapsed = one_of_each(event)
    assert cancel(event) == 3
    written = letters(emails.DAY_CANCELLED)
    assert set(written) == {placed.pk, offered.pk, waiting.pk}
    assert "Du betalar ingenting" in written[placed.pk].text
    assert "Platsen som du erbjöds" in written[offered.pk].text
    assert "väntelistan, som nu har upphört" in written[waiting.pk].text
    assert all(REASON in letter.text for letter in written.values())
    assert [bool(written[one.pk].calendar) for one in (placed, offered, waiting)] == [True, False, False]
    lapsed.refresh_from_db()
    assert lapsed.state == State.LAPSED


def test_what_was_registered_is_void_and_the_day_keeps_its_date_and_address() -> None:
    event = EventFactory()
    placed, offered, waiting, _lapsed = one_of_each(event)
    NeedsFactory(registration=placed)
    cancel(event)
    for one in (placed, offered, waiting):
        one.refresh_from_db()
    assert {(one.state, one.cancelled_because) for one in (placed, offered, waiting)} == {(State.CANCELLED, Cause.DAY)}
    assert (Needs.objects.count(), PlaceOffer.objects.filter(state=OfferState.OPEN).count()) == (0, 0)
    assert PlaceOffer.objects.get(registration=offered).state == OfferState.WITHDRAWN
    before = (event.slug, event.starts_at)
    event.refresh_from_db()
    assert (event.status, event.status_text, event.slug, event.starts_at) == (Status.CANCELLED, REASON, *before)
    assert [entry.action for entry in audit.entries(event)] == ["event.cancelled"]
    assert audit.entries(placed).get().data["because"] == "day"


def test_nobody_owes_anything_for_a_cancelled_day() -> None:
    event, other = EventFactory(), EventFactory()
    for registration in (
        RegistrationFactory(event=event),
        RegistrationFactory(event=event, cancelled=True),
        RegistrationFactory(event=other),
    ):
        Charge.objects.create(
            registration=registration, kind="place", text="Plats", vat_rate=25, net=100, vat=25, gross=125, made_at=clock.now()
        )
    cancel(event)
    assert [charge.registration.event_id for charge in Charge.objects.standing()] == [other.pk]
    assert set(Charge.objects.filter(voided_at__isnull=False).values_list("void_reason", flat=True)) == {"Dagen är inställd"}


def test_the_calendar_entry_goes_away_with_a_higher_sequence() -> None:
    event = EventFactory()
    placed = RegistrationFactory(event=event)
    cancel(event)
    letter = letters(emails.DAY_CANCELLED)[placed.pk]
    assert letter.calendar_method == "CANCEL"
    assert f"UID:{placed.public_id}@kunskapsdag" in letter.calendar
    assert "SEQUENCE:2" in letter.calendar
    assert "STATUS:CANCELLED" in letter.calendar


def test_a_mail_that_waits_and_promises_a_place_never_leaves() -> None:
    event, other = EventFactory(), EventFactory()
    for one in (event, other):
        actions.register(event=one, person=person(), form_key=uuid4(), by=None, now=clock.now())
    cancel(event)
    while send_due(clock.now()):
        pass
    states = list(Message.objects.order_by("pk").values_list("kind", "state"))
    assert states == [
        (emails.CONFIRMED, MailState.MERGED),
        (emails.CONFIRMED, MailState.SHOWN),
        (emails.DAY_CANCELLED, MailState.SHOWN),
    ]


def test_cancelling_twice_is_told_and_mails_nobody_again() -> None:
    event = EventFactory()
    RegistrationFactory(event=event)
    cancel(event)
    with pytest.raises(DayIsCancelled):
        cancel(event)
    assert Message.objects.filter(kind=emails.DAY_CANCELLED).count() == 1


def test_a_day_that_has_been_held_is_neither_cancelled_nor_moved() -> None:
    event = EventFactory(past=True)
    with pytest.raises(DayIsOver):
        cancel(event)
    with pytest.raises(DayIsOver):
        move(event, days=60)


def test_a_reason_must_be_given() -> None:
    event = EventFactory()
    with pytest.raises(ReasonMissing):
        cancel(event, reason=" ")
    with pytest.raises(ReasonMissing):
        actions.move_day(event=event, move=move_of(event), reason="", by=None, now=clock.now())


def test_nobody_registers_for_a_cancelled_day() -> None:
    event = EventFactory()
    cancel(event)
    with pytest.raises(NotOpen):
        actions.register(event=event, person=person(), form_key=uuid4(), by=None, now=clock.now())


@pytest.mark.parametrize("do", [cancel, move])
def test_a_thousand_are_told_in_as_many_statements_as_three(do: Any) -> None:
    counts = []
    for number in (2, 1, 3):  # the first fills what is remembered
        event = EventFactory(capacity=2 * number)
        for _one in range(number):
            one_of_each(event)
        with CaptureQueriesContext(connection) as asked:
            do(event)
        counts.append(len(asked))
    assert counts[1] == counts[2]


@pytest.mark.parametrize("do", [cancel, move])
def test_a_thousand_are_told_in_two_seconds(do: Any) -> None:
    event = EventFactory(capacity=None)
    now = clock.now()
    Registration.objects.bulk_create(
        Registration(
            event=event, number=number, state=State.CONFIRMED, name="Maria Lind", email=f"m{number}@falkoping.se",
            email_key=f"m{number}@falkoping.se", organisation_name="Falköpings kommun", category="official",
            created_at=now, state_since=now,
        )
        for number in range(1, 1001)
    )  # fmt: skip
    started = time.process_time()
    assert do(event) == 1000
    assert time.process_time() - started < 2


def test_others_hear_that_the_day_is_cancelled_or_moved_when_all_is_written() -> None:
    heard: list[Any] = []

    def hear_cancelled(sender: Any, event: Event, **facts: Any) -> None:
        heard.append((event.status, event.registrations.filter(state=State.CONFIRMED).count()))

    def hear_moved(sender: Any, event: Event, days: int, changed: list[str], **facts: Any) -> None:
        heard.append((days, changed))

    event_cancelled.connect(hear_cancelled)
    event_moved.connect(hear_moved)
    try:
        event = EventFactory()
        RegistrationFactory(event=event)
        move(event, days=7)
        cancel(event)
    finally:
        event_cancelled.disconnect(hear_cancelled)
        event_moved.disconnect(hear_moved)
    assert heard == [(7, ["ends_at", "starts_at"]), (Status.CANCELLED, 0)]


def test_everybody_keeps_her_place_and_number_and_is_told_of_the_new_day() -> None:
    event = EventFactory(capacity=2)
    placed, offered, waiting, _lapsed = one_of_each(event)
    before = {one.pk: (one.state, one.number, one.queue_number) for one in (placed, offered, waiting)}
    assert move(event) == 3
    after = {one.pk: (one.state, one.number, one.queue_number) for one in Registration.objects.filter(pk__in=before)}
    assert after == before
    written = letters(emails.DAY_MOVED)
    assert "Du behåller din plats" in written[placed.pk].text
    assert "fortfarande din att ta" in written[offered.pk].text
    assert "nummer 1 i kön" in written[waiting.pk].text
    placed.event.refresh_from_db()
    entry = written[placed.pk].calendar
    assert (written[placed.pk].calendar_method, "SEQUENCE:1" in entry) == ("REQUEST", True)
    assert f"DTSTART:{event.starts_at:%Y%m%dT%H%M%SZ}" in entry
    assert [written[one.pk].calendar_method for one in (offered, waiting)] == ["", ""]


def test_times_deadlines_rules_and_programme_move_along() -> None:
    day = days_from_now(40)
    event = EventFactory(
        day=day,
        doors_open_at=clock.at(day, dt.time(9, 30)),
        registration_opens_at=clock.now() + dt.timedelta(days=2),
        registration_closes_at=clock.at(day - dt.timedelta(days=7), dt.time(12)),
    )
    item = ProgrammeItemFactory(event=event, day=day, starts=dt.time(10), ends=dt.time(11))
    rule = PlaceRule.objects.create(event=event, kind="cap", number=2, until=day - dt.timedelta(days=10))
    later = dt.timedelta(days=14)
    to = move_of(
        event, items={item.pk: Line(day + later, dt.time(10), dt.time(11))}, last_days={f"rule-{rule.pk}": rule.until + later}
    )
    move(event, to)
    event.refresh_from_db()
    item.refresh_from_db()
    rule.refresh_from_db()
    assert event.first_day == day + later
    assert clock.swedish(event.doors_open_at) == clock.at(day + later, dt.time(9, 30))
    assert (item.day, rule.until) == (day + later, day - dt.timedelta(days=10) + later)
    assert clock.swedish(event.registration_closes_at).time() == dt.time(12)


def test_the_page_remembers_every_day_it_was_moved_from() -> None:
    event = EventFactory()
    first = event.starts_at
    move(event, days=14)
    move(event, days=7)
    event.refresh_from_db()
    assert event.earlier_moments == [first, first + dt.timedelta(days=14)]
    assert (event.status, event.previous_starts_at) == (Status.MOVED, first + dt.timedelta(days=14))


def test_an_offer_gets_new_time_to_answer() -> None:
    event = EventFactory(capacity=1)
    offered = RegistrationFactory(event=event, offered=True)
    offer = offered.offers.get()
    PlaceOffer.objects.update(answer_by=clock.now() + dt.timedelta(minutes=5))
    move(event)
    offer.refresh_from_db()
    assert offer.answer_by > clock.now() + dt.timedelta(hours=40)


def test_turned_online_the_letters_lead_to_the_page_where_the_link_is() -> None:
    event = EventFactory()
    placed, _offered, waiting, _lapsed = one_of_each(event)
    link = "https://mote.example.se/hemlig"
    move(event, move_of(event, days=0, attendance=Attendance.ONLINE, venue=None, online_url=link))
    written = letters(emails.DAY_MOVED)
    assert (link in written[placed.pk].text, link in written[waiting.pk].text) == (False, False)
    assert links.path(placed) in written[placed.pk].text
    assert written[placed.pk].subject.startswith("Ny plats:")
    event.refresh_from_db()
    assert (event.status, event.previous_place, event.earlier_starts) == (Status.MOVED, "Saturnus Konferens, Stockholm", [])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"starts_at": clock.now() - dt.timedelta(days=1)}, "starts_at"),
        ({"venue": None}, "venue"),
        ({"free_until": days_from_now(-1)}, "free_until"),
        ({"days": 0}, ""),
    ],
)
def test_a_move_that_cannot_be_is_refused_and_nothing_is_written(given: dict[str, Any], field: str) -> None:
    event = EventFactory()
    RegistrationFactory(event=event)
    stored = Event.objects.filter(pk=event.pk).values().get()
    with pytest.raises(MoveRefused) as refused:
        move(event, **given)
    assert field in refused.value.faults
    assert Event.objects.filter(pk=event.pk).values().get() == stored
    assert Message.objects.count() == 0


def test_contradicting_times_rules_and_items_are_each_told() -> None:
    event = EventFactory()
    rule = PlaceRule.objects.create(event=event, kind="cap", number=2, until=days_from_now(20))
    item = ProgrammeItemFactory(event=event)
    to = move_of(event)
    times = to.times
    wrong = Times(times.starts_at, times.starts_at, None, times.opens_at, times.ends_at + dt.timedelta(days=1))
    items = {item.pk: Line(days_from_now(1), dt.time(10), None)}
    with pytest.raises(MoveRefused) as refused:
        move(event, move_of(event, times=wrong, items=items, last_days={f"rule-{rule.pk}": days_from_now(100)}))
    assert set(refused.value.faults) == {"ends_at", "registration_closes_at", f"item-{item.pk}", f"rule-{rule.pk}"}


def test_a_cancelled_day_cannot_be_moved() -> None:
    event = EventFactory()
    cancel(event)
    with pytest.raises(DayIsCancelled):
        move(event)


def test_those_who_wait_are_offered_places_where_the_move_gives_time_for_it() -> None:
    soon = clock.now() + dt.timedelta(minutes=40)
    event = EventFactory(capacity=1, starts_at=soon, ends_at=soon + dt.timedelta(hours=6))
    waiting = RegistrationFactory(event=event, waiting=True)
    move(event)
    waiting.refresh_from_db()
    assert waiting.state == State.OFFERED


def at(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return clock.at(day, dt.time(hour, minute))


def test_a_proposal_keeps_swedish_clocks_past_summer_time_and_deadlines_on_working_days() -> None:
    start, later = dt.date(2027, 3, 10), dt.date(2027, 4, 8)  # 29 days; summer time begins on 28 March
    old = Times(at(start, 10), at(start, 16), at(start, 9), at(dt.date(2027, 2, 1), 8), clock.end_of_day(dt.date(2027, 2, 26)))
    new = proposal(old, at(later, 10), now=at(dt.date(2027, 1, 15), 8))
    assert (new.ends_at, new.doors_open_at) == (at(later, 16), at(later, 9))
    # Friday 26 February + 29 days is Easter Saturday 27 March; Good Friday is no working day either.
    assert new.closes_at == clock.end_of_day(dt.date(2027, 3, 25))
    assert new.opens_at == at(dt.date(2027, 3, 2), 8)


def test_an_opening_that_has_passed_stays_and_other_clock_times_follow_the_start() -> None:
    day = dt.date(2027, 5, 10)
    old = Times(at(day, 10), at(day, 16), None, at(dt.date(2027, 3, 1), 8), None)
    new = proposal(old, at(day, 13), now=at(dt.date(2027, 4, 1), 8))
    assert (new.ends_at, new.opens_at, new.closes_at) == (at(day, 19), old.opens_at, None)
    shift = dt.timedelta(hours=3)
    assert moved_line(Line(None, dt.time(10), dt.time(11)), days=0, shift=shift) == Line(None, dt.time(13), dt.time(14))
    late = Line(day, dt.time(22), dt.time(23))
    assert moved_line(late, days=1, shift=shift) == Line(day + dt.timedelta(days=1), dt.time(22), dt.time(23))


def test_her_page_says_that_the_day_is_cancelled_and_offers_no_registering_again() -> None:
    event = EventFactory(is_public=True)
    placed = RegistrationFactory(event=event)
    cancel(event)
    text = Client().get(links.path(placed)).content.decode()
    assert ("Dagen är inställd" in text, REASON in text, "Anmäl dig igen" in text) == (True, True, False)


def test_after_a_move_her_page_and_the_cancelling_say_that_it_is_free_but_not_to_who_came_later() -> None:
    event = EventFactory(is_public=True)
    FeeFactory(event=event)
    before = RegistrationFactory(event=event)
    move(event)
    event.refresh_from_db()
    after = RegistrationFactory(event=event)
    told = "kostnadsfritt till och med"
    found = [
        told in Client().get(links.path(one, name)).content.decode() for one in (before, after) for name in ("mine", "cancel")
    ]
    assert found == [True, True, False, False]


def test_a_day_held_both_ways_keeps_the_link_while_somebody_takes_part_online() -> None:
    event = EventFactory(hybrid=True)
    RegistrationFactory(event=event, way=Way.ONLINE)
    with pytest.raises(MoveRefused) as refused:
        move(event, move_of(event, days=0, attendance=Attendance.ON_SITE))
    assert list(refused.value.faults) == ["attendance"]


def test_a_day_held_online_that_gets_a_room_offers_it_to_those_who_wait() -> None:
    event = EventFactory(online=True, capacity=1)
    placed = RegistrationFactory(event=event, way=Way.ONLINE)
    waiting = RegistrationFactory(event=event, way=Way.ONLINE, waiting=True)
    move(event, move_of(event, days=0, attendance=Attendance.BOTH, venue=VenueFactory().pk))
    placed.refresh_from_db()
    waiting.refresh_from_db()
    assert (placed.state, placed.way) == (State.CONFIRMED, Way.ONLINE)
    assert (waiting.state, waiting.way) == (State.OFFERED, Way.ON_SITE)


def test_a_day_that_becomes_online_only_lets_nobody_wait_for_the_room() -> None:
    event = EventFactory(hybrid=True, capacity=1)
    mine = RegistrationFactory(event=event, way=Way.ONLINE, on_site_wish=OnSiteWish.WAITING, queue_number=1)
    move(event, move_of(event, days=0, attendance=Attendance.ONLINE, venue=None))
    mine.refresh_from_db()
    assert (mine.state, mine.on_site_wish) == (State.CONFIRMED, "")


def test_early_prices_codes_and_other_last_days_go_along_but_what_has_passed_stays() -> None:
    day = days_from_now(40)
    event = EventFactory(day=day, names_due_on=days_from_now(20), substitutes_close_on=days_from_now(-1))
    fee = FeeFactory(event=event, early_amount=100, early_until=days_from_now(10))
    names = {one.name: one for one in last_days(event, now=clock.now())}
    assert set(names) == {"names_due_on", f"fee-{fee.pk}"}
    later = dt.timedelta(days=14)
    move(event, move_of(event, last_days={name: one.day + later for name, one in names.items()}))
    event.refresh_from_db()
    fee.refresh_from_db()
    assert (event.names_due_on, fee.early_until) == (days_from_now(34), days_from_now(24))
    assert event.substitutes_close_on == days_from_now(-1)


def test_a_day_held_both_ways_that_turns_online_has_room_for_all_and_no_line_to_the_room() -> None:
    event = EventFactory(hybrid=True, capacity=10, online_capacity=20)
    wishing = RegistrationFactory(event=event, way="online", on_site_wish="waiting", queue_number=1)
    move(event, move_of(event, days=0, attendance=Attendance.ONLINE, venue=None))
    event.refresh_from_db()
    wishing.refresh_from_db()
    assert (event.capacity, wishing.on_site_wish, wishing.state) == (30, "", State.CONFIRMED)


def test_one_who_has_applied_is_told_that_her_application_stands_or_ends() -> None:
    event = EventFactory(needs_approval=True)
    applied = RegistrationFactory(event=event, state=State.APPLIED)
    move(event)
    cancel(event)
    said = [" ".join(letters(kind)[applied.pk].text.split()) for kind in (emails.DAY_MOVED, emails.DAY_CANCELLED)]
    assert "Din ansökan gäller fortfarande." in said[0]
    assert "Din ansökan upphör med det." in said[1]
