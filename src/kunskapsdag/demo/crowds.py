"""The people who have registered: through the same actions as everybody else, at moments that have passed."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from wagtail.models import ModelLogEntry

from kunskapsdag.demo import rules
from kunskapsdag.demo.building import Shelf
from kunskapsdag.demo.content.participants import participants
from kunskapsdag.demo.plans import Participant
from kunskapsdag.events.models import Event
from kunskapsdag.municipalities import rules as names
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails


def fill_open_day(shelf: Shelf, event: Event) -> None:
    """Let 48 register for the open day and two of them cancel: 46 have a place."""
    rows = _register(shelf, event, count=48, shift=0)
    for index, days_ago in ((11, 6), (29, 2)):
        with as_of(rules.day_at(shelf.now, days_ago, dt.time(11, 20))) as then:
            actions.cancel_registration(registration=rows[index], by=None, now=then)


def fill_small_day(shelf: Shelf, event: Event) -> None:
    """Let 24 get a place and 13 join the line, and show what can become of an offer.

    One place was offered, not answered in time, then declined, then accepted. Another is on offer right now.
    """
    rows = _register(shelf, event, count=37, shift=53, until=rules.day_at(shelf.now, 17, dt.time(16)))
    confirmed, line = rows[:24], rows[24:]
    with as_of(rules.day_at(shelf.now, 16, dt.time(9, 20))) as then:
        actions.cancel_registration(registration=confirmed[4], by=None, now=then)
    # Two working days are a week of the calendar at Christmas, so the steps follow the offer and not the calendar.
    lapsed_at = line[0].offers.get().answer_by + dt.timedelta(minutes=10)
    with as_of(lapsed_at) as then:
        actions.lapse_offers(now=then)
    with as_of(lapsed_at + dt.timedelta(hours=5, minutes=40)) as then:
        actions.decline_offer(registration=line[1], by=None, now=then)
    with as_of(lapsed_at + dt.timedelta(hours=23)) as then:
        actions.accept_offer(registration=line[2], by=None, now=then)
    with as_of(rules.day_at(shelf.now, 1, dt.time(14, 10))) as then:
        actions.cancel_registration(registration=confirmed[17], by=None, now=then)


def fill_others(shelf: Shelf, *, few_left: Event, trip: Event, online: Event) -> None:
    """Let some register for the days that only need to look alive."""
    _register(shelf, few_left, count=14, shift=97)
    _register(shelf, trip, count=22, shift=121, until=rules.day_at(shelf.now, 4, dt.time(16)))
    _register(shelf, online, count=17, shift=151)


def _register(shelf: Shelf, event: Event, *, count: int, shift: int, until: dt.datetime | None = None) -> list[Registration]:
    assert event.registration_opens_at is not None  # noqa: S101  (the plans with a crowd all have an opening)
    first = event.registration_opens_at + dt.timedelta(minutes=4)
    times = rules.moments(count, first=first, last=until or shelf.now - dt.timedelta(minutes=25))
    rows = []
    for someone, moment in zip(participants(count, shift=shift), times, strict=True):
        with as_of(moment):
            receipt = actions.register(event=event, person=_details(shelf, someone), form_key=uuid.uuid4(), by=None, now=moment)
        assert receipt.registration is not None  # noqa: S101  (all have different addresses)
        rows.append(receipt.registration)
    return rows


def _details(shelf: Shelf, someone: Participant) -> PersonDetails:
    found = shelf.organisations.get(names.municipality_organisation(someone.organisation)) or shelf.organisations.get(
        someone.organisation
    )
    return PersonDetails(
        name=someone.name,
        email=someone.email,
        organisation_name=found.name if found else someone.organisation,
        organisation_id=found.pk if found else None,
        role=someone.role,
        category=someone.category,
        on_participant_list=someone.on_participant_list,
        invoice_reference=someone.invoice_reference,
        food=someone.food,
        access=someone.access,
    )


@contextmanager
def as_of(moment: dt.datetime) -> Iterator[dt.datetime]:
    """Date the log rows written inside to ``moment``: the log asks the clock, and the demo tells of weeks gone by."""
    last = ModelLogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield moment
    ModelLogEntry.objects.filter(pk__gt=last).update(timestamp=moment)
