"""One turn of the outbox: take what is due, write it once, hand it over, keep the answer.

A mail is taken by compare-and-swap: the update only holds while the row still is as it was read, so of two workers
one gets it. Between the swap and the server's receipt lies the only moment in which a kill can lead to a second copy:
the lease runs out and the mail is sent again. At least once, that is, and once only where the server answers.
"""

import datetime as dt
import logging
import time
from collections import Counter
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.db.models.functions import Lower
from django.utils import translation
from django.utils.translation import gettext

from kunskapsdag.mail import bounces, rules, transport
from kunskapsdag.mail.enums import BounceSource, Priority, State
from kunskapsdag.mail.errors import Busy, LineDropped, Refused, ServerTrouble
from kunskapsdag.mail.merging import without_merged
from kunskapsdag.mail.mime import mime, recipient_address, sender_address
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.registry import renderer
from kunskapsdag.mail.returning import keep_bounce

logger = logging.getLogger("kunskapsdag.mail")

UNFINISHED = "Sending began but never ended."


def send_due(now: dt.datetime) -> int:
    """Send what is due, a batch at most; return how many mails came one step further.

    Without a mail server (``MAIL_URL`` empty) the mails are written and kept as SHOWN.
    """
    server = transport.parse(settings.MAIL_URL)
    started = time.monotonic()
    turn = _turn(now)
    left = _without_flooding(without_merged(turn, now), now)
    done = len(turn) - len(left)
    with ExitStack() as stack:
        line = _Line(server, stack) if server else None
        for row in left:
            if time.monotonic() - started > rules.BATCH_SECONDS:
                break
            if not _take(row, now, State.SENDING if line else State.SHOWN):
                continue
            done += 1
            if line is None:
                continue
            try:
                line.hand_over(row, now)
            except ServerTrouble as trouble:
                _wait_for_server(row, str(trouble), now)
                break
    return done


class _Line:
    """The line to the mail server, opened when it is needed, and once more when the server has had enough of it."""

    def __init__(self, server: transport.Server, stack: ExitStack) -> None:
        self._server = server
        self._stack = stack
        self._connection: transport.Connection | None = None

    def hand_over(self, row: Message, now: dt.datetime) -> None:
        """Hand a mail over; a line that broke before the server had it, but after others had gone, is opened anew."""
        if self._connection is None:
            self._connection = self._open()
        try:
            _hand_over(row, self._connection, now)
        except LineDropped:
            if not self._connection.has_delivered:
                raise
            self._connection = self._open()
            _hand_over(row, self._connection, now)

    def _open(self) -> transport.Connection:
        return self._stack.enter_context(transport.connected(self._server))


def _turn(now: dt.datetime) -> list[Message]:
    """Return the mails of this turn: all that somebody waits for, and a few of those to many."""
    found = list(Message.objects.due(now)[: rules.BATCH])
    waited_for = [row for row in found if row.priority == Priority.NOW]
    return [*waited_for, *[row for row in found if row.priority != Priority.NOW][: rules.LATER_BATCH]]


def _without_flooding(turn: list[Message], now: dt.datetime) -> list[Message]:
    """Return the mails of a turn but for those to a mailbox that has got unusually many; one question.

    These are kept as undelivered, for the office to look at and perhaps send again: what is written already goes.
    """
    wanted = {row.to_email.casefold() for row in turn}
    had = Counter(_had_today(wanted, now)) if wanted else Counter()
    left = []
    for row in turn:
        key = row.to_email.casefold()
        if had[key] < rules.MOST_A_DAY or row.is_written:
            had[key] += 1
            left.append(row)
        else:
            with translation.override("sv"):  # the office reads it
                answer = gettext("The address has got %(most)s mails within a day and night. This one was held back.")
            _swap(row, state=State.FAILED, answer=answer % {"most": rules.MOST_A_DAY})
    return left


def _had_today(wanted: set[str], now: dt.datetime) -> dict[str, int]:
    gone = Message.objects.filter(created_at__gt=now - rules.A_DAY, sent_at__isnull=False).order_by()
    found = gone.annotate(key=Lower("to_email")).filter(key__in=wanted).values_list("key")
    return dict(found.annotate(number=Count("pk")))


def _take(row: Message, now: dt.datetime, state: State) -> bool:
    """Write the words where that is not done, and take the row; return whether it is ours to send."""
    # Whoever took it before and never finished used up a try: a mail that ends its worker must come to an end itself.
    tries = row.tries + (row.state == State.SENDING)
    if tries > row.tries and rules.wait_after(tries) is None:
        _try_later(row, row.answer or UNFINISHED, now)
        return False
    words: dict[str, Any] = {}
    if not row.is_written:
        try:
            words = _words(row)
        except Exception as error:  # any fault of any app's renderer
            logger.exception("Mail %s (%s) could not be written", row.pk, row.kind)
            _try_later(row, f"{type(error).__name__}: {error}", now)
            return False
    return _swap(row, state=state, taken_at=now, sent_at=None, tries=tries, **words)


def _words(row: Message) -> dict[str, str]:
    with translation.override(row.language):
        letter = renderer(row.kind)(row)
    return {
        "subject": letter.subject[:250],
        "text": letter.text or "\n",
        "html": letter.html,
        "calendar": letter.calendar,
        "calendar_method": letter.calendar_method,
        "reply_to": letter.reply_to,
        "unsubscribe_url": letter.unsubscribe_url,
    }


def _hand_over(row: Message, connection: transport.Connection, now: dt.datetime) -> None:
    try:
        answer = connection.send(sender=sender_address(row), recipient=recipient_address(row), message=mime(row))
    except Busy as error:
        _try_later(row, str(error), now)
    except (Refused, ValueError) as error:
        logger.warning("Mail %s was refused", row.pk)
        if _swap(row, state=State.FAILED, tries=row.tries + 1, taken_at=None, answer=str(error)):
            _note_dead_address(row, str(error), now)
    except ServerTrouble:
        raise
    except Exception as error:  # a mail that nobody could foresee must not stop those behind it
        logger.exception("Mail %s could not be sent", row.pk)
        _try_later(row, f"{type(error).__name__}: {error}", now)
    else:
        _swap(row, state=State.SENT, tries=row.tries + 1, taken_at=None, sent_at=now, answer=answer)


def _note_dead_address(row: Message, answer: str, now: dt.datetime) -> None:
    """Keep that our own server knows of no such address, as when a returned mail says so."""
    status = bounces.STATUS.search(answer)
    if status and bounces.is_dead(status[0]):
        keep_bounce(
            row,
            said=answer,
            is_lost=True,
            is_hard=True,
            source=BounceSource.SERVER,
            key=f"{row.message_id}|{row.tries}"[:64],
            now=now,
        )


def _try_later(row: Message, answer: str, now: dt.datetime) -> None:
    """Count a try and set the next one, or give the mail up when three days have passed."""
    tries = row.tries + 1
    wait = rules.wait_after(tries)
    if wait is None:
        logger.warning("Mail %s is given up after %s tries", row.pk, tries)
        _swap(row, state=State.FAILED, tries=tries, taken_at=None, answer=answer)
    else:
        _swap(row, state=State.DUE, tries=tries, taken_at=None, next_try_at=now + wait, answer=answer)


def _wait_for_server(row: Message, answer: str, now: dt.datetime) -> None:
    """Count a try for the mail that met the closed door; the others only wait a little, and keep all their tries."""
    logger.warning("The mail server does not take our mail: %s", answer)
    _try_later(row, answer, now)
    Message.objects.filter(state=State.DUE, next_try_at__lte=now).update(next_try_at=now + rules.PAUSE, answer=answer)


def _swap(row: Message, **fields: Any) -> bool:
    """Write the fields if the row is still as we know it; return whether it was. The object in hand follows."""
    known = {name: getattr(row, name) for name in ("state", "taken_at", "next_try_at", "tries")}
    if not Message.objects.filter(pk=row.pk, **known).update(**fields):
        return False
    for name, value in fields.items():
        setattr(row, name, value)
    return True
