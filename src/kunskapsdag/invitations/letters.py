"""The words of the letters to invited people. Nothing in them tells us whether they are opened."""

import copy
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kunskapsdag.core import clock
from kunskapsdag.core.text import is_number, unlinked
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.fees.queries import words_of
from kunskapsdag.invitations import emails, links, queries
from kunskapsdag.invitations.models import Invitation, InvitationList
from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter, letter
from kunskapsdag.mail.models import Message
from kunskapsdag.mailings import kinds, words
from kunskapsdag.mailings.kinds import Editable
from kunskapsdag.mailings.letters import of_day
from kunskapsdag.mailings.queries import text_for
from kunskapsdag.mailings.rules import placeholders
from kunskapsdag.mailings.rules.placeholders import ANSWER_BY, INVITED_BY, LEAD
from kunskapsdag.pages import dates

MADE_UP = "Anna Andersson"
SHOWN = 5


@dataclass(slots=True)
class Words:
    """What a letter says, before it is laid out."""

    subject: str
    paragraphs: list[str]
    has_button: bool = True


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of what the organiser has written."""
    return placeholders.split(text)


def built_in(invitation: Invitation, kind: str) -> Words:
    """Return the letter's ready words; the facts of the day and the buttons come after them."""
    title = invitation.event.title
    lead = paragraphs(lead_of(invitation))
    last = dates.at(invitation.event.last_registration)
    closing = _(
        "Answer by your own link below, at the latest %(when)s. It works without logging in, also if you can't come."
    ) % {"when": last}
    if kind == emails.REMINDER:
        first = _("We have invited you to the day below, and have not had your answer yet.")
        return Words(_("Can you come? %(title)s") % {"title": title}, [first, *lead, closing])
    if kind == emails.FORWARDED:
        first = _("%(who)s has been invited to the day below and thinks that it is something for you.") % {
            "who": asked_by(invitation)
        }
        return Words(_("An invitation for you: %(title)s") % {"title": title}, [first, *lead, closing])
    return Words(_("Invitation: %(title)s") % {"title": title}, [*lead, closing])


def lead_of(invitation: Invitation) -> str:
    """Return the words of her list, or the standard ones."""
    return invitation.list.lead or _("You are warmly welcome to this day.")


def asked_by(invitation: Invitation) -> str:
    """Return who has sent the invitation on to her."""
    by = invitation.passed_on_by
    return unlinked(by.name) if by is not None and by.name else _("A colleague")


def in_own_words(found: Words, invitation: Invitation, texts: Mapping[str, str], *, kind: str, name: str, own: str) -> Words:
    """Return the letter in the office's words; what they leave out of asker, list's words and last day is added."""
    values = values_of(invitation, name=name, own=own)
    if texts["subject"]:
        found.subject = placeholders.filled(texts["subject"], values)
    body = texts["body"]
    if body:
        used = placeholders.used(body)
        found.paragraphs = placeholders.paragraphs(body, values)
        if LEAD not in used and invitation.list.lead:
            found.paragraphs = [*paragraphs(invitation.list.lead), *found.paragraphs]
        if INVITED_BY not in used and kind == emails.FORWARDED:
            found.paragraphs.insert(0, _("%(who)s thinks that this is something for you.") % {"who": asked_by(invitation)})
        if ANSWER_BY not in used:
            found.paragraphs.append(_("Answer at the latest %(when)s.") % {"when": values[ANSWER_BY]})
        found.has_button = placeholders.LINK not in used
    return found


def values_of(invitation: Invitation, *, name: str, own: str) -> dict[str, str]:
    """Return what the words in braces become in this letter."""
    event = invitation.event
    return of_day(event, is_online=event.attendance == Attendance.ONLINE) | {
        placeholders.NAME: name,
        placeholders.ORGANISATION: unlinked(invitation.organisation_name),
        placeholders.LINK: own,
        LEAD: lead_of(invitation),
        INVITED_BY: asked_by(invitation),
        ANSWER_BY: dates.at(event.last_registration),
    }


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


def composed(
    invitation: Invitation,
    kind: str,
    *,
    name: str,
    language: str,
    texts: Mapping[str, str] | None = None,
    is_example: bool = False,
) -> Letter:
    """Return the whole letter. ``texts`` are words to try; in an example the day's public page stands in place of her own."""
    event = invitation.event
    public = public_page(event)
    own = public if is_example else settings.BASE_URL + links.path(invitation)
    found = built_in(invitation, kind)
    if texts is None:
        row = text_for(event, kind, state="", way="")
        texts = {"subject": row.subject, "body": row.body} if row else None
    if texts is not None:
        found = in_own_words(found, invitation, texts, kind=kind, name=name, own=own)
    context = {
        "words": found,
        "event": event,
        "greeting": _("Hello %(name)s!") % {"name": name} if name else _("Hello!"),
        "when": dates.span(event.starts_at, event.ends_at),
        "price_words": words_of(event),
        "for_whom": queries.for_whom(event),
        "own": own,
        "no_more": public if is_example else settings.BASE_URL + links.path(invitation, "no-more"),
        "is_open": queries.may_register(event, now=clock.now()),
    }
    return letter(
        "invitations/mail/letter",
        context,
        language,
        reply_to=event.contact_email,
        unsubscribe_url="" if is_example else settings.BASE_URL + links.path(invitation, "unsubscribe"),
    )


def public_page(event: Event) -> str:
    """Return the address that stands in place of her own in what is only shown: a forwarded example gives nothing away."""
    return settings.BASE_URL + reverse("event-page", args=[event.slug])


class Invitations:
    """The letters of the invitation lists, for the editor of letters."""

    def built_in(self, event: Event, kind: str) -> tuple[str, str]:
        """Return the ready words with words in braces in place of facts."""
        day = copy.copy(event)
        day.title = words.braced(placeholders.DAY)
        someone = _someone(day)
        someone.list.lead = words.braced(LEAD)
        someone.passed_on_by = Invitation(name=words.braced(INVITED_BY))
        found = built_in(someone, kind)
        said = [(dates.at(event.last_registration), ANSWER_BY)]
        return found.subject, words.with_braces(words.joined(found.paragraphs), said)

    def people(self, event: Event) -> list[tuple[str, str]]:
        """Return some who are invited, those who came last first."""
        rows = Invitation.objects.filter(event=event).exclude(email_key="").select_related("list").order_by("-pk")
        return [(str(one.pk), f"{one}, {one.list}") for one in rows[:SHOWN]]

    def example(self, event: Event, kind: str, chosen: str, texts: Mapping[str, str]) -> Letter:
        """Return the letter as an invited person would get it, or somebody made up."""
        someone = self.someone(event, chosen)
        return composed(someone, kind, name=someone.name, language="sv", texts=texts, is_example=True)

    def someone(self, event: Event, chosen: str) -> Invitation:
        """Return the invitation that is chosen, or a made-up one; a number of nobody is the made-up one."""
        rows = Invitation.objects.filter(event=event).exclude(email_key="").select_related("list", "passed_on_by")
        found = (rows.filter(pk=chosen).first() if is_number(chosen) else None) or _someone(event)
        found.event = event
        return found


def _someone(event: Event) -> Invitation:
    """Return a made-up invitation for showing a letter; it is never saved."""
    return Invitation(event=event, list=InvitationList(event=event), name=MADE_UP, organisation_name="Exempelkommun")


def _editable(kind: str, label: Promise, when: Promise, *own: str) -> Editable:
    return Editable(
        kind,
        label,
        when,
        seen_by=(),
        own=(LEAD, ANSWER_BY, *own),
        musts=(LEAD, ANSWER_BY, *own),
        has_ways=False,
        lacks=(placeholders.NUMBER,),
        has_english=False,
        family=FAMILY,
    )


FAMILY = Invitations()
EDITABLE = (
    _editable(
        emails.INVITED,
        pgettext_lazy("letter", "Invitation"),
        gettext_lazy("Goes to those of an invitation list when you send it. Each list has words of its own to stand first."),
    ),
    _editable(
        emails.REMINDER,
        gettext_lazy("Reminder of the invitation"),
        gettext_lazy("Goes when you remind those who have been invited and have not answered."),
    ),
    _editable(
        emails.FORWARDED,
        gettext_lazy("Invitation that somebody sends on"),
        gettext_lazy("Goes at once to one whom an invited person has asked."),
        INVITED_BY,
    ),
)


def register() -> None:
    """Tell the outbox who writes these letters, and the editor that they may have other words."""
    for kind in (emails.INVITED, emails.REMINDER, emails.FORWARDED):
        registry.register(kind, write)
    kinds.add(*EDITABLE)
