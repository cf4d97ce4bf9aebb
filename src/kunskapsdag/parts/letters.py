"""The words of the mails about the parts of a day; written in the same dress as other letters about a registration."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.mail import registry
from kunskapsdag.pages import dates
from kunskapsdag.parts import emails, queries, section
from kunskapsdag.registrations import letters
from kunskapsdag.registrations.letters import Words
from kunskapsdag.registrations.models import Registration


def _offered(registration: Registration, facts: dict[str, Any]) -> Words:
    last = facts.get("answer_by")
    when = dates.at(dt.datetime.fromisoformat(last)) if last else ""
    title = facts.get("title", "")
    return Words(
        _("A seat is free for you: %(title)s") % {"title": title},
        [
            _("A seat has come free in “%(title)s”, and you are first in line for it.") % {"title": title},
            _("Answer by %(when)s. After that the seat is offered to the next in line.") % {"when": when},
            _("Open your page and choose yes or no. Your place on the day is yours whatever you answer."),
        ],
        button=_("Answer the offer"),
    )


def _lapsed(registration: Registration, facts: dict[str, Any]) -> Words:
    title = facts.get("title", "")
    return Words(
        _("The seat has gone on to the next: %(title)s") % {"title": title},
        [
            _("We did not get your answer in time, so the seat in “%(title)s” has been offered to the next in line.")
            % {"title": title},
            _("Your place on the day is still yours. On your page you can choose the part again, and then stand last in line."),
        ],
        button=_("See your registration"),
    )


def _changed(registration: Registration, facts: dict[str, Any]) -> Words:
    bookings = queries.bookings_of(registration)
    chosen = section.chosen_in_words(registration, bookings) if bookings else [_("You have not chosen any part of the day.")]
    return Words(
        _("Your parts of the day: %(title)s") % {"title": registration.event.title},
        [_("Your choice is saved."), *chosen],
        button=_("See your registration"),
    )


def _moved(registration: Registration, facts: dict[str, Any]) -> Words:
    values = {"title": facts.get("title", ""), "place": facts.get("place", ""), "was": facts.get("was", "")}
    told = _("“%(title)s”, which you have chosen, is now held in: %(place)s.") % values
    if values["was"]:
        told = _("“%(title)s”, which you have chosen, is moved from %(was)s to: %(place)s.") % values
    return Words(_("New room: %(title)s") % values, [told, _("You need not do anything.")], button=_("See your registration"))


WRITERS: dict[str, letters.Writer] = {
    emails.OFFERED: _offered,
    emails.LAPSED: _lapsed,
    emails.CHANGED: _changed,
    emails.MOVED: _moved,
}


def register() -> None:
    """Tell the outbox who writes these letters."""
    letters.WRITERS.update(WRITERS)
    for kind in WRITERS:
        registry.register(kind, letters.write)
