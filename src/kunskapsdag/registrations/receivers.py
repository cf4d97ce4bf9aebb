"""Reacts to what the outbox announces."""

from typing import Any

from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import emails, rules
from kunskapsdag.registrations.enums import LIVING, State
from kunskapsdag.registrations.errors import NoLongerHers, NoLongerSo
from kunskapsdag.registrations.models import Registration, RegistrationMessage

# What these mails promise is true of a registration in these states only.
TRUE_WHILE = {
    emails.CONFIRMED: (State.CONFIRMED,),
    emails.REMINDER: (State.CONFIRMED,),
    emails.LAST_THINGS: (State.CONFIRMED,),
    emails.OFFERED: (State.OFFERED,),
    emails.WAITING: (State.WAITING,),
    emails.SUBSTITUTE: LIVING,
    emails.APPLIED: (State.APPLIED,),
    emails.REFUSED: (State.REFUSED,),
    emails.ANSWER_LATE: (State.APPLIED,),
    emails.DAY_MOVED: LIVING,
    emails.WAY_CHANGED: (State.CONFIRMED,),
}


def refuse_what_no_longer_holds(sender: Any, original: Message, **kwargs: Any) -> None:
    """Refuse to send again what is no longer so, or what is no longer for this receiver; the copy is rolled back.

    Heard here, so that it holds for every screen from which a mail can be sent again.

    :raises NoLongerHers: a substitute has taken over, or the address was changed: the link and the place are another's.
    :raises NoLongerSo: the mail says "you have a place" to someone who has cancelled.
    """
    for tie in RegistrationMessage.objects.select_related("registration").filter(message=original):
        is_hers = rules.email_key(original.to_email) == tie.registration.email_key
        if not is_hers and not _is_farewell(original):
            raise NoLongerHers
        states = _true_while(original, tie.registration)
        if states is not None and tie.registration.state not in states:
            raise NoLongerSo


def _true_while(message: Message, registration: Registration) -> tuple[str, ...] | None:
    """Return the states in which what the mail says of this registration is true; None where it is always true."""
    if message.kind == emails.SERIES:
        return tuple(day["state"] for day in message.facts["days"] if day["registration"] == registration.pk)
    return TRUE_WHILE.get(message.kind)


def _is_farewell(message: Message) -> bool:
    """Return whether the letter is meant for the one who no longer has the registration; it carries no link."""
    return message.kind == emails.REPLACED or bool(message.kind == emails.CHANGED and message.facts.get("old_address"))


def keep_copy_with_registration(sender: Any, original: Message, copy: Message, **kwargs: Any) -> None:
    """Tie a mail that is sent again to the same registrations, so that their log tells of both."""
    for tie in RegistrationMessage.objects.filter(message=original):
        RegistrationMessage.objects.get_or_create(message=copy, registration_id=tie.registration_id)
