"""The programme as an accessible PDF, for printing and for those who save it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.models import Site

from kunskapsdag.core import clock, pdf, text
from kunskapsdag.events import queries as events
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.pages import dates
from kunskapsdag.pages.models import SiteLook
from kunskapsdag.programme import queries
from kunskapsdag.programme.models import ItemKind, ProgrammeItem, Speaker

TEMPLATE = Path(__file__).parent / "typst" / "programme.typ"
QUIET = (ItemKind.BREAK, ItemKind.MEAL, ItemKind.TRAVEL)
LONG_WORD = re.compile(r"\S{36,}")
BREAK_HERE = "\u200b"


def programme_pdf(event: Event) -> bytes:
    """Return the programme as PDF/UA-1: the same bytes until something in it changes."""
    return pdf.make(TEMPLATE, facts(event), made_at=event.changed_at)


def facts(event: Event) -> dict[str, Any]:
    """Return what the programme says, in Swedish like the day itself."""
    with translation.override("sv"):
        return {
            **_head(event),
            "words": _words(is_past=clock.now() >= event.ends_at),
            "notice": _notice(event),
            "rows": [{"term": term, "lines": lines} for term, lines in _rows(event)],
            "days": [
                {"name": capfirst(dates.day(day)), "items": [_item(item) for item in items]}
                for day, items in queries.days(event)
            ],
            "speakers": [_speaker(speaker) for speaker in queries.speakers(event)],
            "contact": {
                "name": _line(event.contact_name),
                "email": event.contact_email,
                "phone": _line(event.contact_phone),
            },
            "reservation": _("Subject to changes. Last changed %(date)s.") % {"date": dates.at(event.changed_at)},
        }


def _head(event: Event) -> dict[str, Any]:
    site = Site.objects.filter(is_default_site=True).first()
    look = SiteLook.objects.filter(site=site).first() or SiteLook()
    url = events.address(event)
    title = _line(event.title)
    return {
        "title": title,
        "document_title": _("Programme: %(title)s") % {"title": title},
        "author": _line(event.organiser.name),
        "keywords": [event.get_format_display()],
        "format": event.get_format_display(),
        "accent": look.accent,
        "url": url,
        "url_shown": _line(url.split("://", 1)[-1].rstrip("/")),
    }


def _words(*, is_past: bool) -> dict[str, str]:
    later = _("The programme of the day has not been kept.") if is_past else _("The programme will be here later.")
    return {
        "page": _("Page"),
        "of": _("of"),
        "time": _("Time"),
        "item": _("Item"),
        "programme": _("Programme"),
        "later": later,
        "speakers": _("Speakers"),
        "moderator": _("moderator"),
        "contact": _("Contact"),
        "more": _("More about the day:"),
    }


def _notice(event: Event) -> dict[str, str] | None:
    """Return what must be read first: a printed programme of a cancelled day sends people to a closed door."""
    if event.status == Status.CANCELLED:
        heading = _("The day is cancelled")
    elif event.status == Status.MOVED and event.previous_starts_at:
        before = clock.swedish(event.previous_starts_at).date()
        heading = _("The day has been moved from %(day)s") % {"day": dates.day(before)}
    else:
        return None
    return {"heading": heading, "text": _lines(event.status_text)}


def _rows(event: Event) -> Iterator[tuple[str, list[str]]]:
    when = [dates.span(event.starts_at, event.ends_at)]
    if event.doors_open_at:
        when.append(_("Doors open at %(time)s") % {"time": dates.time(event.doors_open_at)})
    yield _("When"), when
    where = []
    if event.attendance != Attendance.ONLINE and event.venue:
        where.append(_line(f"{event.venue.name}, {event.venue.address}"))
    if event.attendance != Attendance.ON_SITE:
        where.append(_("Online. Those who have a place find the link on their own page."))
    if where:
        yield _("Where"), where
    if event.target_group:
        yield _("For whom"), [capfirst(_line(event.target_group))]
    organisers = [event.organiser.name, *(row.organisation.name for row in _co_organisers(event))]
    yield _("Organiser"), [_line(_listed(organisers))]
    if event.registration_closes_at:
        yield _("Register by"), [capfirst(dates.last_day(event.registration_closes_at))]


def _co_organisers(event: Event) -> Any:
    return event.co_organisers.select_related("organisation").order_by("sort_order", "pk")


def _item(item: ProgrammeItem) -> dict[str, Any]:
    times = [dates.time(item.starts)] + ([dates.time(item.ends)] if item.ends else [])
    return {
        "time": "–".join(times),
        "title": _line(item.title),
        "text": _lines(item.text),
        "room": _line(item.room),
        "persons": _line(_listed([person.name for person in item.persons.all()])),
        "is_quiet": item.kind in QUIET,
    }


def _speaker(speaker: Speaker) -> dict[str, Any]:
    return {
        "name": _line(speaker.person.name),
        "title": _line(speaker.title),
        "is_moderator": speaker.is_moderator,
    }


def _listed(names: list[str]) -> str:
    """Return "Anna Ek, Bo Ask and Eva Alm"."""
    if len(names) < 2:  # noqa: PLR2004  (one name needs no "and")
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def _line(value: str) -> str:
    return _breakable(text.one_line(value))


def _lines(value: str) -> str:
    return _breakable(text.several_lines(value))


def _breakable(value: str) -> str:
    """Let a word without end (an address, a joke) break where it must, instead of running off the paper."""
    return LONG_WORD.sub(lambda word: BREAK_HERE.join(word[0]), value)
