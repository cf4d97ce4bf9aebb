"""Which mails the parts of a day cause; all go to the person of a registration."""

import datetime as dt
from collections.abc import Iterable

from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.models import Registration

OFFERED = "parts.offered"
LAPSED = "parts.lapsed"
CHANGED = "parts.changed"
MOVED = "parts.moved"


def queue_offer(booking: PartBooking, *, now: dt.datetime) -> None:
    """Write the mail that offers a seat."""
    last = booking.answer_by.isoformat() if booking.answer_by else None
    emails.queue(booking.registration, OFFERED, now=now, part=booking.part_id, title=booking.part.title, answer_by=last)


def queue_lapsed(booking: PartBooking, *, now: dt.datetime) -> None:
    """Write the mail that tells that the offered seat has gone on."""
    emails.queue(booking.registration, LAPSED, now=now, part=booking.part_id, title=booking.part.title)


def queue_changed(registration: Registration, *, now: dt.datetime) -> None:
    """Write the mail that tells which parts she has chosen now."""
    emails.queue(registration, CHANGED, now=now)


def queue_moved(people: Iterable[Registration], part: Part, *, was: str, now: dt.datetime) -> None:
    """Write to everybody in a part that it is held in another room."""
    emails.queue_many(people, MOVED, now=now, part=part.pk, title=part.title, place=part.place, was=was)
