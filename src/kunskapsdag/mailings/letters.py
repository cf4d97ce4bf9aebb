"""The letters by the clock and to many, and the office's own words in all letters."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kunskapsdag.core.text import unlinked
from kunskapsdag.events.models import Event
from kunskapsdag.fees.queries import words_of
from kunskapsdag.mailings import kinds, queries, words
from kunskapsdag.mailings.kinds import Editable
from kunskapsdag.mailings.models import Mailing, ScheduledLetter
from kunskapsdag.mailings.rules import placeholders, timing
from kunskapsdag.pages import dates
from kunskapsdag.registrations import emails, letters, sections
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.letters import Occasion, Words
from kunskapsdag.registrations.models import Registration


def _reminder(registration: Registration, facts: dict[str, Any]) -> Words:
    event = registration.event
    return Words(
        _("Welcome soon: %(title)s") % {"title": event.title},
        [
            _("Soon it is time: %(when)s.") % {"when": _lower(dates.span(event.starts_at, event.ends_at))},
            _("Can you not come? Then send somebody else, or cancel so that the place goes to one who waits."),
        ],
        button=_("See your registration"),
        shows_terms=True,
        buttons=[(_("Cancel if you cannot come"), "registrations:cancel"), (_("Send someone else"), "substitutes:ask")],
    )


def _last_things(registration: Registration, facts: dict[str, Any]) -> Words:
    return Words(
        _("Before the day: %(title)s") % {"title": registration.event.title},
        practical(registration.event),
        button=_("See your registration"),
    )


def practical(event: Event) -> list[str]:
    """Return what one who is coming needs to know and the facts below the letter do not say."""
    found = []
    if event.doors_open_at:
        found.append(_("Doors open at %(time)s.") % {"time": dates.time(event.doors_open_at)})
    if event.venue and event.venue.directions:
        found.append(_("Getting there: %(text)s") % {"text": event.venue.directions})
    if event.venue and event.venue.access:
        found.append(_("Accessibility: %(text)s") % {"text": event.venue.access})
    found.append(_("The programme and everything else about the day stand on the day's page."))
    return found


def _thanks(registration: Registration, facts: dict[str, Any]) -> Words:
    return Words(
        _("Thank you for coming: %(title)s") % {"title": registration.event.title},
        [
            _("Thank you for being there."),
            _("Films, slides and what was said are put on the day's page as they come in."),
        ],
        button=_("See your registration"),
    )


def _news(registration: Registration, facts: dict[str, Any]) -> Words:
    event = registration.event
    mailing = Mailing.objects.get(pk=facts["mailing"]) if "mailing" in facts else None
    if mailing is not None:
        found = _of_mailing(mailing, registration)
    else:  # the start of a draft
        found = Words(
            _("Changed: %(title)s") % {"title": event.title},
            [_("Something has changed about the day that you are registered for:"), facts.get("changes", "")],
        )
    found.button = _("See your registration")
    found.method = "REQUEST" if facts.get("calendar") and registration.state == State.CONFIRMED else ""
    return found


def _message(registration: Registration, facts: dict[str, Any]) -> Words:
    mailing = Mailing.objects.get(pk=facts["mailing"]) if "mailing" in facts else Mailing()  # none yet: a preview
    found = _of_mailing(mailing, registration)
    found.button = _("See your registration")
    return found


def _of_mailing(mailing: Mailing, registration: Registration) -> Words:
    """Return the words of a letter to many; Swedish where the English are not filled in."""
    is_english = registration.language == "en"
    subject = (is_english and mailing.subject_en) or mailing.subject
    body = (is_english and mailing.body_en) or mailing.body
    # The link is filled in by ``edit``, which knows it.
    return Words(subject or registration.event.title, [body])


KINDS = {
    emails.REMINDER: _reminder,
    emails.LAST_THINGS: _last_things,
    emails.THANKS: _thanks,
    emails.NEWS: _news,
    emails.MESSAGE: _message,
}


def edit(found: Words, occasion: Occasion) -> Words:
    """Put the office's own words into a letter: the day's, else the house's; a letter to many has its own."""
    if "mailing" in occasion.facts:
        return own_words(found, occasion, found.subject, found.paragraphs[0], words.MAILING)
    editable = kinds.by_kind(occasion.kind)
    if editable is None or occasion.facts.get("old_address"):
        # The old address is told that mails go to another, and not what that other one is told.
        return found
    text = queries.text_for(
        occasion.registration.event,
        occasion.kind,
        state=occasion.registration.state,
        way=occasion.facts.get("way") or queries.way_of(occasion.registration),
    )
    if text is None:
        return found
    subject, body = text.in_language(occasion.receiver.language)
    return own_words(found, occasion, subject, body, editable)


def with_texts(texts: Mapping[str, str], editable: Editable) -> letters.Edit:
    """Return what puts these words into a letter, for a preview of what is being written."""

    def edit_so(found: Words, occasion: Occasion) -> Words:
        subject, body = texts["subject"], texts["body"]
        if occasion.receiver.language == "en":
            is_mailing = editable is words.MAILING
            subject = texts["subject_en"] or (subject if is_mailing else "")
            body = texts["body_en"] or (body if is_mailing else "")
        return own_words(found, occasion, subject, body, editable)

    return edit_so


def own_words(found: Words, occasion: Occasion, subject: str, body: str, editable: Editable) -> Words:
    """Return the letter with these words; what it may never be without is added where they leave it out."""
    return with_words(found, values_of(occasion, found), subject, body, editable)


def with_words(found: Words, values: Mapping[str, str], subject: str, body: str, editable: Editable) -> Words:
    """Return a letter of any app with these words, whose words in braces become ``values``."""
    if subject and not found.keeps_subject:
        found.subject = placeholders.filled(subject, values)
    if body:
        found.paragraphs = placeholders.paragraphs(body, values) + _missing(editable, body, values)
        if placeholders.LINK in placeholders.used(body):
            found.button = ""
    return found


def _missing(editable: Editable, body: str, values: Mapping[str, str]) -> list[str]:
    """Return the sentences of what must be said and is not."""
    sentences = {
        placeholders.CHANGES: "%(value)s",
        placeholders.FOR_YOU: "%(value)s",
        placeholders.DECISION: _("You get an answer by mail no later than %(value)s."),
        placeholders.ANSWER_BY: _("Answer by %(value)s. After that the place is offered to the next in line."),
        placeholders.POSITION: _("You are number %(value)s in the waiting list."),
        placeholders.REASON: _("From the organiser: %(value)s"),
    }
    said = placeholders.used(body)
    left_out = [sentences[name] % {"value": values[name]} for name in editable.musts if name not in said and values.get(name)]
    return [part for text in left_out for part in placeholders.split(text)]


def values_of(occasion: Occasion, found: Words | None = None) -> dict[str, str]:
    """Return what the words in braces become in this letter; the link for those online is not among them.

    ``found`` is the letter with its built-in words, whose parts may be named; one without a link gives none away.
    """
    registration, facts = occasion.registration, occasion.facts
    event = registration.event
    answer_by = facts.get("answer_by")
    return of_day(event, is_online=registration.takes_part_online) | {
        placeholders.NAME: unlinked(occasion.receiver.name),
        placeholders.NUMBER: str(registration.number),
        placeholders.ORGANISATION: unlinked(registration.organisation_name),
        placeholders.LINK: occasion.own if found is None or found.has_link else "",
        placeholders.POSITION: str(facts.get("position") or ""),
        placeholders.ANSWER_BY: dates.at(dt.datetime.fromisoformat(answer_by)) if answer_by else "",
        placeholders.REASON: str(facts.get("reason") or ""),
        placeholders.DECISION: dates.day(event.decision_day) if event.decision_day else "",
        placeholders.CHANGES: str(facts.get("changes") or ""),
        **(parts_of(found) if found else {}),
    }


def parts_of(found: Words) -> dict[str, str]:
    """Return what the words in braces that stand for a part of the built-in letter become."""
    known = {placeholders.DATE: dates.short_day(found.known_day)} if found.known_day else {}
    return known | {words.PARTS[name]: words.joined(part) for name, part in found.parts.items()}


def of_day(event: Event, *, is_online: bool) -> dict[str, str]:
    """Return what the words in braces that tell of the day become."""
    venue = None if is_online else event.venue
    return {
        placeholders.DAY: event.title,
        placeholders.DATE: dates.short_day(event.first_day),
        placeholders.WHEN: _lower(dates.span(event.starts_at, event.ends_at)),
        placeholders.PLACE: f"{venue.name}, {venue.address}" if venue else pgettext("place", "Online"),
        placeholders.FEE: words_of(event),
        placeholders.CONTACT: ", ".join(filter(None, (event.contact_name, event.contact_email, event.contact_phone))),
        placeholders.ORGANISER: event.organiser.name,
    }


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


class LettersSection(sections.Section):
    """What letters add to a registration: that mail has come back, and what a letter said that she came too late for."""

    name = "mailings"
    place = 90

    def staff_card(self, registration: Registration, *, user: Any, now: dt.datetime) -> sections.Card | None:
        """Return what has not reached her, with the way to mend her address."""
        lost = queries.lost_mails(registration)
        return sections.Card("mailings/returned_card.html", {"registration": registration, "lost": lost}) if lost else None

    def lines(self, registration: Registration, kind: str) -> list[str]:
        """Return the paragraphs of the letters that have gone: practical information, and a reminder in the office's words."""
        if kind not in (emails.CONFIRMED, emails.SUBSTITUTE) or registration.state != State.CONFIRMED:
            return []
        event = registration.event
        found: list[str] = []
        rows = ScheduledLetter.objects.filter(event=event, kind__in=(emails.LAST_THINGS, emails.REMINDER), is_on=True)
        for row in rows.exclude(sent_for=None):
            if timing.has_gone(sent_for=row.sent_for, starts_at=event.starts_at):
                found += self._said(registration, row.kind)
        return found

    def _said(self, registration: Registration, kind: str) -> list[str]:
        text = queries.text_for(registration.event, kind, state=registration.state, way=queries.way_of(registration))
        body = text.in_language(registration.language)[1] if text is not None else ""
        if body:
            receiver = letters.Receiver(registration.name, registration.email, registration.language)
            # Its own link stands as a button already.
            values = values_of(Occasion(registration, kind, {}, receiver, own=""))
            return placeholders.paragraphs(body, values)
        # The built-in reminder says nothing that the confirmation does not.
        return practical(registration.event) if kind == emails.LAST_THINGS else []


def register() -> None:
    """Tell registrations who writes these letters, and that all letters may have other words."""
    kinds.add(*kinds.OF_REGISTRATIONS)
    for kind, writer in KINDS.items():
        letters.add(kind, writer)
    letters.let_edit(edit)
    sections.register(LettersSection())
