"""Calendar files (RFC 5545) that Outlook, Google and Apple take in, and update by their UID.

Times are written in UTC, without a VTIMEZONE: a day is one moment that never recurs, every program shows it on its
own clock, and Outlook then has no zone to look up by a name that isn't Microsoft's.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from icalendar import Calendar, vCalAddress, vUri
from icalendar import Event as Entry

from kunskapsdag.core import text
from kunskapsdag.events import rules
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.pages import dates

PRODUCT = "-//kunskapsdag//kunskapsdag//SV"
# How often a program that subscribes should ask again.
ASK_AGAIN = dt.timedelta(hours=6)


def event_uid(event: Event) -> str:
    """Return the UID of the day itself, the same for ever and whatever the site is called."""
    return f"{event.uid}@kunskapsdag"


@dataclass(frozen=True, slots=True)
class PersonalDay:
    """A day as it stands in one person's calendar; ``url`` is her own page."""

    event: Event
    url: str
    uid: str
    sequence: int
    attendee: tuple[str, str] | None = None
    is_online: bool = False


def build(
    event: Event,
    *,
    url: str,
    uid: str,
    method: str,
    sequence: int,
    now: dt.datetime,
    attendee: tuple[str, str] | None = None,
    cancelled: bool = False,
    is_online: bool = False,
) -> str:
    """Return the calendar file of a day, in the language that is active.

    ``method`` is PUBLISH (a file to fetch), REQUEST or CANCEL (in a mail). ``attendee`` is the name and address of
    someone who has a place. The link for those online stands in no file: a calendar is shared, and forwarded; hers
    leads to her own page, where the link is. ``is_online``: she takes part from afar.
    """
    day = PersonalDay(event, url, uid, sequence, attendee, is_online)
    calendar = _calendar(method)
    calendar.add_component(_personal(day, now=now, cancelled=cancelled or method == "CANCEL"))
    return calendar.to_ical().decode()


def build_several(days: Iterable[PersonalDay], *, now: dt.datetime) -> str:
    """Return one file with several days that a person has places on; only PUBLISH may hold more than one."""
    calendar = _calendar("PUBLISH")
    for day in days:
        calendar.add_component(_personal(day, now=now, cancelled=False))
    return calendar.to_ical().decode()


def _personal(day: PersonalDay, *, now: dt.datetime, cancelled: bool) -> Entry:
    entry = _entry(day.event, url=day.url, uid=day.uid, sequence=day.sequence, now=now, cancelled=cancelled)
    has_place = day.attendee is not None and entry["status"] == "CONFIRMED"
    _describe(entry, day.event, url=day.url, has_place=has_place, is_online=day.is_online)
    if day.attendee:
        name, address = day.attendee
        # She has answered already, by registering: her program must neither ask her nor send an answer.
        person = _address(name, address)
        person.params.update({"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "ACCEPTED", "RSVP": "FALSE"})
        entry.add("attendee", person, encode=False)
    entry.add("transp", "OPAQUE")
    return entry


def feed(events: Iterable[tuple[Event, str]], *, name: str) -> str:
    """Return a calendar to subscribe to, from days and their addresses; it leaves the subscriber's time free."""
    calendar = _calendar("PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Europe/Stockholm")
    calendar.add("refresh-interval", ASK_AGAIN, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    days = list(events)
    titles = rules.told_apart((event.pk, event.title, event.town) for event, _url in days)
    for event, url in days:
        entry = _entry(
            event,
            url=url,
            uid=event_uid(event),
            sequence=event.calendar_sequence,
            now=event.changed_at,
            cancelled=False,
            title=titles[event.pk],
        )
        _describe(entry, event, url=url, has_place=False)
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    return calendar.to_ical().decode()


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _entry(event: Event, *, url: str, uid: str, sequence: int, now: dt.datetime, cancelled: bool, title: str = "") -> Entry:
    cancelled = cancelled or event.status == Status.CANCELLED
    entry = Entry()
    entry.add("uid", uid)
    entry.add("dtstamp", now.astimezone(dt.UTC))
    entry.add("last-modified", event.changed_at.astimezone(dt.UTC))
    entry.add("sequence", sequence)
    entry.add("dtstart", event.starts_at.astimezone(dt.UTC))
    entry.add("dtend", event.ends_at.astimezone(dt.UTC))
    # Google and Apple show a cancelled entry of a file like any other: the title must say it too.
    title = title or event.title
    if event.status == Status.CANCELLED:
        title = _("Cancelled: %(title)s") % {"title": title}
    entry.add("summary", text.one_line(title))
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    entry.add("url", vUri(url))
    entry.add("organizer", _address(event.organiser.name, event.contact_email), encode=False)
    return entry


def _describe(entry: Entry, event: Event, *, url: str, has_place: bool, is_online: bool = False) -> None:
    is_online = is_online or event.attendance == Attendance.ONLINE
    if place := _place(event, is_online=is_online):
        entry.add("location", place)
    entry.add("description", "\n".join(_lines(event, url=url, has_place=has_place, is_online=is_online)))


def _place(event: Event, *, is_online: bool) -> str:
    if is_online:
        return _("Online")
    return text.one_line(f"{event.venue.name}, {event.venue.address}") if event.venue else ""


def _lines(event: Event, *, url: str, has_place: bool, is_online: bool) -> Iterable[str]:
    if event.status_text and event.status != Status.PLANNED:
        yield text.several_lines(event.status_text)
    if event.doors_open_at and not is_online:
        yield _("Doors open at %(time)s.") % {"time": dates.time(event.doors_open_at)}
    if has_place:
        if is_online:
            yield _("The link for taking part stands on your own page.")
        yield _("Your registration: %(url)s") % {"url": url}
    else:
        yield _("Read more: %(url)s") % {"url": url}
    contact = ", ".join(filter(None, (event.contact_name, event.contact_email, event.contact_phone)))
    yield _("Contact: %(contact)s") % {"contact": text.one_line(contact)}


def _address(name: str, email: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{text.one_line(email)}")
    # A quotation mark has no way of being written inside a parameter (RFC 5545, 3.1).
    address.params["CN"] = text.one_line(name).replace('"', "'")
    return address
