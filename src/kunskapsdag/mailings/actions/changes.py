"""Changes of a day that those who are coming must know of."""

import datetime as dt
import uuid
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.mailings import queries
from kunskapsdag.mailings.actions.sending import send_mailing
from kunskapsdag.mailings.enums import Kind, Outcome
from kunskapsdag.mailings.errors import AlreadyTold
from kunskapsdag.mailings.models import DayChange, Mailing
from kunskapsdag.mailings.queries import To
from kunskapsdag.mailings.rules import changes
from kunskapsdag.mailings.rules.changes import Snapshot
from kunskapsdag.registrations.enums import State


def note_changes(*, event: Event, before: Snapshot, by: Any, now: dt.datetime) -> DayChange | None:
    """Keep what has changed since ``before``, for the organiser to tell or skip; nobody is mailed here.

    Changes that are not yet told are kept as one, from what was first. Returns None where there is nothing that anybody
    needs to know: nobody is registered, the day is over or cancelled, or all has been changed back.
    """
    found = changes.between(before, queries.snapshot(event))
    if event.status == Status.CANCELLED or now >= event.ends_at:
        return None
    with transaction.atomic():
        change = DayChange.objects.select_for_update().filter(event=event, outcome=Outcome.OPEN).first()
        if not found:
            return change
        together = changes.joined(change.changes, found) if change else found
        if not together:
            change.delete()  # type: ignore[union-attr]
            return None
        if change is None and not queries.receivers(event, whom(event, together)).reached:
            return None
        change = change or DayChange(event=event)
        change.changes = together
        change.created_at, change.created_by = now, by
        change.save()
    return change


def whom(event: Event, found: list[changes.Change]) -> To:
    """Return whom the changes concern."""
    items = [one.item for one in found]
    narrowed = tuple(item for item in items if item is not None) if None not in items else ()
    # Where nobody applies, nobody is to be chosen among those who have.
    states = [state for state in changes.states(found) if event.needs_approval or state != State.APPLIED]
    return To(tuple(states), tuple(changes.ways(found)), items=narrowed)


def send_change(
    *,
    change: DayChange,
    to: To,
    texts: dict[str, str],
    seen: str,
    form_key: uuid.UUID,
    by: Any,
    now: dt.datetime,
) -> Mailing:
    """Tell those whom a change concerns; whoever has a place gets the new calendar entry with it.

    :raises AlreadyTold: a colleague was quicker.
    """
    with transaction.atomic():
        known = Mailing.objects.filter(form_key=form_key).first()
        if known is not None:
            return known
        _take(change, Outcome.SENT)
        in_calendars = changes.is_in_calendars(change.changes)
        mailing = send_mailing(
            event=change.event,
            to=to,
            texts=texts,
            seen=seen,
            form_key=form_key,
            by=by,
            now=now,
            kind=Kind.NEWS,
            calendar=in_calendars,
        )
        DayChange.objects.filter(pk=change.pk).update(mailing=mailing)
    return mailing


def skip_change(*, change: DayChange, by: Any) -> None:
    """Tell nobody.

    :raises AlreadyTold: a colleague was quicker.
    """
    with transaction.atomic():
        _take(change, Outcome.SKIPPED)
        audit.log(change, "letter.change_skipped", by=by, event=change.event_id)


def let_changes_go(*, event: Event) -> None:
    """Tell nobody what has changed about a day that is not held; in the transaction that cancels it."""
    DayChange.objects.filter(event=event, outcome=Outcome.OPEN).update(outcome=Outcome.SKIPPED)


def _take(change: DayChange, outcome: Outcome) -> None:
    if not DayChange.objects.filter(pk=change.pk, outcome=Outcome.OPEN).update(outcome=outcome):
        raise AlreadyTold
