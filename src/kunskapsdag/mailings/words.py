"""The built-in words with words in braces in place of facts: what the office begins with when it writes its own."""

import copy
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.mailings import queries
from kunskapsdag.mailings.kinds import BY_KIND, Editable
from kunskapsdag.mailings.rules import changes, placeholders
from kunskapsdag.mailings.rules.changes import Change
from kunskapsdag.pages import dates
from kunskapsdag.registrations import emails, letters
from kunskapsdag.registrations.enums import State
from kunskapsdag.registrations.models import Registration

# What a letter to many may have: the words of all letters.
MAILING = Editable(emails.MESSAGE, "", "", ())
FIELDS = ("subject", "body", "subject_en", "body_en")
SOME_CHANGE = Change(changes.ITEM_ROOM, "A", "B", "…")
# A moment that stands for a word in braces while the built-in letters are written.
SOME_ANSWER = dt.datetime(2098, 7, 9, 10, 0, tzinfo=dt.UTC)


def built_in(event: Event, kind: str, language: str) -> tuple[str, str]:
    """Return the built-in subject and text of a letter, facts as words in braces."""
    editable = BY_KIND[kind]
    with translation.override(language):
        registration = stand_in(event, state=editable.seen_by[0], name="")
        registration.event.title = _braced(placeholders.DAY)
        registration.number = _braced(placeholders.NUMBER)
        is_hybrid = event.attendance == Attendance.BOTH
        found = letters.WRITERS[kind](registration, facts_for(registration.state, of_text=True, is_hybrid=is_hybrid))
        text = "\n\n".join(part for part in found.paragraphs if part)
        for said, name in _said(event):
            text = text.replace(said, _braced(name))
        return found.subject, text


def without(event: Event | None, kind: str, *, state: str, way: str, example: Event) -> dict[str, str]:
    """Return the words that would hold if these did not exist: those for more people, the house's, the built-in ones.

    ``example`` is the day whose built-in words are shown where it is the house's own that are written.
    """
    row = queries.text_behind(event, kind, state=state, way=way)
    built = dict(zip(FIELDS, (*built_in(example, kind, "sv"), *built_in(example, kind, "en")), strict=True))
    return {name: (getattr(row, name) if row else "") or built[name] for name in FIELDS}


def to_keep(texts: dict[str, str], behind: dict[str, str], built: dict[str, str]) -> dict[str, str] | None:
    """Return what is worth keeping: None where nothing differs from what holds anyway, and the built-in words left empty."""
    if all(same(texts[name], behind[name]) for name in FIELDS):
        return None
    return {name: "" if same(texts[name], built[name]) and same(behind[name], built[name]) else texts[name] for name in FIELDS}


def same(one: str, other: str) -> bool:
    """Return whether two texts differ in spaces only, as a browser sends them back."""
    return one.split() == other.split()


def holding(event: Event, kind: str) -> dict[str, str]:
    """Return the words of a letter that hold for a day."""
    row = queries.text_for(event, kind, state="", way="")
    built = dict(zip(FIELDS, (*built_in(event, kind, "sv"), *built_in(event, kind, "en")), strict=True))
    return {name: (getattr(row, name) if row else "") or built[name] for name in FIELDS}


def draft_of_news(event: Event, found: Iterable[Change]) -> dict[str, str]:
    """Return the draft that tells of changes, in both languages."""
    found = list(found)
    texts = holding(event, emails.NEWS)
    for name, language in zip(FIELDS, ("sv", "sv", "en", "en"), strict=True):
        with translation.override(language):
            said = "\n".join(in_words(one) for one in found)
        texts[name] = texts[name].replace(_braced(placeholders.CHANGES), said)
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


def stand_in(event: Event, *, state: str, name: str, language: str = "sv") -> Registration:
    """Return a made-up registration for showing a letter; it is never saved."""
    registration = Registration(
        # No row has this key: what is asked of her has no answer.
        pk=0,
        event=copy.copy(event),
        number=1,
        state=state,
        name=name,
        email="anna.andersson@example.se",
        organisation_name="Exempelkommun",
        language=language,
        queue_number=1,
    )
    registration.event.pk = event.pk
    return registration


def facts_for(state: str, *, of_text: bool = False, is_hybrid: bool = False) -> dict[str, Any]:
    """Return facts that any letter can be written from; words in braces where it is the text that is wanted.

    Where a day is held both on site and online, one who has a place may also stand in line.
    """
    position = _braced(placeholders.POSITION) if of_text else 3
    return {
        "registration": None,
        "version": 1,
        "revision": 0,
        "state": str(state),
        "had": str(State.CONFIRMED),
        "position": position if state in (State.WAITING, State.OFFERED) or is_hybrid else None,
        "answer_by": SOME_ANSWER.isoformat(),
        "reason": _braced(placeholders.REASON) if of_text else "",
        "changes": _braced(placeholders.CHANGES) if of_text else in_words(SOME_CHANGE),
        "changed": [],
    }


def _said(event: Event) -> list[tuple[str, str]]:
    when = dates.span(event.starts_at, event.ends_at)
    return [
        (dates.at(SOME_ANSWER), placeholders.ANSWER_BY),
        (when, placeholders.WHEN),
        (when[:1].lower() + when[1:], placeholders.WHEN),
    ]


def _braced(name: str) -> str:
    return f"{{{name}}}"
