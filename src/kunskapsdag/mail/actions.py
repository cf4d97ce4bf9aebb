"""What can be done with a mail."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from kunskapsdag.core import audit, rows
from kunskapsdag.core.text import unlinked
from kunskapsdag.mail.enums import MAY_BE_STOPPED, Priority, State
from kunskapsdag.mail.errors import CannotResend, CannotStop, UnusableAddress
from kunskapsdag.mail.models import Bounce, Message, address_key
from kunskapsdag.mail.returning import read_mailbox
from kunskapsdag.mail.sending import send_due
from kunskapsdag.mail.signals import message_resent

__all__ = ["Draft", "put_right", "queue", "queue_many", "read_mailbox", "resend", "send_due", "stop"]

WORDS = (
    "kind",
    "facts",
    "to_name",
    "to_email",
    "language",
    "subject",
    "text",
    "html",
    "calendar",
    "calendar_method",
    "reply_to",
    "unsubscribe_url",
)

NO_WAIT = dt.timedelta(0)

LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, less the angle brackets


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One of many mails of the same kind."""

    to_name: str
    to_email: str
    language: str = "sv"
    about: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def queue(
    *,
    kind: str,
    facts: dict[str, Any],
    to_name: str,
    to_email: str,
    language: str,
    now: dt.datetime,
    about: str = "",
    wait: dt.timedelta = NO_WAIT,
) -> Message:
    """Write a mail into the outbox, in the transaction that is under way: one INSERT, nothing is rendered or sent.

    ``facts`` are plain values that JSON can hold: what was true now, for the renderer that runs later. ``about`` names
    what it is about: a later mail about the same to the same address may tell it all. ``wait`` holds it back so long.

    :raises UnusableAddress: when no mail could ever reach ``to_email``.
    """
    _require_usable(to_email)
    draft = Draft(to_name=to_name, to_email=to_email, language=language, about=about, facts=facts)
    message = _message(kind, draft, now=now, next_try_at=now + wait)
    rows.insert(message)
    return message


def queue_many(*, kind: str, drafts: Iterable[Draft], now: dt.datetime, priority: Priority = Priority.LATER) -> list[Message]:
    """Write many mails of one kind, in the transaction that is under way and in the order given.

    They go when nothing else waits: a confirmation that somebody waits for never stands behind them. An address that no
    mail could reach stops nobody else's: that mail is written as one that could not be delivered.
    """
    messages = []
    for draft in drafts:
        message = _message(kind, draft, now=now, next_try_at=now, priority=priority)
        try:
            _require_usable(draft.to_email)
        except UnusableAddress as error:
            message.state, message.answer = State.FAILED, str(error)
        messages.append(message)
    return Message.objects.bulk_create(messages)


def _message(
    kind: str, draft: Draft, *, now: dt.datetime, next_try_at: dt.datetime, priority: Priority = Priority.NOW
) -> Message:
    return Message(
        kind=kind,
        facts=draft.facts,
        # Whoever is registered by somebody else is greeted by what that one wrote.
        to_name=unlinked(draft.to_name)[:150],
        to_email=draft.to_email,
        language=draft.language,
        about=draft.about,
        priority=priority,
        next_try_at=next_try_at,
        created_at=now,
        message_id=_new_message_id(),
    )


def resend(*, message: Message, by: Any, now: dt.datetime) -> Message:
    """Send the same words once more, as a new mail: the old row stays as it is, so that history stays.

    :raises CannotResend: while the mail is waiting for, or in the middle of, its own sending.
    """
    with transaction.atomic():
        original = Message.objects.select_for_update().get(pk=message.pk)
        if not original.may_be_resent:
            raise CannotResend
        copy = Message.objects.create(
            **{name: getattr(original, name) for name in WORDS},
            next_try_at=now,
            created_at=now,
            message_id=_new_message_id(),
        )
        put_right(original, now=now)
        audit.log(original, "mail.resent", by=by, copy=copy.pk)
        message_resent.send(Message, original=original, copy=copy, by=by)
    return copy


def put_right(message: Message, *, now: dt.datetime) -> None:
    """Note that somebody has seen to a mail that was lost: it is sent again, or the address is mended.

    The address is trusted again: whoever sends again to the same one knows something that the last bounce did not.
    """
    Message.objects.filter(pk=message.pk, handled_at=None).update(handled_at=now)
    Bounce.objects.filter(address_key=address_key(message.to_email), cleared_at=None).update(cleared_at=now)


def stop(*, message: Message, by: Any, now: dt.datetime) -> Message:
    """Hold back a mail that has not left yet.

    :raises CannotStop: when it has, or when a worker is sending it at this moment.
    """
    with transaction.atomic():
        changed = Message.objects.filter(pk=message.pk, state__in=MAY_BE_STOPPED).update(state=State.STOPPED)
        if not changed:
            raise CannotStop
        audit.log(message, "mail.stopped", by=by)
    message.refresh_from_db()
    return message


def _require_usable(address: str) -> None:
    try:
        validate_email(address)
    except ValidationError as error:
        raise UnusableAddress from error
    if len(address) > LONGEST_ADDRESS:
        raise UnusableAddress


def _new_message_id() -> str:
    """Return an id that no other mail in the world has (RFC 5322 3.6.4)."""
    domain = parseaddr(settings.MAIL_FROM)[1].rpartition("@")[2]
    return f"<{uuid4().hex}@{domain}>"[:120]
