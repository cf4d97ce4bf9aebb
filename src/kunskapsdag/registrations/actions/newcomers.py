"""Whether a newcomer gets a place or a position in the line."""

import datetime as dt

from kunskapsdag.events.models import Event
from kunskapsdag.registrations import queries, rules
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.errors import DayIsFull, RefusedByRule, WaitingListClosed
from kunskapsdag.registrations.queries import line
from kunskapsdag.registrations.rules import PersonDetails, fairness, fairness_words
from kunskapsdag.registrations.rules.fairness import Person, Verdict


def state_for_newcomer(event: Event, person: PersonDetails, *, now: dt.datetime) -> tuple[State, int]:
    """Return where a newcomer stands, and how many waited before; the event must be locked.

    :raises DayIsFull: no place, and no waiting list or none that is still offered places.
    :raises RefusedByRule: a rule says no, and she cannot wait for it to lapse.
    """
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
        return state, places.waiting
    return _under_rules(event, person, now=now)


def _under_rules(event: Event, person: PersonDetails, *, now: dt.datetime) -> tuple[State, int]:
    """Look at the newcomer as the last in line. What waits waits because of a rule, once a lapsed one has let in its own."""
    found = line.rules_of(event)
    if not found or fairness.has_lapsed_between(found, line.decided_at(event), now):
        offer_in_line(event, now=now)
    places = queries.places(event, now=now)
    newcomer = line.person_of(
        organisation_id=person.organisation_id, organisation_name=person.organisation_name, category=person.category
    )
    verdict = _verdict(event, newcomer, found, now=now)
    if verdict.gets_place:
        return State.CONFIRMED, places.waiting
    if event.has_waiting_list and places.is_offering:
        return State.WAITING, places.waiting
    if verdict.rule is not None:
        raise RefusedByRule(fairness_words.why(verdict))
    raise DayIsFull if not event.has_waiting_list else WaitingListClosed


def _verdict(event: Event, newcomer: Person, found: list[fairness.Rule], *, now: dt.datetime) -> Verdict:
    room = line.room(event, found, now=now)
    if room.together is None:
        return room.verdict(newcomer)
    # A group that waits may stand before her: only the whole line can tell.
    return fairness.decide(room, [*line.waiting(event), newcomer])[-1]
