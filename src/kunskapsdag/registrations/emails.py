"""Which mails a registration causes. A mail is a row; the worker writes its words and sends it."""

import datetime as dt
from typing import Any

from kunskapsdag.core import rows
from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations.models import PlaceOffer, Registration, RegistrationMessage

CONFIRMED = "registrations.confirmed"
WAITING = "registrations.waiting"
OFFERED = "registrations.offered"
LAPSED = "registrations.lapsed"
DECLINED = "registrations.declined"
CANCELLED = "registrations.cancelled"
CHANGED = "registrations.changed"
DUPLICATE = "registrations.duplicate"
SUBSTITUTE = "registrations.substitute"
REPLACED = "registrations.replaced"
MOVED_TO_LIST = "registrations.moved_to_list"
LINK = "registrations.link"


def queue(
    registration: Registration,
    kind: str,
    *,
    now: dt.datetime,
    to: tuple[str, str] | None = None,
    **facts: Any,
) -> Message:
    """Write a mail of ``kind`` to the person of a registration, in the transaction that is under way.

    What was true at this moment goes into ``facts``: a mail about position 7 must not say 5 because the worker was slow.
    ``to`` (name, address) sends it to someone else, such as the person who has handed her place on.
    """
    name, email = to or (registration.name, registration.email)
    message = mail.queue(
        kind=kind,
        facts={
            "registration": registration.pk,
            "version": registration.link_version,
            "revision": registration.calendar_revision,
            **facts,
        },
        to_name=name,
        to_email=email,
        language=registration.language,
        now=now,
    )
    rows.insert(RegistrationMessage(registration=registration, message=message))
    return message


def queue_offer(offer: PlaceOffer, *, now: dt.datetime) -> Message:
    """Write the mail that offers a place."""
    return queue(offer.registration, OFFERED, now=now, answer_by=offer.answer_by.isoformat())
