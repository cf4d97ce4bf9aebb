"""Who gets a place, and who is offered one. Pure functions on plain values; docs/rules/registrations.md says why."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kunskapsdag.core import workdays
from kunskapsdag.events.enums import Status
from kunskapsdag.events.rules import is_registration_time, places_left
from kunskapsdag.registrations.enums import LIVING, MOVES, TAKES_PLACE, Obstacle, State, Way
from kunskapsdag.registrations.errors import (
    CapacityBelowTaken,
    DayIsFull,
    MoveNotAllowed,
    NeedsErased,
    NotOpen,
    OnlineIsFull,
    WaitingListClosed,
)

# Anybody can make these mails go: not more often than anyone can want, and not all day long.
DUPLICATE_MAIL_PAUSE = dt.timedelta(minutes=15)
MOST_REPEATED_A_DAY = 4
A_DAY = dt.timedelta(days=1)
# An offer that nobody can have seen in time only burns the queue.
LEAST_ANSWER_TIME = dt.timedelta(minutes=30)
# Health data may be kept only while it is needed (GDPR art. 5.1 e and 9): the kitchen may ask once more, then it goes.
NEEDS_ARE_KEPT = dt.timedelta(days=7)
# As long as the office may have to answer whether a mail went out.
MAILS_TO_OTHERS_ARE_KEPT = dt.timedelta(days=30)

# Why the rules say no, where the organiser has said nothing.
NO_PLACE_LEFT = _("More have applied than there are places.")
NEVER_DECIDED = _("The organiser had not decided when the day began. We are sorry for that.")


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What a person says about herself when she registers; texts are already cleaned by the form."""

    name: str
    email: str
    organisation_name: str
    category: str
    organisation_id: int | None = None
    role: str = ""
    on_participant_list: bool = False
    invoice_reference: str = ""
    food: str = ""
    access: str = ""
    # Only for a day that is held both on site and online; ``wants_on_site``: online, and in line for a place on site.
    way: str = Way.ON_SITE
    wants_on_site: bool = False

    @property
    def email_key(self) -> str:
        """Return the address in the form that is compared."""
        return email_key(self.email)


def may_repeat(rest: dt.timedelta, today: int) -> bool:
    """Return whether a mail may go once more, ``rest`` after the last one, when so many have gone within a day."""
    return rest >= DUPLICATE_MAIL_PAUSE and today < MOST_REPEATED_A_DAY


def email_key(email: str) -> str:
    """Return the address in the form that is compared: without outer spaces, letter case ignored."""
    return email.strip().casefold()


def require_open(
    *, status: str, opens_at: dt.datetime | None, closes_at: dt.datetime | None, starts_at: dt.datetime, now: dt.datetime
) -> None:
    """Raise ``NotOpen`` unless anyone may register at this moment."""
    if status == Status.CANCELLED or not is_registration_time(opens_at, closes_at, starts_at, now):
        raise NotOpen


def obstacle(
    *,
    status: str,
    opens_at: dt.datetime | None,
    closes_at: dt.datetime | None,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
    is_full: bool,
    is_by_invitation: bool,
    now: dt.datetime,
) -> Obstacle | None:
    """Return why nobody can register for a day together with others; None where one can get a place or stand in line."""
    reasons = {
        Obstacle.CANCELLED: status == Status.CANCELLED,
        Obstacle.OVER: now >= ends_at,
        Obstacle.INVITED: is_by_invitation,
        Obstacle.NOT_YET: opens_at is None or now < opens_at,
        Obstacle.CLOSED: not is_registration_time(opens_at, closes_at, starts_at, now),
        Obstacle.FULL: is_full,
    }
    return next((reason for reason, holds in reasons.items() if holds), None)


def entitled(*, waiting: int, is_offering: bool) -> int:
    """Return how many in the waiting list come before a newcomer: all, but nobody once no more offers are made."""
    return waiting if is_offering else 0


def state_for_newcomer(*, capacity: int | None, taken: int, waiting: int, has_waiting_list: bool, is_offering: bool) -> State:
    """Return ``CONFIRMED`` where there is room and nobody comes first, else ``WAITING``.

    :raises DayIsFull: there is no waiting list.
    :raises WaitingListClosed: there is one, but nobody in it will be offered a place any more.
    """
    if places_left(capacity, taken, entitled(waiting=waiting, is_offering=is_offering)) != 0:
        return State.CONFIRMED
    if not has_waiting_list:
        raise DayIsFull
    if not is_offering:
        raise WaitingListClosed
    return State.WAITING


def online_left(capacity: int | None, taken: int) -> int | None:
    """Return how many more can take part online; None without a limit."""
    return None if capacity is None else max(0, capacity - taken)


def require_online_room(capacity: int | None, *, taken: int) -> None:
    """Raise ``OnlineIsFull`` where nobody more can take part online. There is no line for that: the line is for the room."""
    if online_left(capacity, taken) == 0:
        raise OnlineIsFull


def offers_to_make(*, capacity: int | None, taken: int, waiting: int) -> int:
    """Return how many in the waiting list can be offered a place now."""
    return waiting if capacity is None else max(0, min(waiting, capacity - taken))


def may_offer(*, status: str, starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Return whether places are still offered: not for a cancelled day, and not so late that nobody could answer."""
    return status != Status.CANCELLED and now + 2 * LEAST_ANSWER_TIME <= starts_at


def may_accept(*, status: str, starts_at: dt.datetime, now: dt.datetime) -> bool:
    """Return whether an offer that has been made still holds: not for a cancelled day, and not once it has started."""
    return status != Status.CANCELLED and now < starts_at


def answer_by(*, now: dt.datetime, offer_hours: int, starts_at: dt.datetime) -> dt.datetime:
    """Return the last answer time: the day's hours, counted on working days, but at most half of the time until it starts."""
    return min(workdays.after_hours(now, offer_hours), now + (starts_at - now) / 2).replace(microsecond=0)


def require_move(old: str, new: State) -> None:
    """Raise ``MoveNotAllowed`` unless the table of moves has it."""
    if new not in MOVES[State(old)]:
        raise MoveNotAllowed


def require_capacity(capacity: int | None, *, taken: int) -> None:
    """Raise ``CapacityBelowTaken`` when fewer places than are taken would be left."""
    if capacity is not None and capacity < taken:
        raise CapacityBelowTaken(taken)


def keeps_needs(*, ends_at: dt.datetime, now: dt.datetime) -> bool:
    """Return whether food and access needs are still kept."""
    return now <= ends_at + NEEDS_ARE_KEPT


def require_needs_kept(*, ends_at: dt.datetime, now: dt.datetime) -> None:
    """Raise ``NeedsErased`` once needs are no longer kept: what is written then would only lie there."""
    if not keeps_needs(ends_at=ends_at, now=now):
        raise NeedsErased


def is_living(state: str) -> bool:
    """Return whether a registration in this state has or waits for a place."""
    return state in LIVING


def may_be_handed_on(state: str) -> bool:
    """Return whether somebody else can take over: a place, an offer or a position in line, but no application."""
    return state in (*TAKES_PLACE, State.WAITING)
