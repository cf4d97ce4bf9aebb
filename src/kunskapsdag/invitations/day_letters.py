"""The words to invited people who have not answered, when the whole day is cancelled or moved."""

import copy
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import emails, letters, links, queries
from kunskapsdag.invitations.models import Invitation
from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter, letter
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.queries import told_by
from kunskapsdag.mailings import kinds, words
from kunskapsdag.mailings.kinds import Editable
from kunskapsdag.mailings.letters import parts_of, with_words
from kunskapsdag.mailings.queries import text_for
from kunskapsdag.mailings.rules import placeholders
from kunskapsdag.pages import dates
from kunskapsdag.registrations import day_letters
from kunskapsdag.registrations import emails as registrations
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.letters import CHANGES, FOR_YOU, Words

LAYOUT = "registrations/mail/letter"


def _cancelled(event: Event, facts: dict[str, Any]) -> Words:
    ends = [*day_letters.unheard_move(event, facts), _("You need not answer, or do anything else.")]
    paragraphs = [
        _("You have been invited to this day. It is cancelled and will not be held."),
        _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
        *ends,
    ]
    return Words(
        day_letters.subject_of_cancelled(event, facts),
        paragraphs,
        has_link=False,
        parts={FOR_YOU: ends},
        known_day=day_letters.known_day(event, facts),
    )


def _moved(event: Event, facts: dict[str, Any]) -> Words:
    news, standing = day_letters.what_is_new(event, facts), _standing(event)
    paragraphs = [
        _("You have been invited to this day, and have not answered yet."),
        *news,
        _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
        standing,
    ]
    return Words(
        day_letters.subject_of_moved(event, facts),
        paragraphs,
        button=_("Answer the invitation"),
        parts={CHANGES: news, FOR_YOU: [standing]},
        keeps_subject=not day_letters.has_new_date(event, facts),
    )


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
    facts = day_letters.since_heard(message, event)
    row = text_for(event, message.kind, state="", way="")
    texts = {"subject": row.subject, "body": row.body} if row else NO_WORDS
    return _composed(invitation, message.kind, facts, texts, name=message.to_name, language=message.language)


def _composed(
    invitation: Invitation,
    kind: str,
    facts: dict[str, Any],
    texts: Mapping[str, str],
    *,
    name: str,
    language: str,
    is_example: bool = False,
) -> Letter:
    """Return the whole letter; in an example the day's public page stands in place of her own."""
    event = invitation.event
    found = WRITERS[kind](event, facts)
    own = letters.public_page(event) if is_example else settings.BASE_URL + links.path(invitation)
    values = letters.values_of(invitation, name=name, own=own if found.has_link else "")
    values |= {placeholders.REASON: str(facts.get("reason") or "")} | parts_of(found)
    found = with_words(found, values, texts["subject"], texts["body"], kinds.of_kind(kind))
    context = {
        "words": found,
        "event": event,
        "greeting": _("Hello %(name)s!") % {"name": name} if name else _("Hello!"),
        "when": dates.span(event.starts_at, event.ends_at),
        "own": own if found.has_link and found.button else "",
    }
    unsubscribe = "" if is_example else settings.BASE_URL + links.path(invitation, "unsubscribe")
    return letter(LAYOUT, context, language, reply_to=event.contact_email, unsubscribe_url=unsubscribe)


class OfDay(letters.Invitations):
    """The letters about the whole day, for the editor of letters."""

    def built_in(self, event: Event, kind: str) -> tuple[str, str]:
        """Return the ready words with words in braces in place of facts."""
        day = copy.copy(event)
        day.title = words.braced(placeholders.DAY)
        return words.as_text(WRITERS[kind](day, _facts(event, kind, of_text=True)), day)

    def example(self, event: Event, kind: str, chosen: str, texts: Mapping[str, str]) -> Letter:
        """Return the letter as an invited person would get it, or somebody made up."""
        someone = self.someone(event, chosen)
        return _composed(someone, kind, _facts(event, kind), texts, name=someone.name, language="sv", is_example=True)


def _facts(event: Event, kind: str, *, of_text: bool = False) -> dict[str, Any]:
    like = registrations.DAY_MOVED if kind == emails.DAY_MOVED else registrations.DAY_CANCELLED
    return words.facts_for(State.CONFIRMED, kind=like, event=event, of_text=of_text)


FAMILY = OfDay()
NO_WORDS = {"subject": "", "body": ""}
SHAPE: dict[str, Any] = {
    "seen_by": (),
    "has_ways": False,
    "lacks": (placeholders.NUMBER,),
    "has_english": False,
    "family": FAMILY,
}
EDITABLE = (
    Editable(
        emails.DAY_MOVED,
        gettext_lazy("The day is moved, to the invited"),
        gettext_lazy("Goes at once to those who are invited and have not answered when you move the day."),
        own=(placeholders.CHANGES, placeholders.REASON, placeholders.FOR_YOU),
        musts=(placeholders.CHANGES, placeholders.REASON, placeholders.FOR_YOU),
        **SHAPE,
    ),
    Editable(
        emails.DAY_CANCELLED,
        gettext_lazy("The day is cancelled, to the invited"),
        gettext_lazy("Goes at once to those who are invited and have not answered when you cancel the day."),
        own=(placeholders.REASON, placeholders.FOR_YOU),
        musts=(placeholders.REASON, placeholders.FOR_YOU),
        **SHAPE,
    ),
)


def register() -> None:
    """Tell the outbox who writes these letters."""
    for kind in WRITERS:
        registry.register(kind, write)
    kinds.add(*EDITABLE)
    registry.merge(emails.tells)
