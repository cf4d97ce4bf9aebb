"""Telling those who were not written to when they were registered how it stands now."""

import datetime as dt
from collections.abc import Sequence

from kunskapsdag.mail.enums import Priority
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.emails import Facts
from kunskapsdag.registrations.enums import OfferState, State
from kunskapsdag.registrations.models import PlaceOffer, Registration
from kunskapsdag.registrations.queries import positions

KINDS = {
    State.CONFIRMED: emails.CONFIRMED,
    State.APPLIED: emails.APPLIED,
    State.WAITING: emails.WAITING,
    State.OFFERED: emails.OFFERED,
}


def tell_how_it_stands(registrations: Sequence[Registration], *, now: dt.datetime, facts: Facts) -> None:
    """Mail each what she has, in the caller's transaction; the questions do not grow with them. They are of one day."""
    waiting = [one for one in registrations if one.state == State.WAITING]
    offered = [one.pk for one in registrations if one.state == State.OFFERED]
    told = positions(waiting[0].event_id) if waiting else {}
    rows = PlaceOffer.objects.filter(registration__in=offered, state=OfferState.OPEN) if offered else ()
    answer_by = {offer.registration_id: offer.answer_by.isoformat() for offer in rows}
    for state, kind in KINDS.items():
        emails.queue_many(
            [one for one in registrations if one.state == state],
            kind,
            now=now,
            priority=Priority.NOW,
            facts_of=lambda one: {
                **facts(one),
                **({"position": told[one.queue_number]} if one.queue_number in told else {}),
                **({"answer_by": answer_by[one.pk]} if one.pk in answer_by else {}),
            },
        )
