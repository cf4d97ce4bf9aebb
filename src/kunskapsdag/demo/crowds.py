"""The people who have registered: through the same actions as everybody else, at moments that have passed."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from wagtail.models import ModelLogEntry

from kunskapsdag.demo import rules
from kunskapsdag.demo.building import Shelf
from kunskapsdag.demo.content.participants import participants
from kunskapsdag.demo.plans import Participant
from kunskapsdag.events.models import Event
from kunskapsdag.municipalities import rules as names
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.enums import Way
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails

# Who of those who register for the open day take part online, counted from the first.
ONLINE = frozenset({5, 13, 22, 31, 40, 50})


def fill_open_day(shelf: Shelf, event: Event) -> None:
    """Let 54 register for the open day, six of them online, and two of the others cancel: 46 have a place on site."""
    parts = {part.title: part.pk for part in event.parts.all()}
    rows = register(shelf, event, count=54, shift=0, online=ONLINE, choose=lambda index: _parts(parts, index))
    for index, days_ago in ((11, 6), (29, 2)):
        with as_of(rules.day_at(shelf.now, days_ago, dt.time(11, 20))) as then:
            actions.cancel_registration(registration=rows[index], by=None, now=then)


def _parts(parts: dict[str, int], index: int) -> set[int]:
    """Return what the one who came as this number chooses: most eat, many stay for the dinner, the bus fills up."""
    chosen = {parts["Avtal som håller"]} if index % 3 == 0 or index in ONLINE else set()
    if index in ONLINE:
        return chosen
    if index % 3 == 1:
        chosen.add(parts["Vem betalar?"])
    if index % 9:
        chosen.add(parts["Lunch"])
    if index % 2:
        chosen.add(parts["Middag"])
    if index % 3 == 2:  # noqa: PLR2004  (every third)
        chosen.add(parts["Studiebesök på den gemensamma växeln"])
    return chosen


def fill_small_day(shelf: Shelf, event: Event) -> None:
    """Let 24 get a place and 13 join the line, and show what can become of an offer.

    One place was offered, not answered in time, then declined, then accepted. Another is on offer right now.
    """
    rows = register(shelf, event, count=37, shift=53, until=rules.day_at(shelf.now, 17, dt.time(16)))
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
    halves = {part.title: part.pk for part in few_left.parts.all()}
    register(
        shelf,
        few_left,
        count=14,
        shift=97,
        choose=lambda index: {halves["Hela dagen" if index % 5 else "Bara förmiddagen"]},
    )
    register(shelf, trip, count=22, shift=121, until=rules.day_at(shelf.now, 4, dt.time(16)))
    register(shelf, online, count=17, shift=151)


def register(
    shelf: Shelf,
    event: Event,
    *,
    count: int,
    shift: int,
    until: dt.datetime | None = None,
    online: frozenset[int] = frozenset(),
    choose: Callable[[int], set[int]] | None = None,
) -> list[Registration]:
    """Let so many register from the opening on; ``shift`` gives other people than another number does."""
    assert event.registration_opens_at is not None  # noqa: S101  (the plans with a crowd all have an opening)
    first = event.registration_opens_at + dt.timedelta(minutes=4)
    times = rules.moments(count, first=first, last=until or shelf.now - dt.timedelta(minutes=25))
    rows = []
    for index, (someone, moment) in enumerate(zip(participants(count, shift=shift), times, strict=True)):
        person = _details(shelf, someone, way=Way.ONLINE if index in online else Way.ON_SITE)
        answers = {"parts": {"chosen": choose(index)}} if choose else None
        with as_of(moment):
            receipt = actions.register(event=event, person=person, form_key=uuid.uuid4(), by=None, now=moment, answers=answers)
        assert receipt.registration is not None  # noqa: S101  (all have different addresses)
        rows.append(receipt.registration)
    return rows


def _details(shelf: Shelf, someone: Participant, *, way: Way) -> PersonDetails:
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
        way=way,
    )


@contextmanager
def as_of(moment: dt.datetime) -> Iterator[dt.datetime]:
    """Date the log rows written inside to ``moment``: the log asks the clock, and the demo tells of weeks gone by."""
    last = ModelLogEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield moment
    ModelLogEntry.objects.filter(pk__gt=last).update(timestamp=moment)
