"""What the organiser ought to do next, and how a day moves to another date. Pure functions on plain values."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Status
from kunskapsdag.pages import dates
from kunskapsdag.registrations.rules.moving import moved

A_YEAR_OF_WEEKS = dt.timedelta(weeks=52)
SOON = dt.timedelta(days=3)
FILM_WITHIN = dt.timedelta(days=60)


class Where(StrEnum):
    """Where something is done; the screens know the addresses."""

    EDIT = "edit"
    PAGE = "page"
    REGISTRATIONS = "registrations"
    WAITING = "waiting"
    MAILS = "mails"
    NEWS = "news"
    SUBSTITUTES = "substitutes"
    LIMITS = "limits"
    APPLICATIONS = "applications"
    NO_SHOWS = "no_shows"
    PUBLISH = "publish"


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing to do: a sentence, where it is done, and whether it cannot wait."""

    text: str
    where: Where
    is_urgent: bool = False


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is known of a day when one asks what remains to be done."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    opens_at: dt.datetime | None
    closes_at: dt.datetime | None
    status: str
    capacity: int | None
    taken: int
    waiting: int
    has_waiting_list: bool
    has_page: bool
    is_published: bool
    has_documentation: bool
    has_fee: bool
    items: int
    speakers: int
    undelivered: int
    substitutes: int = 0
    applied: int = 0
    # Who did not come, and about whom nobody has decided what it costs.
    absent: int = 0
    decision_day: dt.date | None = None
    # Whether cancelling is to cost something by the text, and no steps say what.
    has_terms_only_in_text: bool = False
    # Whether the day has been changed and those whom it concerns have not been told.
    is_untold: bool = False
    # Orders whose mails wait for the orderer to confirm, and people whom a limit has stopped.
    unconfirmed: int = 0
    stopped: int = 0


def todos(day: Preparation, now: dt.datetime) -> list[Todo]:
    """Return what to do next, the urgent first."""
    if now >= day.ends_at:
        found = _afterwards(day, now)
    elif day.status == Status.CANCELLED:
        found = _mails(day)
    else:
        found = [
            *_decisions(day, now),
            *_limits(day),
            *_mails(day),
            *_places(day),
            *_time(day, now),
            *_invitation(day),
            *_content(day),
        ]
    return sorted(found, key=lambda one: not one.is_urgent)


def _mails(day: Preparation) -> list[Todo]:
    found = [Todo(_("Tell those whom a change of the day concerns, or nobody"), Where.NEWS)] if day.is_untold else []
    if not day.undelivered:
        return found
    text = ngettext(
        "%(count)s mail has not reached its reader", "%(count)s mails have not reached their readers", day.undelivered
    )
    return [Todo(text % {"count": day.undelivered}, Where.MAILS, is_urgent=True), *found]


def _decisions(day: Preparation, now: dt.datetime) -> list[Todo]:
    """Return what others wait for the office to decide; a promise that is not kept comes before everything else."""
    found = []
    if day.applied:
        found.append(_applications(day, clock.swedish(now).date()))
    if day.substitutes:
        text = ngettext(
            "%(count)s substitute from another organisation waits for your decision",
            "%(count)s substitutes from other organisations wait for your decision",
            day.substitutes,
        )
        found.append(Todo(text % {"count": day.substitutes}, Where.SUBSTITUTES, is_urgent=True))
    return found


def _limits(day: Preparation) -> list[Todo]:
    found = []
    if day.stopped:
        text = ngettext(
            "A limit has stopped %(count)s person. Do you know her? Then let her through",
            "A limit has stopped %(count)s persons. Do you know them? Then let them through",
            day.stopped,
        )
        found.append(Todo(text % {"count": day.stopped}, Where.LIMITS, is_urgent=True))
    if day.unconfirmed:
        text = ngettext(
            "%(count)s large order waits for the orderer to confirm by mail",
            "%(count)s large orders wait for the orderers to confirm by mail",
            day.unconfirmed,
        )
        found.append(Todo(text % {"count": day.unconfirmed}, Where.LIMITS))
    return found


def _applications(day: Preparation, today: dt.date) -> Todo:
    values = {"count": day.applied, "day": dates.short_day(day.decision_day) if day.decision_day else ""}
    if day.decision_day is not None and day.decision_day < today:
        text = ngettext(
            "%(count)s person was promised an answer by %(day)s and has none. Decide now",
            "%(count)s persons were promised an answer by %(day)s and have none. Decide now",
            day.applied,
        )
        return Todo(text % values, Where.APPLICATIONS, is_urgent=True)
    if day.decision_day is None:
        text = ngettext("%(count)s application waits for an answer", "%(count)s applications wait for an answer", day.applied)
        return Todo(text % values, Where.APPLICATIONS, is_urgent=True)
    text = ngettext("%(count)s application to answer by %(day)s", "%(count)s applications to answer by %(day)s", day.applied)
    return Todo(text % values, Where.APPLICATIONS, is_urgent=day.decision_day - today <= SOON)


def _places(day: Preparation) -> list[Todo]:
    if day.capacity is None or not day.waiting:
        return []
    free = day.capacity - day.taken
    if free > 0:
        # Translators: only numbers after "Waiting" and "free places", so that neither needs a plural.
        text = _("Waiting: %(waiting)s. Free places: %(free)s. Offer them")
        return [Todo(text % {"waiting": day.waiting, "free": free}, Where.WAITING, is_urgent=True)]
    text = ngettext(
        "%(waiting)s person waits for a place. Can the room take more?",
        "%(waiting)s persons wait for a place. Can the room take more?",
        day.waiting,
    )
    return [Todo(text % {"waiting": day.waiting}, Where.WAITING)]


def _time(day: Preparation, now: dt.datetime) -> list[Todo]:
    if day.opens_at is None:
        return [Todo(_("Decide when registration opens"), Where.EDIT)]
    last = day.closes_at or day.starts_at
    if not dt.timedelta(0) < last - now <= SOON or now < day.opens_at:
        return []
    days = (clock.swedish(last).date() - clock.swedish(now).date()).days
    words = {0: _("The last day to register is today"), 1: _("The last day to register is tomorrow")}
    text = words.get(days) or _("The last day to register is in %(days)s days") % {"days": days}
    return [Todo(text, Where.REGISTRATIONS, is_urgent=days <= 1)]


def _invitation(day: Preparation) -> list[Todo]:
    if not day.has_page:
        return [Todo(_("The day has no invitation page"), Where.PUBLISH)]
    return [] if day.is_published else [Todo(_("Publish the invitation"), Where.PUBLISH, is_urgent=True)]


def _content(day: Preparation) -> list[Todo]:
    found = []
    if not day.items:
        found.append(Todo(_("Write the programme"), Where.EDIT))
    if not day.speakers:
        found.append(Todo(_("The programme has nobody who takes part"), Where.EDIT))
    if not day.has_fee:
        found.append(Todo(_("Say what a place costs, or that it is free of charge (0 kr)"), Where.EDIT))
    if day.has_terms_only_in_text:
        text = _(
            "The terms of cancellation are only text, so nothing is charged by itself. Write them as steps, or settle by hand"
        )
        found.append(Todo(text, Where.EDIT))
    if day.capacity is None:
        found.append(Todo(_("There is no limit to the number of places. Is that right?"), Where.EDIT))
    return found


def _afterwards(day: Preparation, now: dt.datetime) -> list[Todo]:
    found = _mails(day)
    if day.absent:
        text = ngettext(
            "%(count)s person did not come. Decide whether to charge the fee",
            "%(count)s persons did not come. Decide whom to charge the fee",
            day.absent,
        )
        found.append(Todo(text % {"count": day.absent}, Where.NO_SHOWS))
    if day.status != Status.CANCELLED and day.has_page and not day.has_documentation and now - day.ends_at <= FILM_WITHIN:
        found.append(Todo(_("Put up the film, the slides and what was said"), Where.PAGE))
    return found


def suggested_date(day: dt.date, today: dt.date) -> dt.date:
    """Return the same weekday a year later, and further on until it lies ahead."""
    suggested = day + A_YEAR_OF_WEEKS
    while suggested <= today:
        suggested += A_YEAR_OF_WEEKS
    return suggested


def moved_day(day: dt.date | None, days: int) -> dt.date | None:
    """Return the date so many days later."""
    return day + dt.timedelta(days=days) if day else None


def moved_all(moments: dict[str, dt.datetime | None], days: int) -> dict[str, Any]:
    """Return all the moments so many days later."""
    return {name: moved(moment, days) for name, moment in moments.items()}
