"""Calendar files (RFC 5545)."""

import datetime as dt

from icalendar import Calendar, Event as Entry, vCalAddress

from kunskapsdag.events.models import Event


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
) -> str:
    """Return the calendar file of an event."""
    calendar = Calendar()
    calendar.add("prodid", "-//kunskapsdag//sv")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    entry = Entry()
    entry.add("uid", uid)
    entry.add("dtstamp", now)
    entry.add("dtstart", event.starts_at)
    entry.add("dtend", event.ends_at)
    entry.add("sequence", sequence)
    entry.add("summary", event.title)
    entry.add("url", url)
    entry.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    if attendee:
        entry.add("attendee", vCalAddress(f"mailto:{attendee[1]}"))
    calendar.add_component(entry)
    return calendar.to_ical().decode()
