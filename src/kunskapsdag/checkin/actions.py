"""Ticking off and undoing, and what is decided about those who did not come. One transaction each, everything logged."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.checkin import emails, queries, rules, signals
from kunskapsdag.checkin.enums import Decision
from kunskapsdag.checkin.errors import AlreadyDecided, ChangedMeanwhile, ReasonMissing
from kunskapsdag.checkin.models import CheckIn, NoShow
from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.registrations.actions import locked
from kunskapsdag.registrations.enums import ChargeKind
from kunskapsdag.registrations.models import Charge, Registration


def tick(*, registration: Registration, is_here: bool, seen: int, by: Any, now: dt.datetime) -> CheckIn:
    """Say that somebody is here, or, undoing it, that she is not; ``seen`` is the number of the last row that was shown.

    Ticking off one who is ticked off already changes nothing and returns the row that says so.

    :raises NotAtTheDoor: it is not the day, or the day is cancelled.
    :raises HasNoPlace: she has no place.
    :raises ChangedMeanwhile: somebody else has written a row that says otherwise since.
    """
    with transaction.atomic():
        registration = Registration.objects.select_related("event").get(pk=registration.pk)
        event = registration.event
        rules.require_open(status=event.status, first_day=event.first_day, ends_at=event.ends_at, now=now)
        rules.require_place(registration.state)
        last = queries.last_of(registration)
        if last is not None and last.is_here == is_here:
            return last
        if (last.step if last else 0) != seen or (last is None and not is_here):
            raise ChangedMeanwhile
        row = CheckIn(registration=registration, step=seen + 1, is_here=is_here, at=now, by=by)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            return _met(registration, is_here=is_here)
        audit.log(registration, "checkin.came" if is_here else "checkin.undone", by=by)
        signals.ticked_off.send(sender=CheckIn, checkin=row)
    return row


def _met(registration: Registration, *, is_here: bool) -> CheckIn:
    """Return the row of another door that wrote the same in the same moment."""
    last = queries.last_of(registration)
    if last is None or last.is_here != is_here:
        raise ChangedMeanwhile
    return last


def charge_no_shows(*, event: Event, numbers: Sequence[int], seen: Decimal, by: Any, now: dt.datetime) -> list[NoShow]:
    """Charge those who did not come, of those named by number, and tell each; ``seen`` is the fee with VAT that was shown.

    Who came after all, or about whom something is decided, is passed over: the list may be minutes old.

    :raises DayNotOver: who has not come may still come.
    :raises NobodyTickedOff: nobody kept the list.
    :raises NoFee: the day has no no-show fee.
    :raises FeeHasChanged: another fee was shown.
    """
    with transaction.atomic():
        event = locked(event.pk)
        _require_list(event, now=now)
        fee = fees.stored_terms(event.pk).no_show
        rules.require_fee(fee.amount.gross if fee else None, seen=seen)
        assert fee is not None  # noqa: S101  (required above)
        chosen = [one.registration for one in queries.absent(event) if one.decision is None]
        with translation.override("sv"):  # as invoices are
            text = _("Did not come, and had not cancelled")
        made = []
        for registration in chosen:
            if registration.number not in numbers:
                continue
            charge = Charge.objects.create(
                registration=registration,
                kind=ChargeKind.NO_SHOW,
                text=text,
                vat_rate=fee.rate,
                net=fee.amount.net,
                vat=fee.amount.vat,
                gross=fee.amount.gross,
                made_at=now,
            )
            made.append(_decide(registration, Decision.CHARGED, charge=charge, by=by, now=now))
            emails.queue_charged(registration, charge, now=now)
            audit.log(registration, "checkin.charged", by=by, gross=str(charge.gross))
    return made


def waive_no_show(*, registration: Registration, reason: str, by: Any, now: dt.datetime) -> NoShow:
    """Let it be that somebody did not come; the reason is kept.

    :raises ReasonMissing: nobody says why.
    :raises AlreadyDecided: something is decided already, or she came.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        event = locked(registration.event_id)
        _require_list(event, now=now)
        absent = {one.registration.pk: one for one in queries.absent(event)}
        if registration.pk not in absent or absent[registration.pk].decision is not None:
            raise AlreadyDecided
        decision = _decide(registration, Decision.WAIVED, reason=reason, by=by, now=now)
        audit.log(registration, "checkin.waived", by=by, reason=reason)
    return decision


def take_back(*, registration: Registration, reason: str, by: Any, now: dt.datetime) -> NoShow:
    """Take back what was decided; a charge is voided, and who was told that it would cost is told that it does not.

    :raises ReasonMissing: nobody says why.
    :raises AlreadyDecided: nothing is decided.
    :raises IsInvoiced: the charge stands on an invoice.
    """
    if not reason.strip():
        raise ReasonMissing
    with transaction.atomic():
        locked(registration.event_id)
        decision = queries.standing(registration)
        if decision is None:
            raise AlreadyDecided
        if decision.charge is not None:
            signals.taking_back.send(sender=NoShow, charge=decision.charge)
            Charge.objects.standing().filter(pk=decision.charge.pk).update(voided_at=now, void_reason=reason[:250])
            emails.queue_taken_back(registration, decision.charge, now=now)
        decision.taken_back_at, decision.taken_back_by, decision.taken_back_reason = now, by, reason[:250]
        decision.save(update_fields=["taken_back_at", "taken_back_by", "taken_back_reason"])
        audit.log(registration, "checkin.taken_back", by=by, reason=reason)
    return decision


def _require_list(event: Event, *, now: dt.datetime) -> None:
    rules.require_list(ends_at=event.ends_at, here=queries.counted(event).here, now=now)


def _decide(
    registration: Registration,
    decision: Decision,
    *,
    by: Any,
    now: dt.datetime,
    reason: str = "",
    charge: Charge | None = None,
) -> NoShow:
    return NoShow.objects.create(
        registration=registration, decision=decision, reason=reason[:250], charge=charge, decided_at=now, decided_by=by
    )
