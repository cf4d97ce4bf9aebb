"""The words of the mails about substitutes. Laid out like every letter about a registration."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kunskapsdag.core.text import unlinked
from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter, letter
from kunskapsdag.mail.models import Message
from kunskapsdag.pages import dates
from kunskapsdag.registrations import day_letters
from kunskapsdag.registrations import links as own_links
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.letters import Words
from kunskapsdag.substitutes import emails, links
from kunskapsdag.substitutes.models import Question

Writer = Callable[[Question, dict[str, Any]], tuple[Words, str]]
LAYOUT = "registrations/mail/letter"


def _asked(question: Question, facts: dict[str, Any]) -> tuple[Words, str]:
    registration = question.registration
    what = {
        State.WAITING: _("%(asker)s stands in the waiting list and asks whether you can take over the position in line."),
        State.OFFERED: _("%(asker)s has been offered a place and asks whether you can take over the offer."),
    }.get(State(registration.state), _("%(asker)s has a place and asks whether you can come instead."))
    words = Words(
        _("Can you come instead of %(asker)s? %(title)s") % {"asker": facts["asker"], "title": registration.event.title},
        [
            what % facts,
            _("Open your page to see what you would take over. There you write your details and say yes or no.")
            + " "
            + _("Nothing happens until you press a button there."),
            _("Answer by %(when)s. Until then the place is still %(asker)s's.")
            % {"asker": facts["asker"], "when": dates.at(_answer_by(facts))},
            _("We got your name and address from %(asker)s, only to ask you. If you say no, or do not answer, they are erased.")
            % facts,
        ],
        button=_("See the question and answer"),
        shows_terms=True,
    )
    return words, settings.BASE_URL + links.path(question)


def _no_longer_asked(question: Question, facts: dict[str, Any]) -> tuple[Words, str]:
    why = {
        "taken_back": _("%(asker)s has taken back the question whether you can come instead."),
        "day": _("%(asker)s asked whether you can come instead. The day is cancelled and will not be held."),
        "lapsed": _("The time to answer has passed, so you can no longer take over the place of %(asker)s."),
    }.get(facts["why"], _("The place that %(asker)s wanted to hand on is no longer there."))
    words = Words(
        _("You need not answer any more: %(title)s") % {"title": question.registration.event.title},
        [
            why % facts,
            *([_("From the organiser: %(reason)s") % {"reason": facts["reason"]}] if facts.get("reason") else []),
            _("You need not do anything. Your name and address are erased from the question."),
        ],
        has_link=False,
    )
    return words, ""


def _day_moved(question: Question, facts: dict[str, Any]) -> tuple[Words, str]:
    event = question.registration.event
    words = Words(
        day_letters.subject_of_moved(event, facts),
        [
            _("%(asker)s has asked whether you can come instead. You have not answered yet.") % facts,
            *day_letters.what_is_new(event, facts, takes_part_online=question.registration.takes_part_online),
            _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
            _("The question stands. Answer by %(when)s.") % {"when": dates.at(_answer_by(facts))},
        ],
        button=_("See the question and answer"),
    )
    return words, settings.BASE_URL + links.path(question)


def _declined(question: Question, facts: dict[str, Any]) -> tuple[Words, str]:
    words = Words(
        _("%(asked)s cannot come instead: %(title)s") % {"asked": facts["asked"], "title": question.registration.event.title},
        [
            _("%(asked)s has said no to taking over from you. Nothing has changed: the registration is still yours.") % facts,
            _("By your own link you can ask somebody else, or cancel."),
        ],
        button=_("See your registration"),
    )
    return words, _own(question, facts)


def _lapsed(question: Question, facts: dict[str, Any]) -> tuple[Words, str]:
    words = Words(
        _("%(asked)s has not answered: %(title)s") % {"asked": facts["asked"], "title": question.registration.event.title},
        [
            _("%(asked)s did not answer in time. Nothing has changed: the registration is still yours.") % facts,
            _("By your own link you can ask somebody else, or cancel."),
        ],
        button=_("See your registration"),
    )
    return words, _own(question, facts)


def _approved(question: Question, facts: dict[str, Any]) -> tuple[Words, str]:
    words = Words(
        _("%(asked)s may come instead: %(title)s") % {"asked": facts["asked"], "title": question.registration.event.title},
        [
            _("The organiser has said yes. We have now asked %(asked)s, who answers by %(when)s.")
            % {"asked": facts["asked"], "when": dates.at(_answer_by(facts))}
        ],
        button=_("See your registration"),
    )
    return words, _own(question, facts)


def _refused(question: Question, facts: dict[str, Any]) -> tuple[Words, str]:
    words = Words(
        _("%(asked)s cannot take over: %(title)s") % {"asked": facts["asked"], "title": question.registration.event.title},
        [
            _("The organiser has said no to letting %(asked)s take over from you. The registration is still yours.") % facts,
            _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
            _("By your own link you can ask somebody else, or cancel."),
        ],
        button=_("See your registration"),
    )
    return words, _own(question, facts)


def _to_organiser(question: Question, facts: dict[str, Any]) -> tuple[Words, str]:
    event = question.registration.event
    words = Words(
        _("A substitute waits for your yes: %(title)s") % {"title": event.title},
        [
            _(
                "Registration number %(number)s wants to hand on to somebody from another organisation. The day says that you "
                "decide about that."
            )
            % {"number": question.registration.number},
            _("Nobody has been asked yet. Answer in good time before %(when)s, when changes close.")
            % {"when": dates.at(_answer_by(facts))},
        ],
        button=_("See the question and decide"),
    )
    return words, settings.BASE_URL + reverse("days:substitutes", args=[event.pk])


WRITERS: dict[str, Writer] = {
    emails.ASKED: _asked,
    emails.NO_LONGER_ASKED: _no_longer_asked,
    emails.DAY_MOVED: _day_moved,
    emails.DECLINED: _declined,
    emails.LAPSED: _lapsed,
    emails.APPROVED: _approved,
    emails.REFUSED: _refused,
    emails.TO_ORGANISER: _to_organiser,
}


def _answer_by(facts: dict[str, Any]) -> dt.datetime:
    return dt.datetime.fromisoformat(facts["answer_by"])


def _own(question: Question, facts: dict[str, Any]) -> str:
    return settings.BASE_URL + own_links.path_of(question.registration.public_id, facts["version"])


def write(message: Message) -> Letter:
    """Return the words of a mail about a substitute."""
    question = Question.objects.select_related("registration__event__venue", "registration__event__organiser").get(
        pk=message.facts["question"]
    )
    event = question.registration.event
    facts = day_letters.since_heard(message, event) if message.kind == emails.DAY_MOVED else message.facts
    named = {name: unlinked(facts[name]) for name in ("asker", "asked") if name in facts}
    words, address = WRITERS[message.kind](question, facts | named)
    context = {
        "words": words,
        "event": event,
        "greeting": _("Hello %(name)s!") % {"name": message.to_name} if message.to_name else _("Hello!"),
        "when": dates.span(event.starts_at, event.ends_at),
        "own": address,
        "online_url": "",
        "terms": event.cancellation_text if words.shows_terms else "",
    }
    return letter(LAYOUT, context, message.language, reply_to=event.contact_email)


def register() -> None:
    """Tell the outbox who writes these letters."""
    for kind in WRITERS:
        registry.register(kind, write)
    registry.merge(emails.tells)
