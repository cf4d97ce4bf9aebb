"""The words of the mails about a whole day: that it is cancelled, and that it is moved."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.fees.queries import price_of
from kunskapsdag.mail import registry
from kunskapsdag.pages import dates
from kunskapsdag.registrations import emails, letters
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.letters import Words
from kunskapsdag.registrations.models import Registration

TIMES = frozenset({"starts_at", "ends_at", "doors_open_at"})


def _cancelled(registration: Registration, facts: dict[str, Any]) -> Words:
    had, event = facts["had"], registration.event
    when = dates.day(event.first_day)
    paragraphs = [_("The day %(when)s is cancelled and will not be held.") % {"when": when}]
    paragraphs.append(_("From the organiser: %(reason)s") % {"reason": facts["reason"]})
    if had == State.OFFERED:
        paragraphs.append(_("The place that you were offered no longer exists. You need not answer."))
    elif had == State.APPLIED:
        paragraphs.append(_("Your application ends with it. You need not do anything."))
    elif had == State.WAITING:
        paragraphs.append(_("You were in the waiting list, which has ended. You need not do anything."))
    else:
        paragraphs.append(_("Your registration is cancelled. You need not do anything, and the day leaves your calendar."))
    if had == State.CONFIRMED and price_of(event) is not None:
        paragraphs.append(_("You pay nothing. If your organisation has got an invoice it is credited."))
    paragraphs.append(_("Your food and accessibility needs are erased."))
    return Words(
        _("Cancelled: %(title)s, %(when)s") % {"title": event.title, "when": dates.short_day(event.first_day)},
        paragraphs,
        button=_("See your registration"),
        method="CANCEL" if had == State.CONFIRMED else "",
    )


def _moved(registration: Registration, facts: dict[str, Any]) -> Words:
    changed = set(facts["changed"])
    paragraphs = [*_what(registration, facts, changed), _("From the organiser: %(reason)s") % {"reason": facts["reason"]}]
    paragraphs += _standing(facts)
    return Words(
        _subject(registration, facts, changed),
        paragraphs,
        button=_("Answer the offer") if facts["state"] == State.OFFERED else _("See your registration"),
        method="REQUEST" if facts["state"] == State.CONFIRMED else "",
    )


def _subject(registration: Registration, facts: dict[str, Any], changed: set[str]) -> str:
    event = registration.event
    words = {"title": event.title, "when": dates.short_day(event.first_day)}
    old = dt.datetime.fromisoformat(facts["from_times"][0])
    if "starts_at" in changed and clock.swedish(old).date() != event.first_day:
        return _("Moved to %(when)s: %(title)s") % words
    if changed & TIMES:
        return _("New times: %(title)s, %(when)s") % words
    if changed & {"attendance", "venue_id"}:
        return _("New place: %(title)s, %(when)s") % words
    return _("New link: %(title)s, %(when)s") % words


def _what(registration: Registration, facts: dict[str, Any], changed: set[str]) -> list[str]:
    """Return what it was and what it is."""
    event = registration.event
    first, last = (dt.datetime.fromisoformat(moment) for moment in facts["from_times"])
    said = []
    if changed & {"starts_at", "ends_at"}:
        said.append(_("The day has a new time. Old time: %(old)s.") % {"old": _lower(dates.span(first, last))})
        said.append(_("New time: %(new)s.") % {"new": _lower(dates.span(event.starts_at, event.ends_at))})
    if "doors_open_at" in changed and event.doors_open_at:
        said.append(_("Doors open at %(time)s.") % {"time": dates.time(event.doors_open_at)})
    if changed & {"attendance", "venue_id"}:
        said.append(_("The day has a new place. Old place: %(old)s.") % {"old": facts["from_place"]})
        said.append(_("New place: %(new)s.") % {"new": event.place})
    elif "online_url" in changed and registration.takes_part_online:
        said.append(_("The link for taking part online is new. You find it on your own page."))
    if changed & {"attendance"} and facts["state"] == State.CONFIRMED and registration.takes_part_online:
        said.append(_("The link for taking part is on your own page, which the button leads to."))
    return said


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _standing(facts: dict[str, Any]) -> list[str]:
    """Return what it means for her, by how she stands."""
    until = dates.day(dt.date.fromisoformat(facts["free_until"]))
    if facts["state"] == State.APPLIED:
        return [_("Your application stands. You need not do anything, and get an answer as before.")]
    if facts["state"] == State.WAITING:
        return [
            _("You keep your place in the waiting list, number %(position)s in line. You need not do anything.")
            % {"position": facts["position"]},
            _("If you no longer want to wait you can leave the list by your own link."),
        ]
    if facts["state"] == State.OFFERED:
        answer_by = facts["answer_by"]
        said = [_("The place that you were offered is still yours to take.")]
        if answer_by:
            last = dates.at(dt.datetime.fromisoformat(answer_by))
            said.append(_("You have got new time to answer: by %(when)s.") % {"when": last})
        return said
    return [
        _("You keep your place. If you can come you need not do anything: the calendar file in this mail moves the day."),
        _("If you cannot come you can cancel by your own link, free of charge until %(when)s.") % {"when": until},
    ]


WRITERS = {emails.DAY_CANCELLED: _cancelled, emails.DAY_MOVED: _moved}


def register() -> None:
    """Tell the outbox who writes these letters."""
    letters.WRITERS.update(WRITERS)
    for kind in WRITERS:
        registry.register(kind, letters.write)
