"""The words of the mails about a whole day: that it is cancelled, and that it is moved."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.fees.queries import price_of
from kunskapsdag.mail import registry
from kunskapsdag.mail.letters import Letter
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.queries import told_by
from kunskapsdag.pages import dates
from kunskapsdag.registrations import emails, letters
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.letters import CHANGES, FOR_YOU, Words
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import moving

TIMES = frozenset({"starts_at", "ends_at", "doors_open_at"})


def _cancelled(registration: Registration, facts: dict[str, Any]) -> Words:
    had, event = facts["had"], registration.event
    known = known_day(event, facts)
    ends = [*unheard_move(event, facts), *_what_ends(event, had)]
    return Words(
        subject_of_cancelled(event, facts),
        [
            _("The day %(when)s is cancelled and will not be held.") % {"when": dates.day(known)},
            _("From the organiser: %(reason)s") % {"reason": facts["reason"]},
            *ends,
        ],
        button=_("See your registration"),
        method="CANCEL" if had == State.CONFIRMED else "",
        parts={FOR_YOU: ends},
        known_day=known,
    )


def _what_ends(event: Event, had: str) -> list[str]:
    """Return what a cancelled day means for her, by how she stood."""
    if had == State.OFFERED:
        said = [_("The place that you were offered no longer exists. You need not answer.")]
    elif had == State.APPLIED:
        said = [_("Your application ends with it. You need not do anything.")]
    elif had == State.WAITING:
        said = [_("You were in the waiting list, which has ended. You need not do anything.")]
    else:
        said = [_("Your registration is cancelled. You need not do anything, and the day leaves your calendar.")]
    if had == State.CONFIRMED and price_of(event) is not None:
        said.append(_("You pay nothing. If your organisation has got an invoice it is credited."))
    return [*said, _("Your food and accessibility needs are erased.")]


def _moved(registration: Registration, facts: dict[str, Any]) -> Words:
    event = registration.event
    news = what_is_new(event, facts, takes_part_online=registration.takes_part_online)
    standing = _standing(facts)
    return Words(
        subject_of_moved(event, facts),
        [*news, _("From the organiser: %(reason)s") % {"reason": facts["reason"]}, *standing],
        button=_("Answer the offer") if facts["state"] == State.OFFERED else _("See your registration"),
        method="REQUEST" if facts["state"] == State.CONFIRMED else "",
        parts={CHANGES: news, FOR_YOU: standing},
        # "Moved to 12 March" would be untrue where only the link is new.
        keeps_subject=not has_new_date(event, facts),
    )


def has_new_date(event: Event, facts: dict[str, Any]) -> bool:
    """Return whether the day is held on another date than the receiver knows, and not only at another hour."""
    old = dt.datetime.fromisoformat(facts["from_times"][0])
    return "starts_at" in facts["changed"] and clock.swedish(old).date() != event.first_day


def known_day(event: Event, facts: dict[str, Any]) -> dt.date:
    """Return the date that the receiver knows: a move she has not heard of yet is told in the same letter."""
    heard = facts.get("heard_start")
    return clock.swedish(dt.datetime.fromisoformat(heard)).date() if heard else event.first_day


def unheard_move(event: Event, facts: dict[str, Any]) -> list[str]:
    """Return that a cancelled day had just been moved, for one whom no letter has told."""
    if known_day(event, facts) == event.first_day:
        return []
    return [_("It had just been moved to %(when)s, and is not held then either.") % {"when": dates.day(event.first_day)}]


def subject_of_cancelled(event: Event, facts: dict[str, Any]) -> str:
    """Return the subject, with the date that the receiver knows."""
    return _("Cancelled: %(title)s, %(when)s") % {"title": event.title, "when": dates.short_day(known_day(event, facts))}


def subject_of_moved(event: Event, facts: dict[str, Any]) -> str:
    """Return the subject: the one change that matters most."""
    changed = set(facts["changed"])
    words = {"title": event.title, "when": dates.short_day(event.first_day)}
    if not changed and facts.get("heard_start"):
        return _("As before: %(title)s, %(when)s") % words
    if has_new_date(event, facts):
        return _("Moved to %(when)s: %(title)s") % words
    if changed & TIMES:
        return _("New times: %(title)s, %(when)s") % words
    if changed & {"attendance", "venue_id"}:
        return _("New place: %(title)s, %(when)s") % words
    return _("New link: %(title)s, %(when)s") % words


def what_is_new(event: Event, facts: dict[str, Any], *, takes_part_online: bool = False) -> list[str]:
    """Return what it was and what it is. The link is told of to those alone who take part online."""
    changed = set(facts["changed"])
    if not changed and facts.get("heard_start"):
        return [_("The day was moved, and then moved back: it is held then and there as you know.")]
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
    elif "online_url" in changed and takes_part_online:
        said.append(_("The link for taking part online is new. You find it on your own page."))
    if "attendance" in changed and facts.get("state") == State.CONFIRMED and takes_part_online:
        said.append(_("The link for taking part is on your own page, which the button leads to."))
    return said


def since_heard(message: Message, event: Event) -> dict[str, Any]:
    """Return the facts of a letter, counted from what its receiver last heard of when and where the day is held.

    A move whose letter never left is told here: one mail goes where two would, and says what is new to her.
    """
    unheard = [row.facts for row in told_by(message) if "from_times" in row.facts]
    if not unheard:
        return dict(message.facts)
    first = unheard[0]
    heard = {"heard_start": first["from_times"][0]}
    if "changed" not in message.facts:
        return message.facts | heard
    names = set(message.facts["changed"]).union(*(facts["changed"] for facts in unheard))
    before = {name: first[name] for name in ("from_times", "from_doors", "from_place", "from_where")}
    changed = sorted(name for name in names if not _is_as(event, name, before))
    together = before | heard | {"changed": changed, "reason": _reasons(message.facts, unheard, changed)}
    if "free_until" in message.facts:
        # Each move's promise holds, and so the longest.
        together["free_until"] = max(facts["free_until"] for facts in (*unheard, message.facts))
    return message.facts | together


def _reasons(newest: dict[str, Any], unheard: Sequence[dict[str, Any]], changed: Sequence[str]) -> str:
    """Return why, in the organiser's words; an earlier move's too, where it changed something else that is still so."""
    others = set(changed) - set(newest["changed"])
    earlier = [facts["reason"] for facts in unheard if others.intersection(facts["changed"])]
    return " ".join(dict.fromkeys([*earlier, newest["reason"]]))


def _is_as(event: Event, name: str, before: dict[str, Any]) -> bool:
    """Return whether this about the day is as it was: it has been changed back."""
    now = emails.facts_of_move(event, ())
    return {
        "starts_at": now["from_times"][0] == before["from_times"][0],
        "ends_at": now["from_times"][1] == before["from_times"][1],
        "doors_open_at": now["from_doors"] == before["from_doors"],
        "attendance": now["from_where"][0] == before["from_where"][0],
        "venue_id": now["from_where"][1] == before["from_where"][1],
    }.get(name, False)


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
    if facts["changed"] and moving.WHEN_AND_WHERE.isdisjoint(facts["changed"]):
        return [
            _("You keep your place, and need not do anything. The calendar file in this mail replaces the one you have."),
            _("If this means that you cannot take part, you can cancel by your own link, free of charge until %(when)s.")
            % {"when": until},
        ]
    return [
        _("You keep your place. If you can come you need not do anything: the calendar file in this mail moves the day."),
        _("If you cannot come you can cancel by your own link, free of charge until %(when)s.") % {"when": until},
    ]


WRITERS = {emails.DAY_CANCELLED: _cancelled, emails.DAY_MOVED: _moved}


def write(message: Message) -> Letter:
    """Return the words of a letter about the whole day, counted from what its receiver last heard."""
    event = Event.objects.select_related("venue").get(registrations=message.facts["registration"])
    message.facts = since_heard(message, event)
    return letters.write(message)


def register() -> None:
    """Tell the outbox who writes these letters."""
    letters.WRITERS.update(WRITERS)
    for kind in WRITERS:
        registry.register(kind, write)
