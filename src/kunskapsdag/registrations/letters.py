"""The words of the mails about a registration.

Written by the worker, from what was true when the mail was caused (``message.facts``) and from the day as it is now.
A letter is a list of paragraphs, so the plain version and the HTML version can never say different things.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.core import clock
from kunskapsdag.core.text import unlinked
from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter, letter
from kunskapsdag.mail.models import Message
from kunskapsdag.pages import dates
from kunskapsdag.registrations import emails, links, sections
from kunskapsdag.registrations.calendar import calendar_file
from kunskapsdag.registrations.enums import TAKES_PLACE, State, Way
from kunskapsdag.registrations.models import Registration


@dataclass(slots=True)
class Words:
    """What a letter says, before it is laid out."""

    subject: str
    paragraphs: list[str]
    button: str = ""
    method: str = ""  # of the calendar file that goes along
    shows_terms: bool = False
    # Only the person herself gets her link; who has left the registration does not.
    has_link: bool = True
    # More buttons below the text: what stands on each, and the name of the own page that it leads to.
    buttons: list[tuple[str, str]] = field(default_factory=list)
    # Paragraphs of the text that other words may hold as a whole, by ``CHANGES`` and ``FOR_YOU``.
    parts: dict[str, list[str]] = field(default_factory=dict)
    # A subject that tells what this letter is about, and that no other words can take the place of.
    keeps_subject: bool = False
    # The date that the receiver knows the day by, where it is another than the day's.
    known_day: dt.date | None = None


# What has changed, and what it means for the one who reads it.
CHANGES, FOR_YOU = "changes", "for_you"


@dataclass(frozen=True, slots=True)
class Receiver:
    """To whom a letter goes and in which language. ``own_url`` stands in for all her own pages, where it must not be hers."""

    name: str
    email: str
    language: str
    own_url: str = ""


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a letter is written for, for those who put other words into it."""

    registration: Registration
    kind: str
    facts: dict[str, Any]
    receiver: Receiver
    own: str


Writer = Callable[[Registration, dict[str, Any]], Words]
Edit = Callable[[Words, Occasion], Words]
_edits: list[Edit] = []


def _confirmed(registration: Registration, facts: dict[str, Any]) -> Words:
    number = {"number": registration.number}
    if registration.takes_part_online:
        paragraphs = [
            _("Welcome! You have a place online, and your registration has number %(number)s.") % number,
            where_the_link_is(),
        ]
    else:
        paragraphs = [_("Welcome! You have a place, and your registration has number %(number)s.") % number]
    if facts.get("position"):
        paragraphs.append(_in_line_on_site(facts["position"]))
    if facts.get("reason"):
        paragraphs.append(_("From the organiser: %(reason)s") % {"reason": facts["reason"]})
    paragraphs.append(_("The calendar file in this mail puts the day into your calendar."))
    paragraphs.append(_("By your own link you can change your details, send someone else or cancel, without logging in."))
    return Words(
        _("You have a place: %(title)s") % {"title": registration.event.title},
        paragraphs,
        button=_("See your registration"),
        method="REQUEST",
        shows_terms=True,
    )


def where_the_link_is() -> str:
    """Return where one who takes part online finds the link."""
    return _("The link for taking part stands on your own page, and nowhere else. Open the page when the day begins.")


def _in_line_on_site(position: int) -> str:
    return _("You also stand in line for a place on site, as number %(position)s.") % {"position": position}


def _way_changed(registration: Registration, facts: dict[str, Any]) -> Words:
    if facts.get("way", registration.way) == Way.ONLINE:
        subject = _("You take part online: %(title)s")
        standing = [_("You now take part online."), where_the_link_is()]
    else:
        subject = _("You have a place on site: %(title)s")
        standing = [_("You now have a place on site. Welcome!")]
    return Words(
        subject % {"title": registration.event.title},
        [*standing, _("The calendar file in this mail replaces the one you have.")],
        button=_("See your registration"),
        method="REQUEST",
        parts={FOR_YOU: standing},
    )


def _waiting(registration: Registration, facts: dict[str, Any]) -> Words:
    hours = registration.event.offer_hours
    first = [_("All places are taken. You are number %(position)s in the waiting list.") % {"position": facts["position"]}]
    if facts.get("decided"):
        text = _(
            "The organiser has looked at your application. You have no place yet, but stand in the waiting list as number "
            "%(position)s."
        )
        first = [text % {"position": facts["position"]}, *_from_organiser(facts)]
    return Words(
        _("You are number %(position)s in line: %(title)s")
        % {"position": facts["position"], "title": registration.event.title},
        [
            *first,
            ngettext(
                "When it is your turn you get a mail with an offer. You have %(hours)s hour to answer, less "
                "when the day is near.",
                "When it is your turn you get a mail with an offer. You have %(hours)s hours to answer, less "
                "when the day is near.",
                hours,
            )
            % {"hours": hours},
            _("By your own link you see your place in line, and can leave the list."),
        ],
        button=_("See your place in line"),
    )


def _from_organiser(facts: dict[str, Any]) -> list[str]:
    return [_("From the organiser: %(reason)s") % {"reason": facts["reason"]}] if facts.get("reason") else []


def _applied(registration: Registration, facts: dict[str, Any]) -> Words:
    event = registration.event
    promise = (
        [_("You get an answer by mail no later than %(day)s.") % {"day": dates.day(event.decision_day)}]
        if event.decision_day
        else [_("You get an answer by mail.")]
    )
    return Words(
        _("We have your application: %(title)s") % {"title": event.title},
        [
            _("Thank you for applying. Your application has number %(number)s. It is no place yet: the organiser decides.")
            % {"number": registration.number},
            *promise,
            _("By your own link you can change your details or withdraw the application."),
        ],
        button=_("See your application"),
    )


def _answer_late(registration: Registration, facts: dict[str, Any]) -> Words:
    event = registration.event
    values = {
        "day": dates.day(dt.date.fromisoformat(facts["promised"])) if facts.get("promised") else "",
        "name": event.contact_name,
        "email": event.contact_email,
    }
    return Words(
        _("The answer is late: %(title)s") % {"title": event.title},
        [
            _("You were promised an answer to your application by %(day)s, and you have not got one. We are sorry.") % values,
            _("Your application stands. The organiser has been told that the answer is late, and you get it by mail."),
            _("Do you need to know now? Ask %(name)s, %(email)s. By your own link you can withdraw the application.") % values,
        ],
        button=_("See your application"),
    )


def _refused(registration: Registration, facts: dict[str, Any]) -> Words:
    return Words(
        _("You have not got a place: %(title)s") % {"title": registration.event.title},
        [
            _("Thank you for applying. We are sorry to say that you have not got a place."),
            *_from_organiser(facts),
            _("Nothing will be charged."),
        ],
        button=_("See your application"),
    )


def _offered(registration: Registration, facts: dict[str, Any]) -> Words:
    last = dates.at(dt.datetime.fromisoformat(facts["answer_by"]))
    return Words(
        _("A place is free for you: %(title)s") % {"title": registration.event.title},
        [
            _("A place on site has come free, and you are first in line. You keep your place online until you say yes.")
            if facts.get("is_online")
            else _("A place has come free, and you are first in line."),
            _("Answer by %(when)s. After that the place is offered to the next in line.") % {"when": last},
            _("Open your page and choose yes or no. Nothing happens until you press a button there."),
        ],
        button=_("Answer the offer"),
        shows_terms=True,
    )


def _lapsed(registration: Registration, facts: dict[str, Any]) -> Words:
    if facts.get("is_online"):
        return Words(
            _("The place on site has gone on to the next: %(title)s") % {"title": registration.event.title},
            [
                _("We did not get your answer in time, so the place on site has been offered to the next in line."),
                _("You still take part online. By your own link you can stand in line again."),
            ],
            button=_("See your registration"),
        )
    return Words(
        _("The place has gone on to the next: %(title)s") % {"title": registration.event.title},
        [
            _("We did not get your answer in time, so the place has been offered to the next in line."),
            _("Do you still want to come? By your own link you can stand last in line again."),
        ],
        button=_("See your registration"),
    )


def _declined(registration: Registration, facts: dict[str, Any]) -> Words:
    if facts.get("is_online"):
        return Words(
            _("You take part online: %(title)s") % {"title": registration.event.title},
            [_("Thank you for telling us. The place on site has been offered to the next in line. You take part online.")],
            button=_("See your registration"),
        )
    return Words(
        _("You have declined the place: %(title)s") % {"title": registration.event.title},
        [_("Thank you for telling us. The place has been offered to the next in line.")],
        button=_("See your registration"),
    )


def _cancelled(registration: Registration, facts: dict[str, Any]) -> Words:
    had_place = facts.get("had") in TAKES_PLACE
    first = (
        _("Your registration is cancelled and your place has been given back.")
        if had_place
        else _("You have left the waiting list.")
    )
    paragraphs = [first]
    if facts.get("reason"):
        paragraphs.append(_("From the organiser: %(reason)s") % {"reason": facts["reason"]})
    paragraphs.append(_("Your food and accessibility needs are erased."))
    return Words(
        _("Registration cancelled: %(title)s") % {"title": registration.event.title},
        paragraphs,
        button=_("See your registration"),
        method="CANCEL" if facts.get("had") == State.CONFIRMED else "",
        shows_terms=had_place,
    )


def _changed(registration: Registration, facts: dict[str, Any]) -> Words:
    if facts.get("old_address"):
        return Words(
            _("New address for your registration: %(title)s") % {"title": registration.event.title},
            [
                _(
                    "Mails about the registration now go to another address. If it was not you who changed it, "
                    "write to the organiser."
                )
            ],
            has_link=False,
        )
    return Words(
        _("Your details are changed: %(title)s") % {"title": registration.event.title},
        [_("Your new details are saved. If it was not you who changed them, write to the organiser.")],
        button=_("See your registration"),
    )


def _duplicate(registration: Registration, facts: dict[str, Any]) -> Words:
    return Words(
        _("You are registered already: %(title)s") % {"title": registration.event.title},
        [
            _("Someone has just registered with your address, but you are registered already. Nothing has been changed."),
            _("By your own link you see your registration, and can change it or cancel."),
        ],
        button=_("See your registration"),
    )


def _substitute(registration: Registration, facts: dict[str, Any]) -> Words:
    if facts["state"] == State.WAITING:
        standing = _("You have taken over a place in the waiting list, number %(position)s in line.") % {
            "position": facts["position"]
        }
    elif facts["state"] == State.OFFERED:
        last = dates.at(dt.datetime.fromisoformat(facts["answer_by"]))
        standing = _("You have taken over the offer of a place. Answer by %(when)s.") % {"when": last}
    else:
        standing = _("A colleague has handed on her place to you. It is yours now.")
    return Words(
        _("You have taken over a registration: %(title)s") % {"title": registration.event.title},
        [standing, _("Open your page to see that your details are right, and to tell us about food and accessibility.")],
        button=_("See your registration"),
        method="REQUEST" if facts["state"] == State.CONFIRMED else "",
        shows_terms=True,
    )


def _replaced(registration: Registration, facts: dict[str, Any]) -> Words:
    if facts.get("said_no"):
        return _said_no(registration, facts)
    return Words(
        _("You have handed on your registration: %(title)s") % {"title": registration.event.title},
        [
            _(
                "Someone else has taken over your registration. Your link no longer works, and your details are "
                "no longer kept in it."
            )
        ],
        method="CANCEL" if facts.get("had") == State.CONFIRMED else "",
        has_link=False,
    )


def _said_no(registration: Registration, facts: dict[str, Any]) -> Words:
    return Words(
        _("You have said no: %(title)s") % {"title": registration.event.title},
        [
            _(
                "You have said that you cannot come. The one who registered you has been told, and can give the place to "
                "somebody else. Your link no longer works, and your details are erased."
            )
        ],
        method="CANCEL" if facts.get("had") == State.CONFIRMED else "",
        has_link=False,
    )


def _moved_to_list(registration: Registration, facts: dict[str, Any]) -> Words:
    return Words(
        _("You have been moved to the waiting list: %(title)s") % {"title": registration.event.title},
        [
            _("The organiser has moved you to the waiting list, where you are number %(position)s.")
            % {"position": facts["position"]},
            _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
        ],
        button=_("See your place in line"),
        method="CANCEL",
    )


def _link(registration: Registration, facts: dict[str, Any]) -> Words:
    return Words(
        _("Link to your registration: %(title)s") % {"title": registration.event.title},
        [_("Here is the link to your registration. Keep it to yourself: whoever has it can change your registration.")],
        button=_("See your registration"),
    )


WRITERS: dict[str, Writer] = {
    emails.CONFIRMED: _confirmed,
    emails.WAITING: _waiting,
    emails.APPLIED: _applied,
    emails.REFUSED: _refused,
    emails.ANSWER_LATE: _answer_late,
    emails.OFFERED: _offered,
    emails.LAPSED: _lapsed,
    emails.DECLINED: _declined,
    emails.CANCELLED: _cancelled,
    emails.CHANGED: _changed,
    emails.DUPLICATE: _duplicate,
    emails.SUBSTITUTE: _substitute,
    emails.REPLACED: _replaced,
    emails.MOVED_TO_LIST: _moved_to_list,
    emails.LINK: _link,
    emails.WAY_CHANGED: _way_changed,
}


def write(message: Message) -> Letter:
    """Return the words of a mail about a registration."""
    registration = Registration.objects.select_related("event", "event__venue", "event__organiser").get(
        pk=message.facts["registration"]
    )
    receiver = Receiver(message.to_name, message.to_email, message.language)
    return compose(registration, message.kind, message.facts, receiver)


def compose(
    registration: Registration, kind: str, facts: dict[str, Any], receiver: Receiver, *, edit: Edit | None = None
) -> Letter:
    """Return a letter, laid out. ``edit`` takes the place of the words that the house has of its own: for a preview."""
    own = receiver.own_url or settings.BASE_URL + links.path_of(registration.public_id, facts["version"])
    occasion = Occasion(registration, kind, facts, receiver, own)
    words = WRITERS[kind](registration, facts)
    for one in [edit] if edit else _edits:
        words = one(words, occasion)
    if words.has_link and registration.pk:
        words.paragraphs += sections.lines(registration, kind)
    if facts.get("ordered_by"):
        words.paragraphs = _for_another(words.paragraphs, facts["ordered_by"])
    event = registration.event
    context = {
        "words": words,
        "event": event,
        "greeting": _("Hello %(name)s!") % {"name": receiver.name} if receiver.name else _("Hello!"),
        "when": dates.span(event.starts_at, event.ends_at),
        "own": own if words.has_link and words.button else "",
        "buttons": [(label, _page(registration, name, facts, receiver)) for label, name in words.buttons],
        "is_online": registration.takes_part_online,
        "terms": event.cancellation_text if words.shows_terms else "",
    }
    calendar = _calendar(registration, facts, receiver, words.method)
    return letter(
        "registrations/mail/letter",
        context,
        receiver.language,
        calendar=calendar,
        calendar_method=words.method,
        reply_to=event.contact_email,
    )


def _for_another(paragraphs: list[str], orderer: str) -> list[str]:
    """Return the letter's words for one whom somebody else has registered."""
    return [
        _("%(orderer)s has registered you.") % {"orderer": unlinked(orderer)},
        *paragraphs,
        _(
            "Please open your page and complete your details: food, accessibility and whether your name may be on the list of "
            "participants. Only you and the organiser see what you write there."
        ),
    ]


def _page(registration: Registration, name: str, facts: dict[str, Any], receiver: Receiver) -> str:
    return receiver.own_url or settings.BASE_URL + links.path_of(registration.public_id, facts["version"], name)


def _calendar(registration: Registration, facts: dict[str, Any], receiver: Receiver, method: str) -> str:
    """Return the file as it was when the mail was caused: a later change has a later revision of its own."""
    if not method or receiver.own_url:
        return ""
    registration.calendar_revision = facts["revision"]
    return calendar_file(
        registration, method=method, now=clock.now(), version=facts["version"], to=(receiver.name, receiver.email)
    )


def add(kind: str, writer: Writer) -> None:
    """Let an app write one more kind of letter about a registration."""
    if WRITERS.setdefault(kind, writer) is not writer:
        raise ValueError(f"two writers for letters of kind {kind!r}")
    registry.register(kind, write)


def let_edit(edit: Edit) -> None:
    """Let an app put other words into the letters: ``edit`` gets the built-in words and returns those to send."""
    if edit not in _edits:
        _edits.append(edit)


def register() -> None:
    """Tell the outbox who writes these letters."""
    for kind in WRITERS:
        registry.register(kind, write)
    registry.merge(emails.tells)
