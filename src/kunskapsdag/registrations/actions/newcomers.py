"""Whether a newcomer gets a place or a position in the line."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import queries, rules
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import OnSiteWish, Reason, State, Way
from kunskapsdag.registrations.errors import (
    DayIsFull,
    GroupNeverFits,
    NotRoomForAll,
    OnlineIsFull,
    RefusedByRule,
    WaitingListClosed,
)
from kunskapsdag.registrations.queries import line
from kunskapsdag.registrations.rules import PersonDetails, fairness, fairness_words
from kunskapsdag.registrations.rules.fairness import Person, Verdict


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Where a newcomer stands: her state, her way of taking part, and how many were in the line before."""

    state: State
    waiting: int
    way: Way = Way.ON_SITE
    on_site_wish: str = ""
    # The rule that gave her a place at once, where it wasn't room alone.
    rule: fairness.Rule | None = None

    @property
    def is_in_line(self) -> bool:
        """Return whether she gets a queue number."""
        return self.state == State.WAITING or bool(self.on_site_wish)


def standing_of_newcomer(event: Event, person: PersonDetails, *, now: dt.datetime, applies: bool = False) -> Newcomer:
    """Return where a newcomer stands, by the way she has chosen; the event must be locked.

    ``applies``: the day's organiser decides later, and nobody takes a place before that.

    :raises DayIsFull: no place, and no waiting list or none that is still offered places.
    :raises OnlineIsFull: nobody more can take part online.
    :raises RefusedByRule: a rule says no, and she cannot wait for it to lapse.
    """
    if applies:
        return Newcomer(State.APPLIED, 0, way=_way_applied_for(event, person))
    if event.attendance != Attendance.BOTH:
        way = Way.ONLINE if event.attendance == Attendance.ONLINE else Way.ON_SITE
        state, waiting, rule = _looked_at(event, person, now=now)
        return Newcomer(state, waiting, way=way, rule=rule)
    if person.way != Way.ONLINE:
        state, waiting, rule = _looked_at(event, person, now=now)
        return Newcomer(state, waiting, rule=rule)
    return _online(event, person, now=now)


def _way_applied_for(event: Event, person: PersonDetails) -> Way:
    if event.attendance == Attendance.BOTH:
        return Way.ONLINE if person.way == Way.ONLINE and not person.wants_on_site else Way.ON_SITE
    return Way.ONLINE if event.attendance == Attendance.ONLINE else Way.ON_SITE


def _online(event: Event, person: PersonDetails, *, now: dt.datetime) -> Newcomer:
    """Give her a place online; who would rather come gets one on site where there is room, else a number in the line too."""
    places = queries.places(event, now=now)
    if not person.wants_on_site:
        rules.require_online_room(places.online_capacity, taken=places.online)
        return Newcomer(State.CONFIRMED, places.waiting, way=Way.ONLINE)
    try:
        state, waiting = state_for_newcomer(event, person, now=now)
    except DayIsFull:
        rules.require_online_room(places.online_capacity, taken=places.online)
        return Newcomer(State.CONFIRMED, places.waiting, way=Way.ONLINE)
    if state == State.CONFIRMED or not places.has_online_room:
        return Newcomer(state, waiting)
    return Newcomer(State.CONFIRMED, waiting, way=Way.ONLINE, on_site_wish=OnSiteWish.WAITING)


def state_for_newcomer(event: Event, person: PersonDetails, *, now: dt.datetime) -> tuple[State, int]:
    """Return where a newcomer stands, and how many waited before; the event must be locked.

    :raises DayIsFull: no place, and no waiting list or none that is still offered places.
    :raises RefusedByRule: a rule says no, and she cannot wait for it to lapse.
    """
    return _looked_at(event, person, now=now)[:2]


def _looked_at(event: Event, person: PersonDetails, *, now: dt.datetime) -> tuple[State, int, fairness.Rule | None]:
    """Do the same, and tell which rule gave the place."""
    places = queries.places(event, now=now)
    is_full = places.capacity is not None and places.taken >= places.capacity
    if is_full or not (places.has_rules or (places.waiting and places.is_offering)):
        state = rules.state_for_newcomer(
            capacity=places.capacity,
            taken=places.taken,
            waiting=places.waiting,
            has_waiting_list=event.has_waiting_list,
            is_offering=places.is_offering,
        )
        return state, places.waiting, None
    return _under_rules(event, person, places, now=now)


def _under_rules(
    event: Event, person: PersonDetails, places: queries.Places, *, now: dt.datetime
) -> tuple[State, int, fairness.Rule | None]:
    """Look at the newcomer as the last in line. What waits waits because of a rule, once a lapsed one has let in its own."""
    found = line.rules_of(event)
    is_stale = not found or fairness.has_lapsed_between(found, line.decided_at(event), now)
    if is_stale and offer_in_line(event, now=now):
        places = queries.places(event, now=now)
    newcomer = line.person_of(
        organisation_id=person.organisation_id, organisation_name=person.organisation_name, category=person.category
    )
    verdict = _verdict(event, newcomer, found, now=now)
    if verdict.gets_place:
        return State.CONFIRMED, places.waiting, verdict.rule
    if event.has_waiting_list and places.is_offering:
        return State.WAITING, places.waiting, None
    if verdict.rule is not None:
        raise RefusedByRule(fairness_words.why(verdict))
    raise DayIsFull if not event.has_waiting_list else WaitingListClosed


def _verdict(event: Event, newcomer: Person, found: list[fairness.Rule], *, now: dt.datetime) -> Verdict:
    room = line.room(event, found, now=now)
    if room.together is None:
        return room.verdict(newcomer)
    # A group that waits may stand before her: only the whole line can tell.
    return fairness.decide(room, [*line.waiting(event), newcomer])[-1]


@dataclass(frozen=True, slots=True)
class Decided:
    """Where each of several newcomers stands, None for who finds neither place nor list, and how many waited before.

    ``placed_by``: the rule that gave each her place at once, None where it was room alone.
    """

    states: list[State | None]
    waiting_before: int
    placed_by: list[fairness.Rule | None]
    ways: list[Way]


def apply_many(event: Event, people: Sequence[PersonDetails]) -> Decided:
    """Return that all of them have applied, each in her way: the day's organiser decides later."""
    number = len(people)
    return Decided([State.APPLIED] * number, 0, [None] * number, [_way_applied_for(event, person) for person in people])


def decide_many(
    event: Event,
    people: Sequence[PersonDetails],
    *,
    together: bool,
    must_have_place: bool,
    past_line: bool,
    now: dt.datetime,
) -> Decided:
    """Look at several newcomers as the last in line, in their order or as one group; the event must be locked.

    On a day held both ways that is said of those on site; who takes part online gets her place as long as there are any.
    ``past_line``: room was made for just them, so that nobody who waits is asked before.

    :raises DayIsFull: nobody gets a place, or not all where it is all or none, and there is no list to wait in.
    :raises OnlineIsFull: the same of those who take part online.
    :raises GroupNeverFits: all or none, and more than the day can ever take.
    :raises NotRoomForAll: not all get a place, and they must.
    """
    places = _counted(event, past_line=past_line, now=now)
    ways = [_way_applied_for(event, person) for person in people]
    is_online = [event.attendance == Attendance.BOTH and way == Way.ONLINE for way in ways]
    seats = _online_seats(places, sum(is_online), must_have_all=together or must_have_place, are_others=not all(is_online))
    on_site = [person for person, online in zip(people, is_online, strict=True) if not online]
    verdicts = _verdicts(event, on_site, places, together=together, past_line=past_line, now=now)
    _require_places(
        event,
        verdicts,
        together=together,
        must_have_place=must_have_place,
        is_offering=places.is_offering,
        are_others=bool(seats),
    )
    may_wait = event.has_waiting_list and places.is_offering
    states: list[State | None] = []
    placed_by: list[fairness.Rule | None] = []
    decided_on_site = iter(verdicts)
    for online in is_online:
        verdict = None if online else next(decided_on_site)
        if verdict is None:
            states.append(State.CONFIRMED if seats > 0 else None)
            seats -= 1
        else:
            states.append(State.CONFIRMED if verdict.gets_place else State.WAITING if may_wait else None)
        placed_by.append(verdict.rule if verdict is not None and verdict.gets_place else None)
    return Decided(states, places.waiting, placed_by, ways)


def _verdicts(
    event: Event, people: Sequence[PersonDetails], places: queries.Places, *, together: bool, past_line: bool, now: dt.datetime
) -> list[Verdict]:
    """Return what is said of each newcomer on site."""
    found = line.rules_of(event)
    room = line.room(event, found, now=now) if found else fairness.Room.counted(event.capacity, places.taken)
    # Numbers of groups begin at 1: this one is nobody else's.
    newcomers = line.people_of(people, group=0 if together else None)
    if together and len(newcomers) > 1:
        _require_could_fit(event, found, newcomers)
    stand_before = line.waiting(event) if room.together is not None and not past_line else []
    decided = {verdict.key: verdict for verdict in fairness.decide(room, [*stand_before, *newcomers])}
    return [decided[one.key] for one in newcomers]


def _counted(event: Event, *, past_line: bool, now: dt.datetime) -> queries.Places:
    """Return the places, after those in the line have been asked whom a rule that has lapsed since lets in."""
    places = queries.places(event, now=now)
    has_line = bool(places.waiting) and places.is_offering
    if past_line or not (has_line or places.has_rules):
        return places
    found = line.rules_of(event)
    if not found or fairness.has_lapsed_between(found, line.decided_at(event), now):
        offer_in_line(event, now=now)
        places = queries.places(event, now=now)
    return places


def _online_seats(places: queries.Places, wanted: int, *, must_have_all: bool, are_others: bool) -> int:
    """Return how many of those who want to take part online can."""
    left = wanted if places.online_left is None else min(wanted, places.online_left)
    if left < wanted and (must_have_all or not (left or are_others)):
        raise OnlineIsFull
    return left


def _require_could_fit(event: Event, found: list[fairness.Rule], members: Sequence[Person]) -> None:
    """Refuse a group that neither an empty day nor the last lapsed rule would let in."""
    to_the_end = [rule for rule in found if rule.until >= event.starts_at]
    room = fairness.Room(event.capacity, to_the_end, [])
    if not fairness.could_ever_fit(room, members):
        reasons = (fairness.Room(event.capacity, [rule], []) for rule in to_the_end)
        hinders = next((one for one in reasons if not fairness.could_ever_fit(one, members)), None)
        rule = next(iter([*hinders.caps, *hinders.counties, *hinders.quotas]), None) if hinders else None
        raise GroupNeverFits(len(members), fairness_words.sentence(rule) if rule else "")


def _require_places(
    event: Event,
    verdicts: Sequence[Verdict],
    *,
    together: bool,
    must_have_place: bool,
    is_offering: bool,
    are_others: bool,
) -> None:
    """``are_others``: somebody takes part online whatever becomes of these."""
    without = [verdict for verdict in verdicts if not verdict.gets_place]
    if not without:
        return
    if must_have_place:
        why = fairness_words.why(without[0])
        may_be_raised = all(one.reason in (Reason.FULL, Reason.RESERVED) for one in without)
        raise NotRoomForAll(len(verdicts) - len(without), why, may_be_raised=may_be_raised)
    if event.has_waiting_list and is_offering:
        return
    if together or (len(without) == len(verdicts) and not are_others):
        if without[0].rule is not None:
            raise RefusedByRule(fairness_words.why(without[0]))
        raise DayIsFull if not event.has_waiting_list else WaitingListClosed
