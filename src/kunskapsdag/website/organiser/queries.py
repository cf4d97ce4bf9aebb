"""What the day's overview asks; for several days at once, so that the first page of the admin costs no more."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from kunskapsdag.checkin import queries as checkin
from kunskapsdag.core import clock
from kunskapsdag.core.models import Stop
from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.models import CancellationStep, Fee
from kunskapsdag.fees.rules.sums import Total
from kunskapsdag.fees.rules.tables import PriceRow, price_rows
from kunskapsdag.invitations import queries as invitations
from kunskapsdag.mail.models import Message
from kunskapsdag.mailings.queries import untold_of
from kunskapsdag.orders.models import Order
from kunskapsdag.orders.queries import waiting_to_be_confirmed
from kunskapsdag.organisations import queries as organisations
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.programme.models import ProgrammeItem, Speaker
from kunskapsdag.registrations.actions import limited
from kunskapsdag.registrations.enums import TAKES_PLACE, Category, RuleKind, State
from kunskapsdag.registrations.models import Needs, PlaceOffer, Registration, RegistrationMessage
from kunskapsdag.registrations.queries import Places, charges, line, moving, places_for
from kunskapsdag.registrations.queries.charges import Due
from kunskapsdag.registrations.rules import fairness, fairness_words
from kunskapsdag.registrations.rules.moving import concerns_invited, concerns_orderers
from kunskapsdag.substitutes import queries as substitutes
from kunskapsdag.website.models import InvitationPage
from kunskapsdag.website.organiser.rules import Preparation

COMING_ON_FIRST_PAGE = 6
RECENTLY = dt.timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Standing:
    """One day as the organiser meets it: places, page, and what is known of its preparation."""

    event: Event
    places: Places
    page: InvitationPage | None
    undelivered: int
    preparation: Preparation


@dataclass(frozen=True, slots=True)
class Money:
    """What is owed for a day, from what was frozen when it was decided: what for, how many, and the sums by VAT rate."""

    lines: list[Due]
    total: Total
    prices: list[PriceRow]

    @property
    def amount(self) -> Amount:
        """Return all of it: the VAT is computed once for each rate, on the sum of the net lines."""
        return self.total.amount


@dataclass(frozen=True, slots=True)
class Kept:
    """A quota that holds now: for whom, how many of its places are filled, and its last day in words."""

    whom: str
    filled: int
    number: int
    last_day: str

    @property
    def share(self) -> int:
        """Return how much is filled, in hundredths."""
        return round(100 * min(self.filled, self.number) / self.number)


def standing(event: Event, now: dt.datetime) -> Standing:
    """Return one day."""
    return standings([event], now)[0]


def standings(events: Iterable[Event], now: dt.datetime) -> list[Standing]:
    """Return several days in the order given; eleven questions, one more about days that have been, and about terms."""
    events = list(events)
    keys = [event.pk for event in events]
    places = places_for(events, now=now)
    pages = {
        page.event_id: page
        for page in InvitationPage.objects.filter(event__in=keys).defer("body").select_related("latest_revision")
    }
    items = _counted(ProgrammeItem.objects.filter(event__in=keys))
    speakers = _counted(Speaker.objects.filter(event__in=keys))
    fees = _counted(Fee.objects.filter(event__in=keys))
    # Only where somebody pays and something is written can it be missed.
    written = [event.pk for event in events if event.cancellation_text.strip() and event.pk in fees]
    only_text = _without_steps(written) if written else set()
    undelivered = _undelivered(keys)
    asked = substitutes.awaiting_organiser(keys)
    untold = untold_of(keys)
    over = [event.pk for event in events if event.ends_at <= now]
    absent = checkin.undecided(over) if over else {}
    unconfirmed = waiting_to_be_confirmed(keys)
    stopped = _stopped(keys)
    return [
        Standing(
            event=event,
            places=places[event.pk],
            page=pages.get(event.pk),
            undelivered=undelivered.get(event.pk, 0),
            preparation=_preparation(
                event,
                places[event.pk],
                pages.get(event.pk),
                items=items.get(event.pk, 0),
                speakers=speakers.get(event.pk, 0),
                fees=fees.get(event.pk, 0),
                only_text=event.pk in only_text,
                undelivered=undelivered.get(event.pk, 0),
                asked=asked.get(event.pk, 0),
                absent=absent.get(event.pk, 0),
                is_untold=event.pk in untold,
                unconfirmed=unconfirmed.get(event.pk, 0),
                stopped=stopped.get(event.pk, 0),
            ),
        )
        for event in events
    ]


def _without_steps(keys: list[int]) -> set[int]:
    """Return those of the days where a place costs something and no step says what cancelling costs; one question."""
    steps = CancellationStep.objects.filter(event=OuterRef("event"))
    paid = Fee.objects.filter(~Exists(steps), event__in=keys, amount__gt=0).order_by()
    return set(paid.values_list("event_id", flat=True).distinct())


def _counted(rows: Any) -> dict[int, int]:
    return dict(rows.order_by().values_list("event_id").annotate(Count("pk")))


def stops(event: Event) -> QuerySet[Stop]:
    """Return whom limits have stopped about a day, the newest first."""
    return Stop.objects.filter(about=limited(event))


def _stopped(keys: list[int]) -> dict[int, int]:
    """Return how many were stopped and not let through, by the day's id."""
    abouts = {f"event:{key}": key for key in keys}
    rows = Stop.objects.filter(about__in=abouts, let_through_at=None).order_by()
    return {abouts[about]: count for about, count in rows.values_list("about").annotate(Count("pk"))}


def _undelivered(keys: list[int]) -> dict[int, int]:
    lost = RegistrationMessage.objects.filter(
        registration__event__in=keys, message__in=Message.objects.undelivered().order_by()
    )
    return dict(lost.order_by().values_list("registration__event_id").annotate(Count("pk")))


def _preparation(
    event: Event,
    places: Places,
    page: InvitationPage | None,
    *,
    items: int,
    speakers: int,
    fees: int,
    only_text: bool,
    undelivered: int,
    asked: int,
    absent: int,
    is_untold: bool,
    unconfirmed: int,
    stopped: int,
) -> Preparation:
    return Preparation(
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        opens_at=event.registration_opens_at,
        closes_at=event.registration_closes_at,
        status=event.status,
        capacity=event.capacity,
        taken=places.taken,
        waiting=places.waiting,
        has_waiting_list=event.has_waiting_list,
        has_page=page is not None,
        is_published=page is not None and page.live,
        has_documentation=page is not None and bool(page.documentation),
        has_fee=fees > 0,
        has_terms_only_in_text=only_text,
        items=items,
        speakers=speakers,
        undelivered=undelivered,
        is_untold=is_untold,
        unconfirmed=unconfirmed,
        stopped=stopped,
        substitutes=asked,
        applied=places.applied,
        absent=absent,
        decision_day=event.decision_day if event.needs_approval else None,
    )


def coming(now: dt.datetime, limit: int = COMING_ON_FIRST_PAGE) -> list[Event]:
    """Return the days that the first page of the admin shows: the next ones."""
    return list(Event.objects.coming(now).select_related("venue")[:limit])


def recently_held(now: dt.datetime, limit: int = 2) -> list[Event]:
    """Return days that were held lately, and may still want their documentation."""
    return list(Event.objects.past(now).filter(ends_at__gte=now - RECENTLY).select_related("venue")[:limit])


def per_day(event: Event) -> dict[dt.date, int]:
    """Return how many registered on each Swedish date, those included who have left since; dates without any left out."""
    rows = (
        Registration.objects.filter(event=event)
        .order_by()
        .annotate(day=TruncDate("created_at", tzinfo=clock.SWEDEN))
        .values_list("day")
        .annotate(Count("pk"))
        .order_by("day")
    )
    return dict(rows)


def by_category(event: Event) -> list[tuple[str, int]]:
    """Return how many of those with a place take part as elected, official and other."""
    rows = Registration.objects.filter(event=event).taking_place().order_by()
    counts = dict(rows.values_list("category").annotate(Count("pk")))
    return [(str(category.label), counts.get(category.value, 0)) for category in Category]


def reached(event: Event) -> organisations.Reached:
    """Return how far the day reaches: where those with a place come from."""
    return organisations.reached(Organisation.objects.filter(registrations__event=event, registrations__state__in=TAKES_PLACE))


def money(event: Event, now: dt.datetime) -> Money | None:
    """Return what the day's charges come to, or None where nobody has said what a place costs and nothing is charged."""
    lines = charges.due(event)
    prices = price_rows(fees.terms_of(event.pk).categories, now)
    return Money(lines, charges.sum_of(lines), prices) if lines or prices else None


def kept(event: Event, *, now: dt.datetime) -> list[Kept]:
    """Return the quotas that hold now, and how many of those they are kept for have places."""
    rules = fairness.holding(line.rules_of(event), now)
    if not any(rule.kind == RuleKind.QUOTA for rule in rules):
        return []
    room = line.room(event, rules, now=now)
    return [
        Kept(fairness_words.for_whom(rule), filled, rule.number, fairness_words.last_day(rule))
        for rule, filled in zip(room.quotas, room.filled, strict=True)
    ]


def left_again(event: Event) -> dict[str, int]:
    """Return how many have cancelled, declined or let an offer lapse."""
    gone = (State.CANCELLED, State.DECLINED, State.LAPSED, State.REFUSED)
    rows = Registration.objects.filter(event=event, state__in=gone).order_by()
    counts = dict(rows.values_list("state").annotate(Count("pk")))
    return {str(state.label): counts[state.value] for state in gone if state.value in counts}


def open_offers(keys: Iterable[int]) -> dict[int, PlaceOffer]:
    """Return the open offers of these registrations by the registration's id."""
    rows = PlaceOffer.objects.filter(registration__in=list(keys), state="open")
    return {offer.registration_id: offer for offer in rows}


def needs(event: Event) -> list[Needs]:
    """Return the needs of those who have or wait for a place; read them only for who may."""
    rows = Needs.objects.filter(registration__in=Registration.objects.filter(event=event).living().order_by())
    return list(rows.select_related("registration").order_by("registration__number"))


def messages(registration: Registration) -> list[Message]:
    """Return the mails about one registration, newest first, without their contents."""
    return list(
        Message.objects.filter(pk__in=registration.messages.values("message"))
        .defer("text", "html", "facts", "calendar")
        .order_by("-created_at", "-pk")
    )


def messages_of_day(event: Event, *, lost_only: bool = False) -> Any:
    """Return the ties between registrations and mails of a day, newest mail first."""
    rows = RegistrationMessage.objects.filter(registration__event=event)
    if lost_only:
        rows = rows.filter(message__in=Message.objects.undelivered().order_by())
    return (
        rows.select_related("registration", "message")
        .defer("message__text", "message__html", "message__facts", "message__calendar")
        .order_by("-message__created_at", "-pk")
    )


def needs_of(registration: Registration) -> Needs | None:
    """Return one person's needs; read them only for who may."""
    return Needs.objects.filter(registration=registration).first()


def reasons(event: Event, *, now: dt.datetime) -> dict[int, str]:
    """Return why each of those who wait still waits, by the registration's id; nothing where the order alone says it."""
    if not line.rules_of(event):
        return {}
    return {key: fairness_words.why(verdict) for key, verdict in line.verdicts(event, now=now).items()}


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom it concerns when a day is cancelled or moved: persons by how they stand, places without names, orderers."""

    confirmed: int = 0
    offered: int = 0
    waiting: int = 0
    applied: int = 0
    unnamed: int = 0
    orderers: int = 0
    invited: int = 0
    asked: int = 0  # to come instead of somebody
    # Those who have or wait for a place whom it does not concern, and who are not told.
    others: int = 0

    @property
    def persons(self) -> int:
        """Return how many persons get a mail of their own."""
        return self.confirmed + self.offered + self.waiting + self.applied + self.invited + self.asked


def concerned(event: Event, *, news: Collection[str] | None = None, attendance: str = "") -> Concerned:
    """Return whom it concerns: everybody, or those whom the news of a move concern; four questions at most."""
    who = Q(pk__isnull=False) if news is None else moving.concerned(news, attendance)
    living = Registration.objects.filter(event=event).living().order_by()
    found = living.values("state").annotate(
        all=Count("pk", filter=Q(is_unnamed=False)),
        named=Count("pk", filter=Q(who, is_unnamed=False)),
        unnamed=Count("pk", filter=Q(who, is_unnamed=True)),
    )
    rows = list(found.values_list("state", "all", "named", "unnamed"))
    named = {state: count for state, _all, count, _unnamed in rows}
    orderers = invited = 0
    if news is None or concerns_orderers(news):
        places = living.filter(who).values("pk")
        orderers = Order.objects.filter(event=event, places__registration__in=places).distinct().count()
    if news is None or concerns_invited(news):
        invited = invitations.unanswered(event).count()
    return Concerned(
        confirmed=named.get(State.CONFIRMED, 0),
        offered=named.get(State.OFFERED, 0),
        waiting=named.get(State.WAITING, 0),
        applied=named.get(State.APPLIED, 0),
        unnamed=sum(unnamed for _state, _all, _named, unnamed in rows),
        orderers=orderers,
        invited=invited,
        asked=substitutes.asked(event, news, attendance=attendance),
        others=sum(every - count for _state, every, count, _unnamed in rows),
    )
