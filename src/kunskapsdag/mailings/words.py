"""The built-in words with words in braces in place of facts: what the office begins with when it writes its own."""

import copy
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.mailings import kinds, queries
from kunskapsdag.mailings.kinds import Editable
from kunskapsdag.mailings.rules import changes, placeholders
from kunskapsdag.mailings.rules.changes import Change
from kunskapsdag.pages import dates
from kunskapsdag.registrations import emails, letters
from kunskapsdag.registrations.enums import State, Way
from kunskapsdag.registrations.letters import Words
from kunskapsdag.registrations.models import Registration

# What a letter to many may have: the words of all letters.
MAILING = Editable(emails.MESSAGE, "", "", ())
FIELDS = ("subject", "body", "subject_en", "body_en")
SOME_CHANGE = Change(changes.ITEM_ROOM, "A", "B", "…")
# A moment and a day that stand for words in braces while the built-in letters are written.
SOME_ANSWER = dt.datetime(2098, 7, 9, 10, 0, tzinfo=dt.UTC)
SOME_DAY = dt.date(2098, 8, 11)
PARTS = {letters.CHANGES: placeholders.CHANGES, letters.FOR_YOU: placeholders.FOR_YOU}
# Letters that the organiser always gives a reason in.
WITH_REASON = frozenset({emails.DAY_CANCELLED, emails.DAY_MOVED, emails.MOVED_TO_LIST, emails.REFUSED})


def built_in(event: Event, kind: str, language: str, *, state: str = "", way: str = "") -> tuple[str, str]:
    """Return the built-in subject and text of a letter, facts as words in braces; empty in a language it is never sent in."""
    editable = kinds.of_kind(kind)
    if language == "en" and not editable.has_english:
        return "", ""
    with translation.override(language):
        if editable.family is not None:
            return editable.family.built_in(event, kind)
        return _of_registration(event, kind, state=state or str(editable.seen_by[0]), way=way)


def _of_registration(event: Event, kind: str, *, state: str, way: str) -> tuple[str, str]:
    registration = stand_in(event, state=state, name="", way=way)
    registration.event.title = braced(placeholders.DAY)
    registration.event.decision_day = SOME_DAY
    registration.number = braced(placeholders.NUMBER)
    is_hybrid = event.attendance == Attendance.BOTH
    facts = facts_for(state, kind=kind, event=event, of_text=True, is_hybrid=is_hybrid)
    return as_text(letters.WRITERS[kind](registration, facts), event)


def as_text(found: Words, event: Event) -> tuple[str, str]:
    """Return the subject and the text of a letter, its parts and the facts of the day as words in braces."""
    text = joined(found.paragraphs)
    for name, part in found.parts.items():
        text = text.replace(joined(part), braced(PARTS[name]))
    return with_braces(found.subject, said(event)), with_braces(text, said(event))


def joined(paragraphs: Iterable[str]) -> str:
    """Return paragraphs as one text, those that say nothing left out."""
    return "\n\n".join(part for part in paragraphs if part)


def with_braces(text: str, said: Iterable[tuple[str, str]]) -> str:
    """Return the text with each fact that it tells as a word in braces."""
    for words, name in said:
        text = text.replace(words, braced(name))
    return text


def built(example: Event, kind: str, *, state: str = "", way: str = "") -> dict[str, str]:
    """Return the built-in words in both languages."""
    both = (built_in(example, kind, language, state=state, way=way) for language in ("sv", "en"))
    return dict(zip(FIELDS, (text for pair in both for text in pair), strict=True))


def without(event: Event | None, kind: str, *, state: str, way: str, example: Event) -> dict[str, str]:
    """Return the words that would hold if these did not exist: those for more people, the house's, the built-in ones.

    ``example`` is the day whose built-in words are shown where it is the house's own that are written.
    """
    row = queries.text_behind(event, kind, state=state, way=way)
    ready = built(example, kind, state=state, way=way)
    return {name: (getattr(row, name) if row else "") or ready[name] for name in FIELDS}


def to_keep(texts: dict[str, str], behind: dict[str, str], ready: dict[str, str]) -> dict[str, str] | None:
    """Return what is worth keeping: None where nothing differs from what holds anyway, and the built-in words left empty."""
    if all(same(texts[name], behind[name]) for name in FIELDS):
        return None
    return {name: "" if same(texts[name], ready[name]) and same(behind[name], ready[name]) else texts[name] for name in FIELDS}


def same(one: str, other: str) -> bool:
    """Return whether two texts differ in spaces only, as a browser sends them back."""
    return one.split() == other.split()


def holding(event: Event, kind: str) -> dict[str, str]:
    """Return the words of a letter that hold for a day."""
    row = queries.text_for(event, kind, state="", way="")
    ready = built(event, kind)
    return {name: (getattr(row, name) if row else "") or ready[name] for name in FIELDS}


def draft_of_news(event: Event, found: Iterable[Change]) -> dict[str, str]:
    """Return the draft that tells of changes, in both languages."""
    found = list(found)
    texts = holding(event, emails.NEWS)
    for name, language in zip(FIELDS, ("sv", "sv", "en", "en"), strict=True):
        with translation.override(language):
            said = "\n".join(in_words(one) for one in found)
        texts[name] = texts[name].replace(braced(placeholders.CHANGES), said)
    return texts


def in_words(change: Change) -> str:
    """Return a change as a sentence, in the language that is active."""
    if change.what == changes.LINK:
        return _("The link for those who take part online is new. It stands on your own page.")
    if change.what in (changes.WHEN, changes.DOORS, changes.ITEM_TIME):
        return _of_time(change)
    texts = {
        changes.TITLE: _("New title: %(new)s (before: %(old)s)."),
        changes.WHERE: _("New place: %(new)s (before: %(old)s)."),
        changes.ITEM_ROOM: _("“%(about)s” is in %(new)s (before: %(old)s)."),
    }
    nothing = _("not decided")
    start = f"{change.about}, "
    if change.what == changes.WHERE and change.about and change.new.startswith(start) and change.old.startswith(start):
        text = _("%(venue)s has a new address: %(new)s (before: %(old)s).")
        return text % {"venue": change.about, "new": change.new.removeprefix(start), "old": change.old.removeprefix(start)}
    return texts[change.what] % {"about": change.about, "new": change.new or nothing, "old": change.old or nothing}


def _of_time(change: Change) -> str:
    if change.what == changes.WHEN:
        new, old = (_lower(dates.span(*changes.moments(span))) for span in (change.new, change.old))
        return _("New time: %(new)s (before: %(old)s).") % {"new": new, "old": old}
    if change.what == changes.DOORS:
        if not change.new:
            return _("There is no longer a time when the doors open before the start.")
        return _("Doors open at %(new)s.") % {"new": dates.time(dt.datetime.fromisoformat(change.new))}
    new, old = (_clock(times) for times in (change.new, change.old))
    return _("“%(about)s” is at %(new)s (before: %(old)s).") % {"about": change.about, "new": new, "old": old}


def _clock(times: str) -> str:
    """Return "10.00–10.30", with the day where the programme has several."""
    day, starts, ends = times.split("|")
    said = dates.time(dt.time.fromisoformat(starts)) + (f"–{dates.time(dt.time.fromisoformat(ends))}" if ends else "")
    return f"{dates.short_day(dt.date.fromisoformat(day))} {said}" if day else said


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def stand_in(event: Event, *, state: str, name: str, language: str = "sv", way: str = "") -> Registration:
    """Return a made-up registration for showing a letter; it is never saved."""
    registration = Registration(
        # No row has this key: what is asked of her has no answer.
        pk=0,
        event=copy.copy(event),
        number=1,
        state=state,
        way=way or Way.ON_SITE,
        name=name,
        email="anna.andersson@example.se",
        organisation_name="Exempelkommun",
        language=language,
        queue_number=1,
    )
    registration.event.pk = event.pk
    return registration


def facts_for(
    state: str, *, kind: str = "", event: Event | None = None, of_text: bool = False, is_hybrid: bool = False
) -> dict[str, Any]:
    """Return facts that any letter can be written from; words in braces where it is the text that is wanted.

    Where a day is held both on site and online, one who has a place may also stand in line. ``event`` is needed for a letter
    about a day that is moved: it is said to have been a week earlier.
    """
    position = braced(placeholders.POSITION) if of_text else 3
    reason = braced(placeholders.REASON) if of_text else _("the reason that you write") if kind in WITH_REASON else ""
    facts: dict[str, Any] = {
        "registration": None,
        "version": 1,
        "revision": 0,
        "state": str(state),
        "had": str(state) if kind == emails.DAY_CANCELLED else str(State.CONFIRMED),
        "position": position if state in (State.WAITING, State.OFFERED) or is_hybrid else None,
        "answer_by": SOME_ANSWER.isoformat(),
        "reason": reason,
        "changes": braced(placeholders.CHANGES) if of_text else in_words(SOME_CHANGE),
        "changed": [],
    }
    return facts | (_of_move(event) if event is not None and kind == emails.DAY_MOVED else {})


def _of_move(event: Event) -> dict[str, Any]:
    week = dt.timedelta(days=7)
    return {
        "from_times": [(moment - week).isoformat() for moment in (event.starts_at, event.ends_at)],
        "from_place": event.place,
        "changed": ["starts_at", "ends_at"],
        "changes": "",
        "free_until": event.first_day.isoformat(),
    }


def said(event: Event) -> list[tuple[str, str]]:
    """Return the facts that built-in words tell, longer ones first, each with its word in braces."""
    when = dates.span(event.starts_at, event.ends_at)
    return [
        (dates.at(SOME_ANSWER), placeholders.ANSWER_BY),
        (dates.day(SOME_DAY), placeholders.DECISION),
        (when, placeholders.WHEN),
        (when[:1].lower() + when[1:], placeholders.WHEN),
        (dates.day(event.first_day), placeholders.DATE),
        (dates.short_day(event.first_day), placeholders.DATE),
    ]


def braced(name: str) -> str:
    """Return a word in braces."""
    return f"{{{name}}}"
