"""What has happened with a registration, in words: "nummer 7, erbjuden plats, svar senast 12 mars kl. 09.00"."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kunskapsdag.core import audit, money
from kunskapsdag.pages import dates
from kunskapsdag.registrations.enums import RuleKind, Source, State, Who
from kunskapsdag.registrations.models import Registration

FIELD_WORDS = {
    "name": gettext_lazy("name"),
    "email": gettext_lazy("e-mail"),
    "organisation_name": gettext_lazy("organisation"),
    "role": gettext_lazy("title or commission"),
    "category": gettext_lazy("takes part as"),
    "on_participant_list": gettext_lazy("participant list"),
    "invoice_reference": gettext_lazy("invoice reference"),
}
# Done by the house itself where the rules of the day have answered and not the office; nobody is named.
ANSWERS = frozenset({"registration.approved", "registration.put_in_line", "registration.refused"})
# And these always.
BY_ITSELF = frozenset(
    {
        "registration.offered",
        "registration.lapsed",
        "registration.offer_withdrawn",
        "registration.substitute_lapsed",
        "registration.substitute_void",
        "part.offered",
        "part.lapsed",
        "part.lost",
    }
)


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
    if entry.action in BY_ITSELF or (entry.action in ANSWERS and (entry.data or {}).get("by_rule")):
        return _("by itself")
    if entry.action == "registration.created" and registration.source == Source.STAFF:
        return _("the organiser")
    if entry.action == "registration.named" or (entry.action == "registration.created" and registration.source == Source.ORDER):
        return _("whoever ordered it")
    return _("the participant")


def _text(action: str, data: dict[str, Any]) -> str:
    tell = TOLD.get(action)
    return tell(data) if tell else str(SAID.get(action, action))


def _created(data: dict[str, Any]) -> str:
    if data.get("state") == State.APPLIED:
        return _("Applied for a place")
    if data.get("state") == State.WAITING:
        return _("Registered, number %(number)s in the queue") % {"number": data.get("queue_number")}
    return _("Registered and got a place")


def _offered(data: dict[str, Any]) -> str:
    last = data.get("answer_by")
    told = dates.at(dt.datetime.fromisoformat(last)) if last else ""
    text = _("Number %(number)s in the queue, was offered a place. Answer by %(last)s") % {
        "number": data.get("queue_number"),
        "last": told,
    }
    return " ".join([text, *_by_which_rule(data)])


def _by_which_rule(data: dict[str, Any]) -> list[str]:
    """Return which rule gave the place, and how many with lower numbers the rules let wait."""
    found = []
    if data.get("rule") in RuleKind.values:
        label = RuleKind(data["rule"]).label
        for_whom = f" ({Who(data['for']).label})" if data.get("for") in Who.values and data["for"] != Who.ANYONE else ""
        found.append(_("By the rule: %(rule)s.") % {"rule": f"{label}{for_whom}"})
    if passed := data.get("passed"):
        text = ngettext("%(count)s before waits on because of a rule.", "%(count)s before wait on because of rules.", passed)
        found.append(text % {"count": passed})
    return found


def _changed(data: dict[str, Any]) -> str:
    names = [str(FIELD_WORDS[name]) for name in data.get("fields", []) if name in FIELD_WORDS]
    return _("Changed details: %(names)s") % {"names": ", ".join(names)} if names else _("Saved details without changes")


def _substitute(data: dict[str, Any]) -> str:
    if data.get("number") is None:
        return _("A substitute took over")
    return _("Handed on by the one who had number %(number)s; her or his details were erased") % {"number": data["number"]}


def _part(data: dict[str, Any], *, said: Any) -> str:
    return f"{said}: {data.get('part', '')}"


def _cancelled(data: dict[str, Any]) -> str:
    if data.get("old") != State.CONFIRMED:
        return _("Left the waiting list")
    told = _("Cancelled and gave back the place")
    if data.get("cost"):
        cost = {"sum": money.kronor(Decimal(data["cost"])), "percent": f"{data.get('percent')}\xa0%"}
        return told + ". " + _("Was charged %(sum)s with VAT, %(percent)s") % cost
    if data.get("waived"):
        return told + ". " + _("Was not charged %(sum)s with VAT") % {"sum": money.kronor(Decimal(data["waived"]))}
    return told


def _price_changed(data: dict[str, Any]) -> str:
    facts = {"name": data.get("category", ""), "sum": money.kronor(Decimal(data.get("gross") or 0))}
    return _("Got another price: %(name)s, %(sum)s with VAT") % facts


SAID: dict[str, Any] = {
    "registration.repeated": gettext_lazy("Tried to register again, and got the link by mail"),
    "registration.accepted": gettext_lazy("Accepted the offered place"),
    "registration.declined": gettext_lazy("Declined the offered place"),
    "registration.lapsed": gettext_lazy("Did not answer the offer in time"),
    "registration.offer_withdrawn": gettext_lazy("The offer was taken back, since the day is cancelled or has started"),
    "registration.moved_to_list": gettext_lazy("Moved to the waiting list"),
    "registration.given_place": gettext_lazy("Was given a place past the queue"),
    "registration.waits_again": gettext_lazy("Stands in line again"),
    "registration.named": gettext_lazy("Was named for a place that had been taken without a name"),
    "registration.went_online": gettext_lazy("Takes part online instead"),
    "registration.went_on_site": gettext_lazy("Takes part on site instead"),
    "registration.stands_in_line": gettext_lazy("Takes part online, and stands in line for a place on site"),
    "registration.left_line": gettext_lazy("No longer stands in line for a place on site"),
    "registration.approved": gettext_lazy("Applied, and was given a place"),
    "registration.put_in_line": gettext_lazy("Applied, and was put in the waiting list"),
    "registration.refused": gettext_lazy("Applied, and was given no place"),
    "registration.said_no": gettext_lazy("The one who was named said no; the place has no name again"),
    "registration.substitute_asked": gettext_lazy("Asked somebody to take over"),
    "registration.substitute_declined": gettext_lazy("The one who was asked to take over said no"),
    "registration.substitute_lapsed": gettext_lazy("The one who was asked to take over did not answer in time"),
    "registration.substitute_taken_back": gettext_lazy("Took back the question to a substitute"),
    "registration.substitute_void": gettext_lazy("The question to a substitute ended: the place was no longer there"),
    "registration.substitute_approved": gettext_lazy("The substitute from another organisation was approved"),
    "registration.substitute_refused": gettext_lazy("The substitute from another organisation was refused"),
    "registration.link_sent": gettext_lazy("Got the link by mail"),
    "registration.link_replaced": gettext_lazy("Got a new link; the old one stopped working"),
    "registration.needs_changed": gettext_lazy("Food and access needs were changed"),
    "registration.needs_read": gettext_lazy("Food and access needs were read"),
}
PARTS: dict[str, Any] = {
    "part.wished": gettext_lazy("Wishes for a part"),
    "part.booked": gettext_lazy("Got a seat in a part"),
    "part.waits": gettext_lazy("Stands in line for a part"),
    "part.offered": gettext_lazy("Was offered a seat in a part"),
    "part.accepted": gettext_lazy("Accepted the seat in a part"),
    "part.declined": gettext_lazy("Declined the seat in a part"),
    "part.lapsed": gettext_lazy("Did not answer the offer of a seat in time"),
    "part.given_back": gettext_lazy("Gave back a part"),
    "part.lost": gettext_lazy("A part was full when the place came free"),
}
TOLD: dict[str, Callable[[dict[str, Any]], str]] = {
    "registration.created": _created,
    "registration.offered": _offered,
    "registration.cancelled": _cancelled,
    "registration.changed": _changed,
    "registration.price_changed": _price_changed,
    "registration.substitute": _substitute,
}
TOLD |= {action: partial(_part, said=said) for action, said in PARTS.items()}
