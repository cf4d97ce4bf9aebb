"""The words of the letters to invited people. Nothing in them tells us whether they are opened."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.fees.queries import words_of
from kunskapsdag.invitations import emails, links, queries
from kunskapsdag.invitations.models import Invitation
from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter, letter
from kunskapsdag.mail.models import Message
from kunskapsdag.pages import dates


@dataclass(slots=True)
class Words:
    """What a letter says, before it is laid out."""

    subject: str
    paragraphs: list[str]


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of what the organiser has written."""
    return [part.strip() for part in text.split("\n\n") if part.strip()]


def words(invitation: Invitation, kind: str) -> Words:
    """Return the letter's own words; the facts of the day and the buttons come after them."""
    title = invitation.event.title
    lead = paragraphs(invitation.list.lead) or [_("You are warmly welcome to this day.")]
    last = dates.at(invitation.event.last_registration)
    closing = _(
        "Answer by your own link below, at the latest %(when)s. It works without logging in, also if you can't come."
    ) % {"when": last}
    if kind == emails.REMINDER:
        first = _("We have invited you to the day below, and have not had your answer yet.")
        return Words(_("Can you come? %(title)s") % {"title": title}, [first, *lead, closing])
    if kind == emails.FORWARDED:
        by = invitation.passed_on_by
        who = by.name if by is not None and by.name else _("A colleague")
        first = _("%(who)s has been invited to the day below and thinks that it is something for you.") % {"who": who}
        return Words(_("An invitation for you: %(title)s") % {"title": title}, [first, *lead, closing])
    return Words(_("Invitation: %(title)s") % {"title": title}, [*lead, closing])


def write(message: Message) -> Letter:
    """Return the words of a letter to an invited person."""
    return composed(of(message), message.kind, name=message.to_name, language=message.language)


def of(message: Message) -> Invitation:
    """Return the invitation that a letter is about, with the link that it had when the letter was caused."""
    invitation = Invitation.objects.select_related("event", "event__venue", "event__organiser", "list", "passed_on_by").get(
        pk=message.facts["invitation"]
    )
    invitation.link_version = message.facts["version"]
    return invitation


def composed(invitation: Invitation, kind: str, *, name: str, language: str) -> Letter:
    """Return the whole letter; also for the organiser, who wants to see it before anything is sent."""
    event = invitation.event
    own = settings.BASE_URL + links.path(invitation)
    context = {
        "words": words(invitation, kind),
        "event": event,
        "greeting": _("Hello %(name)s!") % {"name": name} if name else _("Hello!"),
        "when": dates.span(event.starts_at, event.ends_at),
        "price_words": words_of(event),
        "for_whom": queries.for_whom(event),
        "own": own,
        "no_more": settings.BASE_URL + links.path(invitation, "no-more"),
        "is_open": queries.may_register(event, now=clock.now()),
    }
    return letter("invitations/mail/letter", context, language)


def register() -> None:
    """Tell the outbox who writes these letters."""
    for kind in (emails.INVITED, emails.REMINDER, emails.FORWARDED):
        registry.register(kind, write)
