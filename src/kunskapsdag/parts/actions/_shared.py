"""What the actions have in common: a booking's change of state, and what it costs. The event's row is locked by the caller."""

import datetime as dt
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.core import audit
from kunskapsdag.parts import queries
from kunskapsdag.parts.enums import HOLDS, Booking
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.parts.rules.prices import Price
from kunskapsdag.parts.signals import part_given_back
from kunskapsdag.registrations.enums import ChargeKind, State
from kunskapsdag.registrations.models import Charge, PriceChoice, Registration


def move(booking: PartBooking, to: Booking, *, by: Any, now: dt.datetime, action: str, **details: Any) -> None:
    """Change where a choice stands, write its charge or void it, and log it on the registration."""
    old = booking.state
    booking.state, booking.state_since = to, now
    if to == Booking.WAITING and old != Booking.OFFERED:
        booking.queue_number = queries.last_queue_number(booking.part) + 1
    if to != Booking.OFFERED:
        booking.offered_at = booking.answer_by = None
    if booking.pk is None:
        booking.save()
    else:
        booking.save(
            update_fields=[
                "state",
                "state_since",
                "queue_number",
                "offered_at",
                "answer_by",
                "net",
                "vat",
                "gross",
                "vat_rate",
                "chosen_at",
            ]
        )
    _charge(booking, now=now)
    audit.log(booking.registration, action, by=by, part=booking.part.title, old=str(old), new=str(to), **details)
    if to == Booking.CANCELLED:
        part_given_back.send(sender=PartBooking, registration=booking.registration, part=booking.part)


def freeze_price(booking: PartBooking, *, now: dt.datetime) -> None:
    """Let the price be what it is in the moment of choosing."""
    write_price(booking, queries.price_for(booking.part, booking.registration), now=now)


def write_price(booking: PartBooking, price: Price, *, now: dt.datetime) -> None:
    """Write this price on a choice."""
    booking.chosen_at = now
    booking.net, booking.vat, booking.gross = price.amount.net, price.amount.vat, price.amount.gross
    booking.vat_rate = price.rate


def _charge(booking: PartBooking, *, now: dt.datetime) -> None:
    """Let the charge stand while the seat is hers; a part that decides the fee of the day is paid instead of the place."""
    if booking.part.is_place:
        if booking.is_chosen:
            replace_place(booking, now=now)
        return
    standing = Charge.objects.standing().filter(
        registration=booking.registration, kind=ChargeKind.PART, key=key_of(booking.part)
    )
    if booking.state == Booking.BOOKED:
        if booking.gross and not standing.exists():
            _write(booking, ChargeKind.PART, key_of(booking.part), booking.part.title, now=now)
    else:
        with translation.override("sv"):  # as invoices are
            standing.update(voided_at=now, void_reason=_("Given back: %(title)s") % {"title": booking.part.title})


def replace_place(booking: PartBooking, *, now: dt.datetime) -> None:
    """Let a part that decides the fee of the day be what is paid for the place."""
    standing = Charge.objects.standing().filter(registration=booking.registration, kind=ChargeKind.PLACE)
    charge = standing.first()
    key = key_of(booking.part)
    if charge is not None and (charge.key, charge.amount) == (key, booking.amount):
        return
    with translation.override("sv"):
        day, choice = queries.day_charge(booking.registration), queries.price_choice(booking.registration)
        text = text_of_place(booking, day, choice)
        standing.update(voided_at=now, void_reason=_("Instead: %(title)s") % {"title": booking.part.title})
    _write(booking, ChargeKind.PLACE, key, text, now=now)


def restore_day(registration: Registration, *, now: dt.datetime) -> None:
    """Let the day's own price be paid again by one who has lost the part that was paid instead."""
    day = queries.day_charge(registration)
    standing = Charge.objects.standing().filter(registration=registration, kind=ChargeKind.PLACE).exclude(key="")
    with translation.override("sv"):
        is_lost = standing.update(voided_at=now, void_reason=_("The part is only for those on site"))
    if is_lost and day is not None:
        day.pk, day.made_at, day.voided_at, day.void_reason = None, now, None, ""
        day.save(force_insert=True)


def text_of_place(booking: PartBooking, day: Charge | None, choice: PriceChoice | None) -> str:
    """Return "Place, Half day", with the category, the early price and the code that it follows."""
    text = _("Place, %(title)s") % {"title": booking.part.title}
    words = day.text.split(", ")[1:] if day and booking.part.percent is not None else []
    if not words and choice is not None and choice.code_text:
        words = [_("code %(code)s") % {"code": choice.code_text}]
    return ", ".join([text, *words])


def keep_owing(booking: PartBooking, *, now: dt.datetime) -> None:
    """Let what was given back too late be owed all the same, as a charge of its own that outlives the registration."""
    if not booking.gross:
        return
    with translation.override("sv"):
        text = _("%(title)s, given back after the last day") % {"title": booking.part.title}
    Charge.objects.standing().filter(
        registration=booking.registration, kind=ChargeKind.CANCELLATION, key=key_of(booking.part)
    ).update(voided_at=now, void_reason=text)
    _write(booking, ChargeKind.CANCELLATION, key_of(booking.part), text, now=now)


def _write(booking: PartBooking, kind: ChargeKind, key: str, text: str, *, now: dt.datetime) -> None:
    Charge.objects.create(
        registration=booking.registration,
        kind=kind,
        key=key,
        text=text[:200],
        vat_rate=booking.vat_rate,
        net=booking.net,
        vat=booking.vat,
        gross=booking.gross,
        made_at=now,
    )


def key_of(part: Part) -> str:
    """Return what tells the charges of the parts apart."""
    return f"part-{part.pk}"


def has_place(registration: Registration) -> bool:
    """Return whether she has a place on the day, or is offered one: then she can hold seats."""
    return registration.state in (State.CONFIRMED, State.OFFERED)


def held(state: str) -> bool:
    """Return whether a choice in this state held a seat."""
    return state in HOLDS
