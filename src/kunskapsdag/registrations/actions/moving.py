"""Moving a day to another date or place: everything moves along, everybody keeps her place and is told."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core import audit, clock
from kunskapsdag.events import signals
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.events.rules import Promise, setting_faults
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.models import DiscountCode, Fee
from kunskapsdag.programme.models import ProgrammeItem
from kunskapsdag.registrations import emails, rules
from kunskapsdag.registrations.actions import ways
from kunskapsdag.registrations.actions.ending import still_to_be_held
from kunskapsdag.registrations.actions.offers import offer_in_line
from kunskapsdag.registrations.enums import OfferState, State
from kunskapsdag.registrations.errors import MoveRefused, ReasonMissing
from kunskapsdag.registrations.models import PlaceOffer, PlaceRule, Registration
from kunskapsdag.registrations.queries.moving import OF_EVENT, PROMISED, concerned, rows_of
from kunskapsdag.registrations.rules import contradictions, moving
from kunskapsdag.registrations.rules.moving import Move

# What makes the page say that the day is held elsewhere.
PLACE = frozenset({"attendance", "venue_id"})
# The rows that hold a last day, by the first word of its name.
DATED: tuple[tuple[str, Any, str], ...] = (
    ("rule", PlaceRule, "until"),
    ("fee", Fee, "early_until"),
    ("code", DiscountCode, "until"),
)
NOTHING_CHANGES = _("Nothing is changed: the day is already held then and there.")


def move_day(*, event: Event, move: Move, reason: str, by: Any, now: dt.datetime) -> int:
    """Move the day with everything about it, tell everybody it concerns, and return how many persons that is.

    :raises ReasonMissing: nobody is told why.
    :raises MoveRefused: the new times contradict each other, or nothing would change; nothing is written.
    :raises DayIsCancelled: it is not held on any day.
    :raises DayIsOver: the day has been held.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        event = still_to_be_held(event, now=now)
        before = Event.objects.select_related("venue").get(pk=event.pk)
        _require_possible(event, move, now=now)
        changed = _write(event, move, reason=reason, now=now)
        if not moving.concerned_ways(changed, event.attendance):
            raise MoveRefused({"": NOTHING_CHANGES})
        _follow(event, move)
        ways.follow_attendance(event, was=before.attendance, now=now)
        days = moving.days_between(before.starts_at, event.starts_at)
        answers = _renew_offers(event, changed, now=now)
        audit.log(event, "event.moved", by=by, old=before.starts_at.isoformat(), new=event.starts_at.isoformat(), reason=reason)
        heard = signals.event_moved.send(
            sender=Event, event=event, was=before, days=days, changed=sorted(changed), reason=reason, by=by, now=now
        )
        mailed = _tell_of_move(event, before, changed, answers, reason=reason, free_until=move.free_until, now=now)
        offer_in_line(event, now=now)
    return mailed + signals.told(heard)


def _require_possible(event: Event, move: Move, *, now: dt.datetime) -> None:
    faults = moving.move_faults(move, now=now)
    rules = PlaceRule.objects.filter(event=event).select_related("county", "organisation")
    stored = list(rules.order_by("sort_order", "pk"))
    written = [
        contradictions.Written(
            kind=rule.kind,
            number=rule.number,
            who=rule.who,
            county=rule.county_id,
            organisation=rule.organisation_id,
            until=move.last_days.get(f"rule-{rule.pk}", rule.until),
            name=str(rule.county or rule.organisation or ""),
            organisation_county=rule.organisation.county_id if rule.organisation else None,
        )
        for rule in stored
    ]
    first_day = clock.swedish(move.times.starts_at).date()
    for fault in contradictions.faults(written, capacity=event.capacity, first_day=first_day):
        faults.setdefault(f"rule-{stored[fault.place].pk}", fault.text)
    decided_on = move.last_days.get(PROMISED, event.decision_day)
    if event.needs_approval and decided_on and move.times.closes_at and move.times.closes_at > now:
        for name, text in setting_faults(
            starts_at=move.times.starts_at,
            closes_at=move.times.closes_at,
            substitutes_close_on=None,
            needs_approval=True,
            decision_day=decided_on,
        ).items():
            faults.setdefault(name, text)
    if left_outside := ways.why_not(event, move.attendance):
        faults.setdefault("attendance", left_outside)
    if faults:
        raise MoveRefused(faults)


def _write(event: Event, move: Move, *, reason: str, now: dt.datetime) -> set[str]:
    """Write where and when the day now is; return the names of the fields that are new."""
    is_online = move.attendance == Attendance.ONLINE
    wanted = {
        "starts_at": move.times.starts_at,
        "ends_at": move.times.ends_at,
        "doors_open_at": move.times.doors_open_at,
        "registration_opens_at": move.times.opens_at,
        "registration_closes_at": move.times.closes_at,
        "attendance": move.attendance,
        "venue_id": None if is_online else move.venue,
        "online_url": move.online_url,
        **{name: move.last_days.get(name, getattr(event, name)) for name in OF_EVENT},
    }
    if is_online and event.attendance == Attendance.BOTH:
        # Those who would have come take part online too: there is room for them all.
        wanted["capacity"] = moving.joint_capacity(event.capacity, event.online_capacity)
    old_place = event.place
    changed = {name for name, value in wanted.items() if getattr(event, name) != value}
    ways = moving.concerned_ways(changed, move.attendance)
    promise = Promise(at=now, until=move.free_until, ways=ways, reason=reason)
    kept: dict[str, Any] = {"moved_at": now, "free_cancellations": [*event.free_cancellations, promise.stored()]}
    if "starts_at" in changed:
        kept["earlier_starts"] = [moment.isoformat() for moment in [*event.earlier_moments, event.starts_at]]
        kept["previous_starts_at"] = event.starts_at
    if changed & PLACE:
        kept["previous_place"] = old_place
    if "starts_at" in changed or changed & PLACE:
        # New doors or a new link are no move: the page keeps what it says of one.
        kept |= {"status": Status.MOVED, "status_text": reason}
    for name, value in (wanted | kept).items():
        setattr(event, name, value)
    event.save(update_fields=[name.removesuffix("_id") for name in wanted | kept])
    return changed


def _follow(event: Event, move: Move) -> None:
    """Let the programme and the last days go along."""
    fees.forget(event.pk)
    items = list(ProgrammeItem.objects.filter(event=event, pk__in=move.items))
    for item in items:
        line = move.items[item.pk]
        item.day, item.starts, item.ends = line.day, line.starts, line.ends
    ProgrammeItem.objects.bulk_update(items, ["day", "starts", "ends"])
    for kind, model, field in DATED:
        days = rows_of(kind, move.last_days)
        stored = list(model.objects.filter(event=event, pk__in=days)) if days else []
        for row in stored:
            setattr(row, field, days[row.pk])
        model.objects.bulk_update(stored, [field])


def _renew_offers(event: Event, changed: set[str], *, now: dt.datetime) -> dict[int, dt.datetime]:
    """Let the answer time of each open offer that the move concerns begin anew; return it by the registration's id.

    An overdue one stays overdue.
    """
    people = Registration.objects.filter(concerned(changed, event.attendance), event=event)
    offers = list(PlaceOffer.objects.filter(registration__in=people, state=OfferState.OPEN, answer_by__gt=now))
    new = rules.answer_by(now=now, offer_hours=event.offer_hours, starts_at=event.starts_at)
    for offer in offers:
        offer.answer_by = moving.renewed_answer_time(old=offer.answer_by, new=new, starts_at=event.starts_at)
    PlaceOffer.objects.bulk_update(offers, ["answer_by"])
    return {offer.registration_id: offer.answer_by for offer in offers}


def _tell_of_move(
    event: Event,
    before: Event,
    changed: set[str],
    answers: dict[int, dt.datetime],
    *,
    reason: str,
    free_until: dt.date,
    now: dt.datetime,
) -> int:
    living = Registration.objects.living().filter(event=event)
    line = living.filter(state=State.WAITING).order_by("queue_number", "pk").values_list("pk", flat=True)
    positions = {key: place for place, key in enumerate(line, start=1)}
    people = list(living.filter(concerned(changed, event.attendance)).order_by("queue_number", "pk"))
    mails = emails.queue_many(
        people,
        emails.DAY_MOVED,
        now=now,
        facts_of=lambda person: {
            "state": str(person.state),
            "position": positions.get(person.pk),
            "answer_by": answers[person.pk].isoformat() if person.pk in answers else None,
        },
        reason=reason,
        free_until=free_until.isoformat(),
        **emails.facts_of_move(before, changed, days=moving.days_between(before.starts_at, event.starts_at)),
    )
    return len(mails)
