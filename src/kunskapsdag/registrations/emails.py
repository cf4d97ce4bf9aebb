"""Which mails a registration causes. A mail is a row; the worker writes its words and sends it.

Which mail tells all that an earlier one would have told stands in ``TOLD_BY``; docs/rules/mail.md has it as a table.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from kunskapsdag.core import rows
from kunskapsdag.events.models import Event
from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.enums import Priority
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import signals
from kunskapsdag.registrations.models import PlaceOffer, Registration, RegistrationMessage
from kunskapsdag.registrations.rules.moving import WORTH_TELLING

CONFIRMED = "registrations.confirmed"
WAITING = "registrations.waiting"
OFFERED = "registrations.offered"
LAPSED = "registrations.lapsed"
DECLINED = "registrations.declined"
CANCELLED = "registrations.cancelled"
CHANGED = "registrations.changed"
DUPLICATE = "registrations.duplicate"
SUBSTITUTE = "registrations.substitute"
REPLACED = "registrations.replaced"
MOVED_TO_LIST = "registrations.moved_to_list"
LINK = "registrations.link"
# Written by the app mailings: letters by the clock, a change of the day, and what the organiser writes to many.
REMINDER = "registrations.reminder"
LAST_THINGS = "registrations.last_things"
THANKS = "registrations.thanks"
NEWS = "registrations.news"
MESSAGE = "registrations.message"
DAY_CANCELLED = "registrations.day_cancelled"
DAY_MOVED = "registrations.day_moved"
WAY_CHANGED = "registrations.way_changed"
SERIES = "registrations.series"
APPLIED = "registrations.applied"
REFUSED = "registrations.refused"
# The promised day has passed without an answer.
ANSWER_LATE = "registrations.answer_late"

# Somebody who mends her details seldom does it once: what she has changed within these minutes is told in one mail.
CHANGES_WAIT = dt.timedelta(minutes=5)
NO_WAIT = mail.NO_WAIT
# What an untried mail would tell, and which later mails about the same registration tell it as well.
TOLD_BY = {
    CHANGED: frozenset({CHANGED, CONFIRMED, WAITING, OFFERED, MOVED_TO_LIST, LINK, CANCELLED, DAY_CANCELLED}),
    LINK: frozenset({CHANGED, CONFIRMED, WAITING, OFFERED, MOVED_TO_LIST, LINK, CANCELLED, DAY_CANCELLED}),
    DUPLICATE: frozenset({CHANGED, CONFIRMED, WAITING, OFFERED, MOVED_TO_LIST, LINK, DUPLICATE, CANCELLED, DAY_CANCELLED}),
    WAITING: frozenset({CONFIRMED, OFFERED, WAITING, CANCELLED, DAY_CANCELLED}),
    OFFERED: frozenset({CONFIRMED, DECLINED, LAPSED, WAITING, CANCELLED, DAY_CANCELLED}),
    LAPSED: frozenset({WAITING, OFFERED, CONFIRMED}),
    DECLINED: frozenset({WAITING, OFFERED, CONFIRMED}),
    CONFIRMED: frozenset({CANCELLED, CONFIRMED, DAY_CANCELLED}),
    APPLIED: frozenset({CONFIRMED, WAITING, REFUSED, CANCELLED, DAY_CANCELLED}),
    ANSWER_LATE: frozenset({CONFIRMED, WAITING, REFUSED, CANCELLED, DAY_CANCELLED, ANSWER_LATE}),
    WAY_CHANGED: frozenset({WAY_CHANGED, CONFIRMED, CANCELLED, DAY_CANCELLED}),
}
# A confirmation tells the newest of the day, and a cancelled registration needs neither reminder nor news.
TOLD_BY[NEWS] = frozenset({CONFIRMED, CANCELLED, DAY_CANCELLED})
TOLD_BY[REMINDER] = TOLD_BY[LAST_THINGS] = frozenset({CANCELLED, DAY_CANCELLED, DAY_MOVED})
# A later letter about the whole day says what is new since the last that she heard (``day_letters.since_heard``).
TOLD_BY[DAY_MOVED] = frozenset({DAY_MOVED, CANCELLED, DAY_CANCELLED})
BY_THE_CLOCK = frozenset({REMINDER, LAST_THINGS})
Facts = Callable[[Registration], dict[str, Any]]


def tells(later: Message, earlier: Message) -> bool:
    """Return whether the later mail tells all that the earlier would: that needs no mail of its own any more.

    A letter to an address that is no longer hers is never merged, and a reason that the organiser gave is never lost: but
    for why a day was moved that has been moved again, and for what was promised of a day that is cancelled.
    """
    if later.kind not in TOLD_BY.get(earlier.kind, ()):
        return False
    if later.kind == DAY_MOVED and earlier.kind in BY_THE_CLOCK:
        return bool(later.facts.get("is_other_date"))  # they go anew for another date, and for no other reason
    is_overtaken = earlier.kind == DAY_MOVED or later.kind == DAY_CANCELLED
    is_farewell = bool(earlier.facts.get("old_address") or later.facts.get("old_address"))
    reason = "" if is_overtaken else earlier.facts.get("reason")
    return not is_farewell and (not reason or reason == later.facts.get("reason"))


def queue(
    registration: Registration,
    kind: str,
    *,
    now: dt.datetime,
    to: tuple[str, str] | None = None,
    wait: dt.timedelta = NO_WAIT,
    **facts: Any,
) -> Message | None:
    """Write a mail of ``kind`` to the person of a registration, in the transaction that is under way.

    What was true at this moment goes into ``facts``: a mail about position 7 must not say 5 because the worker was slow.
    ``to`` (name, address) sends it to someone else, such as the person who has handed her place on. ``wait`` holds it
    back, so that a later mail may tell it all. Nobody stands behind a place that is named later: whoever ordered it is told.
    Whoever isn't written to yet is told how it stands once she may be.
    """
    if registration.is_untold:
        return None
    if registration.is_unnamed and to is None:
        signals.unnamed_told.send(sender=Registration, registration=registration, kind=kind, facts=facts, now=now)
        return None
    name, email = to or (registration.name, registration.email)
    message = mail.queue(
        kind=kind,
        facts=_known(registration) | facts,
        to_name=name,
        to_email=email,
        language=registration.language,
        now=now,
        about=about(registration),
        wait=wait,
    )
    rows.insert(RegistrationMessage(registration=registration, message=message))
    return message


def queue_offer(offer: PlaceOffer, *, now: dt.datetime) -> Message | None:
    """Write the mail that offers a place."""
    more: dict[str, Any] = {"is_online": True} if offer.registration.on_site_wish else {}
    return queue(offer.registration, OFFERED, now=now, answer_by=offer.answer_by.isoformat(), **more)


def queue_many(
    registrations: Iterable[Registration],
    kind: str,
    *,
    now: dt.datetime,
    priority: Priority = Priority.LATER,
    facts_of: Facts | None = None,
    **facts: Any,
) -> list[Message]:
    """Write a mail of ``kind`` to each of many, in the transaction that is under way; the questions do not grow with them.

    ``facts_of`` adds what is true of one registration, ``facts`` of all. Nobody who registers meanwhile waits for these:
    they go when nothing else does (``priority``). Calendar revisions are the caller's, as with ``queue``. Places that are
    named later have no address, and are left out, as are those who aren't written to yet.
    """
    registrations = [one for one in registrations if not one.is_unnamed and not one.is_untold]
    drafts = [
        mail.Draft(
            to_name=one.name,
            to_email=one.email,
            language=one.language,
            about=about(one),
            facts=_known(one) | facts | (facts_of(one) if facts_of else {}),
        )
        for one in registrations
    ]
    messages = mail.queue_many(kind=kind, drafts=drafts, now=now, priority=priority)
    RegistrationMessage.objects.bulk_create(
        RegistrationMessage(registration=one, message=message) for one, message in zip(registrations, messages, strict=True)
    )
    return messages


def queue_series(
    registrations: Sequence[Registration], *, now: dt.datetime, facts_of: Facts, refused: list[dict[str, Any]]
) -> Message:
    """Write one mail about several days of a series to a person; every registration's log tells of it.

    ``refused``: the days that could not be registered, each with why. Days belong to different registrations, so no
    later mail about one of them tells all that this one does.
    """
    first = registrations[0]
    message = mail.queue(
        kind=SERIES,
        facts={"days": [_known(one) | facts_of(one) for one in registrations], "refused": refused},
        to_name=first.name,
        to_email=first.email,
        language=first.language,
        now=now,
    )
    RegistrationMessage.objects.bulk_create(RegistrationMessage(registration=one, message=message) for one in registrations)
    return message


def facts_of_move(was: Event, changed: Iterable[str], *, days: int = 0) -> dict[str, Any]:
    """Return what a letter about a move must know of how the day was before; how it is now it reads itself.

    ``days``: by how many dates it starts later.
    """
    return {
        "is_other_date": bool(days),
        "from_times": [was.starts_at.isoformat(), was.ends_at.isoformat()],
        "from_doors": was.doors_open_at.isoformat() if was.doors_open_at else "",
        "from_place": was.place,
        "from_where": [was.attendance, was.venue_id],
        "changed": sorted(WORTH_TELLING.intersection(changed)),
    }


def about(registration: Registration) -> str:
    """Return the name of what these mails are about."""
    return f"registration:{registration.pk}"


def _known(registration: Registration) -> dict[str, Any]:
    """Return what each letter needs to know of the registration as it is now."""
    return {
        "registration": registration.pk,
        "version": registration.link_version,
        "revision": registration.calendar_revision,
    }
