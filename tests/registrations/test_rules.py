"""Who gets a place: rules without a database."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Status
from kunskapsdag.registrations import links, rules
from kunskapsdag.registrations.enums import LIVING, MOVES, TAKES_PLACE, State
from kunskapsdag.registrations.errors import CapacityBelowTaken, DayIsFull, MoveNotAllowed, NotOpen, WaitingListClosed

START = dt.datetime(2027, 1, 5, 10, tzinfo=clock.SWEDEN)
counts = st.integers(min_value=0, max_value=400)


@given(capacity=st.one_of(st.none(), st.integers(1, 400)), taken=counts, waiting=counts)
def test_a_newcomer_gets_a_place_only_where_one_is_free_and_nobody_waits(capacity, taken, waiting):
    state = rules.state_for_newcomer(capacity=capacity, taken=taken, waiting=waiting, has_waiting_list=True, is_offering=True)
    has_room = capacity is None or (taken < capacity and waiting == 0)
    assert state == (State.CONFIRMED if has_room else State.WAITING)


def test_a_full_day_without_a_waiting_list_refuses():
    with pytest.raises(DayIsFull):
        rules.state_for_newcomer(capacity=3, taken=3, waiting=0, has_waiting_list=False, is_offering=True)


@given(capacity=st.integers(1, 400), taken=counts, waiting=counts, has_list=st.booleans())
def test_when_no_more_offers_are_made_a_free_place_is_anybodys_and_the_list_takes_nobody(capacity, taken, waiting, has_list):
    def ask():
        return rules.state_for_newcomer(
            capacity=capacity, taken=taken, waiting=waiting, has_waiting_list=has_list, is_offering=False
        )

    if taken < capacity:
        assert ask() == State.CONFIRMED
    else:
        with pytest.raises(DayIsFull) as caught:
            ask()
        assert type(caught.value) is (WaitingListClosed if has_list else DayIsFull)


@pytest.mark.parametrize(
    ("hours_left", "status", "offers"),
    [
        (2, Status.PLANNED, True),
        (1, Status.PLANNED, True),
        (0.99, Status.PLANNED, False),
        (0, Status.PLANNED, False),
        (-30, Status.PLANNED, False),
        (2, Status.MOVED, True),
        (2, Status.CANCELLED, False),
    ],
)
def test_those_who_wait_come_first_only_as_long_as_offers_are_made(hours_left, status, offers):
    is_offering = rules.may_offer(status=status, starts_at=START, now=START - dt.timedelta(hours=hours_left))
    assert (is_offering, rules.entitled(waiting=3, is_offering=is_offering)) == (offers, 3 if offers else 0)


@given(capacity=st.integers(1, 400), taken=counts, waiting=counts)
def test_offers_never_go_past_the_capacity_and_leave_no_place_free_while_anyone_waits(capacity, taken, waiting):
    offers = rules.offers_to_make(capacity=capacity, taken=taken, waiting=waiting)
    assert 0 <= offers <= waiting
    assert offers == 0 or taken + offers <= capacity
    assert offers == waiting or taken + offers >= capacity


def test_without_a_limit_everyone_who_waits_is_offered_a_place():
    assert rules.offers_to_make(capacity=None, taken=12, waiting=5) == 5


@pytest.mark.parametrize(
    ("days_left", "hours", "expected"),
    [
        # From a Sunday: two working days, and then when offices open.
        (30, 48, dt.timedelta(days=2, hours=22)),
        # From the day before New Year's Eve: half of what is left comes long before the two working days are over.
        (6, 48, dt.timedelta(days=3)),
        (2, 48, dt.timedelta(hours=24)),
        (0.25, 48, dt.timedelta(hours=3)),
    ],
)
def test_the_answer_time_is_the_days_own_but_at_most_half_of_what_is_left(days_left, hours, expected):
    now = START - dt.timedelta(days=days_left)
    assert rules.answer_by(now=now, offer_hours=hours, starts_at=START) - now == expected


@pytest.mark.parametrize(
    ("opens", "closes", "now", "status", "is_open"),
    [
        (-60, None, -1, Status.PLANNED, True),
        (-60, None, 0, Status.PLANNED, False),
        (-60, -10, -11, Status.PLANNED, True),
        (-60, -10, -10, Status.PLANNED, False),
        (-60, -10, -60, Status.PLANNED, True),
        (-60, -10, -61, Status.PLANNED, False),
        (None, None, -1, Status.PLANNED, False),
        (-60, None, -1, Status.CANCELLED, False),
        (-60, None, -1, Status.MOVED, True),
    ],
)
def test_registering_is_allowed_from_the_opening_to_the_last_moment(opens, closes, now, status, is_open):
    def at(days):
        return None if days is None else START + dt.timedelta(days=days)

    def ask():
        rules.require_open(status=status, opens_at=at(opens), closes_at=at(closes), starts_at=START, now=at(now))

    if is_open:
        assert ask() is None
    else:
        with pytest.raises(NotOpen):
            ask()


def test_the_capacity_cannot_go_below_what_is_taken():
    assert rules.require_capacity(5, taken=5) is None
    assert rules.require_capacity(None, taken=5) is None
    with pytest.raises(CapacityBelowTaken) as caught:
        rules.require_capacity(4, taken=5)
    assert caught.value.taken == 5


def test_only_a_living_registration_holds_a_place_and_a_cancelled_one_goes_nowhere():
    assert set(TAKES_PLACE) < set(LIVING)
    assert MOVES[State.CANCELLED] == frozenset()
    assert set(MOVES) == set(State)
    with pytest.raises(MoveNotAllowed):
        rules.require_move(State.CANCELLED, State.CONFIRMED)


@pytest.mark.parametrize("written", ["Anna.Berg@Falkoping.SE", " anna.berg@falkoping.se ", "ANNA.BERG@FALKOPING.SE"])
def test_an_address_is_the_same_however_its_letters_are_written(written):
    assert rules.email_key(written) == "anna.berg@falkoping.se"


@given(st.uuids(), st.integers(1, 60_000))
def test_a_link_can_be_read_back(public_id, version):
    assert links.read(links.make(public_id, version)) == links.Link(public_id, version)


@given(public_id=st.uuids(), place=st.integers(0, 47), letter=st.characters(codec="ascii"))
def test_a_link_with_one_character_changed_is_no_link(public_id, place, letter):
    token = links.make(public_id, 7)
    place %= len(token)
    forged = token[:place] + letter + token[place + 1 :]
    # The last character of 22 carries unused bits; the signature is compared as text, so none of them is free.
    assert forged == token or links.read(forged) is None


@pytest.mark.parametrize("text", ["", ".", "a.1.b", "x" * 5000, "å" * 22 + ".1." + "b" * 22, "../../etc", "\n"])
def test_nonsense_is_no_link(text):
    assert links.read(text) is None


def test_another_version_needs_another_signature(settings):
    import uuid

    one = uuid.UUID(int=1)
    body, _dot, _signature = links.make(one, 1).rpartition(".")
    assert links.read(f"{body[:-1]}2.{links.make(one, 1)[-22:]}") is None
