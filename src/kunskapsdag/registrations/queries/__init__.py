"""What a screen may ask about registrations. Every question is bounded, and lists are asked once for all their rows."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Q

from kunskapsdag.core import clock, rows
from kunskapsdag.events import rules as event_rules
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event, Venue
from kunskapsdag.events.rules import places_left
from kunskapsdag.registrations import rules
from kunskapsdag.registrations.enums import LIVING, TAKES_PLACE, OfferState, OnSiteWish, State, Way
from kunskapsdag.registrations.links import Link
from kunskapsdag.registrations.models import Needs, PlaceOffer, Registration, RegistrationMessage
from kunskapsdag.registrations.queries import line
from kunskapsdag.registrations.rules import fairness, fairness_words


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one event at one moment; ``capacity`` None means no limit.

    For a day both on site and online the numbers are those on site; ``online`` tells of the others.
    """

    capacity: int | None
    confirmed: int = 0
    offered: int = 0
    waiting: int = 0
    # Those who have applied on a day with approval and have no answer yet; they hold no place.
    applied: int = 0
    # Whether free places are still offered to those who wait.
    is_offering: bool = True
    # Whether the day has a free place and rules for it, and how many are then free for anybody.
    has_rules: bool = False
    common: int | None = None
    # How many of those who wait belong to groups that the free places do not suffice for.
    in_groups: int = 0
    is_both: bool = False
    online: int = 0
    online_capacity: int | None = None

    @property
    def attending(self) -> int:
        """Return how many have a place of either kind."""
        return self.confirmed + self.online

    @property
    def online_left(self) -> int | None:
        """Return how many more can take part online; None without a limit."""
        return rules.online_left(self.online_capacity, self.online)

    @property
    def has_online_room(self) -> bool:
        """Return whether one more can take part online, on a day that is also held on site."""
        return self.is_both and self.online_left != 0

    @property
    def taken(self) -> int:
        """Return how many places are confirmed or offered."""
        return self.confirmed + self.offered

    @property
    def left(self) -> int | None:
        """Return how many a newcomer can get: none while anyone waits who comes first, None without a limit.

        Under rules those who wait do so because of them, so what counts is what is not kept for others.
        """
        if self.has_rules:
            return self.common
        return places_left(self.capacity, self.taken, self.entitled)

    @property
    def entitled(self) -> int:
        """Return how many in the waiting list come before a newcomer: not a group that waits for more places than are free."""
        return rules.entitled(waiting=self.waiting - self.in_groups, is_offering=self.is_offering)


def places(event: Event, *, now: dt.datetime) -> Places:
    """Return the places of one event."""
    return places_for([event], now=now)[event.pk]


def places_for(events: Iterable[Event], *, now: dt.datetime) -> dict[int, Places]:
    """Return the places of several events by their id: two questions, one more each for rules and for a group that waits."""
    by_id = {event.pk: event for event in events}
    counts: dict[int, dict[str, int]] = {pk: {} for pk in by_id}
    both = [pk for pk, event in by_id.items() if event.attendance == Attendance.BOTH]
    for event_id, what, count in (*_counted([pk for pk in by_id if pk not in both]), *_counted_both(both)):
        counts[event_id][what] = counts[event_id].get(what, 0) + count
    # A day without a free place has none under any rule either: in a rush most are told so, and none of them asks the rules.
    rooms = line.rooms([event for pk, event in by_id.items() if not _is_full(event, counts[pk])], now=now)
    in_groups = _in_groups(by_id, counts, rooms)
    return {
        pk: Places(
            capacity=event.capacity,
            confirmed=counts[pk].get(State.CONFIRMED, 0),
            offered=counts[pk].get(State.OFFERED, 0),
            waiting=counts[pk].get(State.WAITING, 0),
            applied=counts[pk].get(State.APPLIED, 0),
            is_offering=rules.may_offer(status=event.status, starts_at=event.starts_at, now=now),
            has_rules=pk in rooms,
            common=rooms[pk].common if pk in rooms else None,
            in_groups=in_groups.get(pk, 0),
            is_both=event.attendance == Attendance.BOTH,
            online=counts[pk].get(Way.ONLINE, 0),
            online_capacity=event.online_capacity,
        )
        for pk, event in by_id.items()
    }


def _is_full(event: Event, counts: dict[str, int]) -> bool:
    return event.capacity is not None and sum(counts.get(state, 0) for state in TAKES_PLACE) >= event.capacity


def _in_groups(by_id: dict[int, Event], counts: dict[int, dict[str, int]], rooms: dict[int, fairness.Room]) -> dict[int, int]:
    """Return how many wait in groups, asked only where places are free while someone waits: nobody else would wait then."""
    odd = [
        pk
        for pk, count in counts.items()
        if count.get(State.WAITING) and pk not in rooms and by_id[pk].capacity is not None and not _is_full(by_id[pk], count)
    ]
    return line.groups_wait(odd) if odd else {}


def _counted(event_ids: list[int]) -> list[tuple[int, str, int]]:
    """Count the living by event and state.

    Written as SQL: it is asked under the lock by everybody who registers, and putting it together from parts took longer than
    the database needs to answer it.
    """
    if not event_ids:
        return []
    marks = ", ".join(["%s"] * len(event_ids))
    states = ", ".join(["%s"] * len(LIVING))
    table = connection.ops.quote_name(Registration._meta.db_table)  # noqa: SLF001  (Django's documented API)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT event_id, state, COUNT(*) FROM {table} "  # noqa: S608  (a table's name and marks; values are passed apart)
            f"WHERE event_id IN ({marks}) AND state IN ({states}) GROUP BY event_id, state",
            [*event_ids, *(str(state) for state in LIVING)],
        )
        rows: list[tuple[int, str, int]] = cursor.fetchall()
    return rows


def _counted_both(event_ids: list[int]) -> list[tuple[int, str, int]]:
    """Count the same for days both on site and online: the states of those on site, and ``Way.ONLINE``.

    Who takes part online and has been offered a place on site holds one of each.
    """
    if not event_ids:
        return []
    found = (
        Registration.objects.filter(event__in=event_ids)
        .living()
        .order_by()
        .values_list("event_id", "state", "way", "on_site_wish")
        .annotate(Count("pk"))
    )
    counted: list[tuple[int, str, int]] = []
    for event_id, state, way, wish, count in found:
        is_online = state == State.CONFIRMED and way == Way.ONLINE
        counted.append((event_id, Way.ONLINE if is_online else state, count))
        if wish:
            counted.append((event_id, State.OFFERED if wish == OnSiteWish.OFFERED else State.WAITING, count))
    return counted


def rules_in_words(event: Event, *, now: dt.datetime) -> list[str]:
    """Return the rules for the places that hold now, as sentences; none for most days."""
    return fairness_words.sentences(fairness.holding(line.rules_of(event), now))


def why_waiting(registration: Registration, *, now: dt.datetime) -> str:
    """Return why she waits, as a sentence; empty on a day without rules, where her position says it all."""
    if not registration.is_in_line:
        return ""
    verdict = line.verdict_of(registration, now=now)
    return fairness_words.why(verdict) if verdict is not None and not verdict.gets_place else ""


def queue_position(registration: Registration) -> int | None:
    """Return her place in the waiting list, 1 for the first in line; None when she doesn't wait."""
    if not registration.is_in_line or registration.queue_number is None:
        return None
    before = rows.count(
        Registration,
        "event_id = %s AND state = %s AND queue_number < %s",
        [registration.event_id, str(State.WAITING), registration.queue_number],
    )
    if registration.event.attendance == Attendance.BOTH:
        before += rows.count(
            Registration,
            "event_id = %s AND on_site_wish = %s AND queue_number < %s",
            [registration.event_id, str(OnSiteWish.WAITING), registration.queue_number],
        )
    return before + 1


def positions(event_id: int) -> dict[int | None, int]:
    """Return the place in line of everybody who waits, by queue number; one question."""
    line = Registration.objects.waiting().filter(event_id=event_id).values_list("queue_number", flat=True)
    return {number: place for place, number in enumerate(line, 1)}


def promised_free(registration: Registration, *, now: dt.datetime) -> event_rules.Promise | None:
    """Return the promise by which she may give back her place free of charge now: the day was moved after she registered."""
    kept = registration.event.free_cancellations
    if not kept:
        return None
    ways = [Way.ONLINE if registration.takes_part_online else Way.ON_SITE]
    return event_rules.promised(
        [event_rules.Promise.read(one) for one in kept],
        registered_at=registration.created_at,
        ways=[*ways, Way.ON_SITE] if registration.on_site_wish else ways,
        today=clock.swedish(now).date(),
    )


def cancels_free(registration: Registration, *, now: dt.datetime) -> bool:
    """Return whether she may give back her place free of charge now."""
    return promised_free(registration, now=now) is not None


def open_offer(registration: Registration) -> PlaceOffer | None:
    """Return the offer she may answer now."""
    return registration.offers.filter(state=OfferState.OPEN).first()


def by_link(link: Link) -> Registration | None:
    """Return the registration that a link speaks of, whatever the link's version, with its day and the day's venue."""
    found = rows.load(Registration, "public_id = %s", [link.public_id])
    if not found:
        return None
    registration = found[0]
    event = rows.load(Event, "id = %s", [registration.event_id])[0]
    if event.venue_id is not None:
        event.venue = rows.load(Venue, "id = %s", [event.venue_id])[0]
    registration.event = event
    return registration


def needs_of(registration: Registration) -> Needs | None:
    """Return her needs, still sealed, or None where there are none."""
    return next(iter(rows.load(Needs, "registration_id = %s", [registration.pk])), None)


def same_person(*, event: Event, form_key: Any, email_key: str) -> list[Registration]:
    """Return what already stands for this form or this address: at most the form's own and one living."""
    marks = ", ".join(["%s"] * len(LIVING))
    return rows.load(
        Registration,
        f"event_id = %s AND email_key = %s AND (form_key = %s OR state IN ({marks}))",
        [event.pk, email_key, form_key, *(str(state) for state in LIVING)],
    )


def rested(registrations: Iterable[Registration], kind: str, *, now: dt.datetime) -> set[int]:
    """Return the ids of those to whom a mail that anybody can ask for may go once more; one question."""
    keys = {registration.pk for registration in registrations}
    if not keys:
        return set()
    today = RegistrationMessage.objects.filter(
        registration__in=keys, message__kind=kind, message__created_at__gt=now - rules.A_DAY
    ).order_by()
    found = today.values_list("registration_id").annotate(newest=Max("message__created_at"), number=Count("pk"))
    return keys - {key for key, newest, number in found if not rules.may_repeat(now - newest, number)}


def waiting_events(now: dt.datetime) -> list[int]:
    """Return the ids of coming events where someone waits."""
    return list(
        Registration.objects.filter(
            Q(state=State.WAITING) | Q(on_site_wish=OnSiteWish.WAITING, event__attendance=Attendance.BOTH),
            event__starts_at__gt=now,
        )
        .order_by()
        .values_list("event_id", flat=True)
        .distinct()
    )


def overdue_offers(now: dt.datetime, limit: int = 200) -> list[PlaceOffer]:
    """Return open offers that no longer hold, oldest first: not answered in time, or the day is cancelled or has started."""
    over = Q(answer_by__lte=now) | Q(registration__event__starts_at__lte=now)
    return list(
        PlaceOffer.objects.filter(over | Q(registration__event__status=Status.CANCELLED), state=OfferState.OPEN)
        .select_related("registration")
        .order_by("answer_by", "pk")[:limit]
    )


def taking(event: Event) -> int:
    """Return how many places are taken; ask only while the event's row is locked, or the answer is already old.

    On a day both on site and online: those on site.
    """
    return Registration.objects.filter(event_id=event.pk).filter(line.takes_place(event)).count()


def online(event: Event) -> int:
    """Return how many have chosen to take part online, on a day that is or was held both ways."""
    return Registration.objects.filter(event_id=event.pk, state__in=LIVING, way=Way.ONLINE).count()
