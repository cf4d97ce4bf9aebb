"""The calendar file of one registration: the same UID for ever, so that Outlook and Google update what they have."""

import datetime as dt

from django.conf import settings
from django.urls import reverse

from kunskapsdag.events.calendar import build
from kunskapsdag.registrations import links
from kunskapsdag.registrations.models import Registration


def calendar_file(
    registration: Registration, *, method: str, now: dt.datetime, version: int, to: tuple[str, str] | None = None
) -> str:
    """Return the iCalendar text; ``method`` is REQUEST (in a mail), PUBLISH (fetched by hand) or CANCEL.

    SEQUENCE is the sum of the event's and the registration's own: whichever changes, the file grows newer.
    A CANCEL goes to ``to`` (name, address) where the person has handed on her place; it holds no personal link.
    ``version`` is the link's as it was when the file was caused: a mail that is late must not tell a newer link.
    """
    event = registration.event
    own = reverse("event-page", args=[event.slug]) if method == "CANCEL" else links.path_of(registration.public_id, version)
    return build(
        event,
        url=settings.BASE_URL + own,
        uid=f"{registration.public_id}@kunskapsdag",
        method=method,
        sequence=event.calendar_sequence + registration.calendar_revision,
        attendee=to or (registration.name, registration.email),
        cancelled=method == "CANCEL",
        is_online=registration.takes_part_online,
        now=now,
    )
