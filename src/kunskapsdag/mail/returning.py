"""Keeps what came back: the mail is marked, and an address that does not work gets no more letters to many."""

import datetime as dt
import hashlib
import logging

from django.conf import settings
from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.mail import bounces, mailbox
from kunskapsdag.mail.bounces import Returned
from kunskapsdag.mail.enums import BounceSource, State
from kunskapsdag.mail.envelopes import key_of
from kunskapsdag.mail.models import Bounce, Message, address_key
from kunskapsdag.mail.signals import message_bounced

logger = logging.getLogger("kunskapsdag.mail")


def read_mailbox(now: dt.datetime) -> int:
    """Read the mailbox that returned mails come to; return how many mails were new there.

    :raises ServerTrouble: it cannot be read now.
    """
    box = mailbox.parse(settings.BOUNCE_IMAP_URL)
    if box is None:
        return 0

    def keep(raw: bytes) -> None:
        try:
            returned = bounces.read(raw)
        except Exception:  # anybody can send a mail that no program reads; it must not hold up those behind it
            logger.exception("A mail in the mailbox for returned mails cannot be read, and is passed over")
            return
        if returned is not None:
            keep_returned(returned, source=BounceSource.MAILBOX, key=hashlib.sha256(raw).hexdigest(), now=now)

    return mailbox.read_new(box, keep)


def keep_returned(returned: Returned, *, source: BounceSource, key: str, now: dt.datetime) -> Bounce | None:
    """Keep what a returned mail says of one of ours; None where it speaks of none, or was kept before.

    Only a signed envelope or our own Message-ID tells which mail it was: both are impossible to guess, so that nobody can
    silence a colleague by sending a false bounce.
    """
    message = _message(returned)
    if message is None:
        logger.info("A returned mail names none of ours")
        return None
    return keep_bounce(
        message, said=returned.said, is_lost=returned.is_lost, is_hard=returned.is_hard, source=source, key=key, now=now
    )


def keep_bounce(
    message: Message, *, said: str, is_lost: bool, is_hard: bool, source: BounceSource, key: str, now: dt.datetime
) -> Bounce | None:
    """Keep that a mail came back; a late notice that it is delayed changes nothing but the log of the mail."""
    with transaction.atomic():
        bounce, is_new = Bounce.objects.get_or_create(
            key=key,
            defaults={
                "message": message,
                "address_key": address_key(message.to_email),
                "is_hard": is_hard,
                "is_lost": is_lost,
                "said": said,
                "source": source,
                "at": now,
            },
        )
        if not is_new:
            return None
        if is_lost:
            # Whoever has been told of an earlier fault of this mail must be told of the newest.
            Message.objects.filter(pk=message.pk, state__in=(State.SENT, State.BOUNCED)).update(
                state=State.BOUNCED, answer=said, handled_at=None
            )
            audit.log(message, "mail.bounced", by=None, hard=is_hard, source=str(source))
        message_bounced.send(Message, message=message, bounce=bounce)
    return bounce


def _message(returned: Returned) -> Message | None:
    key = key_of(returned.envelope) if returned.envelope else None
    if key is not None:
        return Message.objects.filter(pk=key).first()
    return Message.objects.filter(message_id=returned.message_id).first() if returned.message_id else None
