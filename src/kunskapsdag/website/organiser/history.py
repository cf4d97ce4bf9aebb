"""What has happened with a registration, in words: "nummer 7, erbjuden plats, svar senast 12 mars kl. 09.00"."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.core import audit
from kunskapsdag.pages import dates
from kunskapsdag.registrations.enums import Source, State
from kunskapsdag.registrations.models import Registration

FIELD_WORDS = {
    "name": lambda: _("name"),
    "email": lambda: _("e-mail"),
    "organisation_name": lambda: _("organisation"),
    "role": lambda: _("title or commission"),
    "category": lambda: _("takes part as"),
    "on_participant_list": lambda: _("participant list"),
    "invoice_reference": lambda: _("invoice reference"),
}
# Done by the house itself, where nobody is named.
BY_ITSELF = frozenset({"registration.offered", "registration.lapsed"})


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when, what, by whom, and the reason where one was given."""

    at: dt.datetime
    text: str
    by: str
    reason: str = ""


def steps(registration: Registration) -> list[Step]:
    """Return all steps, oldest first; two questions."""
    return [
        Step(
            at=entry.timestamp,
            text=_text(entry.action, entry.data or {}),
            by=_who(entry, registration),
            reason=str((entry.data or {}).get("reason", "")),
        )
        for entry in audit.entries(registration)
    ]


def _who(entry: Any, registration: Registration) -> str:
    if entry.user_id:
        return str(entry.user) if entry.user else _("a former colleague")
    if entry.action in BY_ITSELF:
        return _("by itself")
    if entry.action == "registration.created" and registration.source == Source.STAFF:
        return _("the organiser")
    return _("the participant")


def _text(action: str, data: dict[str, Any]) -> str:
    words = WORDS.get(action)
    return words(data) if words else action


def _created(data: dict[str, Any]) -> str:
    if data.get("state") == State.WAITING:
        return _("Registered, number %(number)s in the queue") % {"number": data.get("queue_number")}
    return _("Registered and got a place")


def _offered(data: dict[str, Any]) -> str:
    last = data.get("answer_by")
    told = dates.at(dt.datetime.fromisoformat(last)) if last else ""
    return _("Number %(number)s in the queue, was offered a place. Answer by %(last)s") % {
        "number": data.get("queue_number"),
        "last": told,
    }


def _changed(data: dict[str, Any]) -> str:
    names = [FIELD_WORDS[name]() for name in data.get("fields", []) if name in FIELD_WORDS]
    return _("Changed details: %(names)s") % {"names": ", ".join(names)} if names else _("Saved details without changes")


WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "registration.created": _created,
    "registration.repeated": lambda data: _("Tried to register again, and got the link by mail"),
    "registration.offered": _offered,
    "registration.accepted": lambda data: _("Accepted the offered place"),
    "registration.declined": lambda data: _("Declined the offered place"),
    "registration.lapsed": lambda data: _("Did not answer the offer in time"),
    "registration.cancelled": lambda data: (
        _("Cancelled and gave back the place") if data.get("old") == State.CONFIRMED else _("Left the waiting list")
    ),
    "registration.moved_to_list": lambda data: _("Moved to the waiting list"),
    "registration.given_place": lambda data: _("Was given a place past the queue"),
    "registration.waits_again": lambda data: _("Stands in line again"),
    "registration.changed": _changed,
    "registration.substitute": lambda data: _("A substitute took over"),
    "registration.link_sent": lambda data: _("Got the link by mail"),
    "registration.link_replaced": lambda data: _("Got a new link; the old one stopped working"),
    "registration.needs_read": lambda data: _("Food and access needs were read"),
}
