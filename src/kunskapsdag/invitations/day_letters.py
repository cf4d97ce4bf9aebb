"""The words to invited people who have not answered, when the whole day is cancelled or moved."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import emails, letters, links, queries
from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter, letter
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.queries import told_by
from kunskapsdag.pages import dates
from kunskapsdag.registrations import day_letters
from kunskapsdag.registrations.letters import Words

LAYOUT = "registrations/mail/letter"


def _cancelled(event: Event, facts: dict[str, Any]) -> Words:
    paragraphs = [
        _("You have been invited to this day. It is cancelled and will not be held."),
        *day_letters.unheard_move(event, facts),
        _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
        _("You need not answer, or do anything else."),
    ]
    return Words(day_letters.subject_of_cancelled(event, facts), paragraphs, has_link=False)


def _moved(event: Event, facts: dict[str, Any]) -> Words:
    paragraphs = [
        _("You have been invited to this day, and have not answered yet."),
        *day_letters.what_is_new(event, facts),
        _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
        _standing(event),
    ]
    return Words(day_letters.subject_of_moved(event, facts), paragraphs, button=_("Answer the invitation"))


def _standing(event: Event) -> str:
    """Return what has become of the invitation."""
    if queries.may_register(event, now=clock.now()):
        last = dates.at(event.last_registration)
        return _("Your invitation holds for the new day too. Answer by your own link, at the latest %(when)s.") % {"when": last}
    if clock.now() >= event.last_registration:
        return _("Registration has closed. If you want to come, ask the organiser.")
    return _("Your invitation holds for the new day too. You can answer by your own link.")


WRITERS = {emails.DAY_CANCELLED: _cancelled, emails.DAY_MOVED: _moved}


def write(message: Message) -> Letter:
    """Return the words; one who had not got her invitation yet when the day was moved gets just that, with the new day."""
    invitation = letters.of(message)
    event = invitation.event
    unheard = [row.kind for row in told_by(message) if row.kind in emails.INVITES]
    if message.kind == emails.DAY_MOVED and unheard:
        return letters.composed(invitation, unheard[0], name=message.to_name, language=message.language)
    words = WRITERS[message.kind](event, day_letters.since_heard(message, event))
    context = {
        "words": words,
        "event": event,
        "greeting": _("Hello %(name)s!") % {"name": message.to_name} if message.to_name else _("Hello!"),
        "when": dates.span(event.starts_at, event.ends_at),
        "own": settings.BASE_URL + links.path(invitation) if words.has_link else "",
    }
    return letter(
        LAYOUT,
        context,
        message.language,
        reply_to=event.contact_email,
        unsubscribe_url=settings.BASE_URL + links.path(invitation, "unsubscribe"),
    )


def register() -> None:
    """Tell the outbox who writes these letters."""
    for kind in WRITERS:
        registry.register(kind, write)
    registry.merge(emails.tells)
