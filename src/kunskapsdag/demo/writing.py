"""What the demo's office has written: a plan for the coming day, words of its own, a letter to many, and one that came back."""

import datetime as dt
import uuid
from typing import Any

from kunskapsdag.events.models import Event
from kunskapsdag.mail.enums import BounceSource, State
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.returning import keep_bounce
from kunskapsdag.mailings import actions, queries, words
from kunskapsdag.mailings.queries import To
from kunskapsdag.mailings.suggestions import SUGGESTED
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.enums import State as Standing

LETTER = {
    "subject": "Inför {dag}: vi åker tillsammans från stationen",
    "body": "En buss väntar utanför stationen 40 minuter före start. Säg ditt nummer, {nummer}, till föraren.\n\n"
    "Kommer du på annat sätt hittar du vägen på dagens sida.",
    "subject_en": "",
    "body_en": "",
}
THANKS = {
    "subject": "Tack för i går: {dag}",
    "body": "Tack {namn} för att du kom. Det du och {organisation} bar med er gjorde dagen.\n\n"
    "Filmer och bilder läggs på dagens sida.",
}
SENT_BEFORE = dt.timedelta(hours=2)
SAID = "550 5.1.1 Mottagaren finns inte här"


def plan_letters(event: Event, *, by: Any) -> None:
    """Turn on the letters by the clock."""
    for kind, plan in SUGGESTED.items():
        actions.plan_letter(event=event, kind=kind, is_on=True, plan=plan, by=by)


def write_thanks(event: Event, *, by: Any, now: dt.datetime) -> None:
    """Write the house's own words of thanks."""
    start = words.without(None, emails.THANKS, state="", way="", example=event)
    actions.save_text(event=None, kind=emails.THANKS, texts=start | THANKS, example=event, by=by, now=now)


def write_to_many(event: Event, *, by: Any, now: dt.datetime) -> None:
    """Send a letter to those who have a place."""
    to = To((str(Standing.CONFIRMED),))
    seen = queries.mark(queries.receivers(event, to))
    actions.send_mailing(event=event, to=to, texts=LETTER, seen=seen, form_key=uuid.uuid4(), by=by, now=now - SENT_BEFORE)


def let_one_come_back(event: Event, *, now: dt.datetime) -> None:
    """Let the newest mail to the last who has a place come back, as from an address that was misspelt."""
    last = event.registrations.filter(state=Standing.CONFIRMED, is_unnamed=False).order_by("-number").first()
    message = Message.objects.filter(pk__in=last.messages.values("message")).order_by("-pk").first() if last else None
    if message is not None:
        # The demo sends nothing; only what was sent can come back.
        Message.objects.filter(pk=message.pk).update(state=State.SENT, sent_at=now)
        keep_bounce(message, said=SAID, is_lost=True, is_hard=True, source=BounceSource.MAILBOX, key=str(message.pk), now=now)
