"""What the office has decided, or is to decide: who gets a place, and what it costs that somebody did not come."""

import datetime as dt

from kunskapsdag.accounts.models import User
from kunskapsdag.checkin import actions
from kunskapsdag.core import clock
from kunskapsdag.demo.building import Shelf
from kunskapsdag.demo.crowds import as_of, register
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.registrations.actions import cancel_registration
from kunskapsdag.registrations.enums import RuleKind
from kunskapsdag.registrations.models import PlaceRule

DAYS_TO_ANSWER = 7
APPLICANTS, HELD = 7, 10
# Those of the held day, counted from the first: who cancelled late, and so many days before; who did not come.
LATE, TOO_LATE = (3, 20), (6, 5)
CHARGED, WAIVED, UNDECIDED = 2, 5, 8
MORNING, AFTER = dt.time(9, 10), dt.timedelta(days=1)


def let_apply(shelf: Shelf, event: Event) -> None:
    """Let one apply until some weeks before this day, with at most one place for each organisation; seven have applied."""
    event.needs_approval = True
    event.decision_day = clock.swedish(event.last_registration).date() + dt.timedelta(days=DAYS_TO_ANSWER)
    event.save(update_fields=["needs_approval", "decision_day"])
    PlaceRule.objects.create(event=event, kind=RuleKind.CAP, number=1)
    register(shelf, event, count=APPLICANTS, shift=171)


def hold(shelf: Shelf, event: Event, *, by: User) -> None:
    """Let ten register for a day that has been: two cancelled too late, five came, and three did not.

    One of the three has been charged, one was let be, and the third is still to be decided about.
    """
    closed = clock.at(event.first_day - dt.timedelta(days=30), dt.time(16))
    rows = register(shelf, event, count=HELD, shift=183, until=closed)
    for index, days_before in (LATE, TOO_LATE):
        moment = clock.at(event.first_day - dt.timedelta(days=days_before), dt.time(13, 25))
        with as_of(moment) as then:
            cancel_registration(registration=rows[index], by=None, now=then)
    gone = {LATE[0], TOO_LATE[0], CHARGED, WAIVED, UNDECIDED}
    for index, row in enumerate(rows):
        if index not in gone:
            with as_of(clock.at(event.first_day, MORNING) + dt.timedelta(minutes=2 * index)) as then:
                actions.tick(registration=row, is_here=True, seen=0, by=by, now=then)
    fee = fees.stored_terms(event.pk).no_show
    assert fee is not None  # noqa: S101  (the plan has one)
    with as_of(event.ends_at + AFTER) as then:
        actions.charge_no_shows(event=event, numbers=[rows[CHARGED].number], seen=fee.amount.gross, by=by, now=then)
        reason = "Meddelade samma morgon att tåget var inställt."
        actions.waive_no_show(registration=rows[WAIVED], reason=reason, by=by, now=then)
