"""Why somebody has a place, or an offer: which rule, which day, which number. Told to her and to the office alike."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kunskapsdag.core import clock
from kunskapsdag.pages import dates
from kunskapsdag.registrations.enums import RuleKind, State, Who

# The steps that give a place or an offer of one.
GIVING = (
    "registration.created",
    "registration.offered",
    "registration.given_place",
    "registration.approved",
    "registration.substitute",
)


def why_placed(action: str, data: dict[str, Any], *, at: dt.datetime, number: int) -> str:
    """Return the sentence for the step that gave the place; empty for a step that gave none."""
    values: dict[str, Any] = {"day": dates.short_day(clock.swedish(at).date()), "number": number}
    if action == "registration.created":
        if data.get("state") != State.CONFIRMED:
            return ""
        text = _("Got a place at once on %(day)s, with number %(number)s: there was room and nobody stood before.") % values
        return " ".join([text, *_rule(data)])
    if action == "registration.offered":
        values["queue"] = data.get("queue_number")
        text = _("Was offered the place on %(day)s, as number %(queue)s in the queue.") % values
        return " ".join([text, *_rule(data), *_passed(data)])
    values["reason"] = data.get("reason", "")
    key = "by_rule" if data.get("by_rule") else action
    return str(GIVEN.get(key, "")) % values


def _rule(data: dict[str, Any]) -> list[str]:
    if data.get("rule") == RuleKind.QUOTA and data.get("for") in Who.values:
        return [_("The place was one of those kept for: %(whom)s.") % {"whom": Who(data["for"]).label}]
    if data.get("rule") == RuleKind.COUNTY:
        return [_("The county comes first.")]
    return []


def _passed(data: dict[str, Any]) -> list[str]:
    passed = int(data.get("passed") or 0)
    if not passed:
        return []
    text = ngettext("%(count)s before waits on because of a rule.", "%(count)s before wait on because of rules.", passed)
    return [text % {"count": passed}]


GIVEN = {
    "registration.given_place": gettext_lazy("The organiser gave the place on %(day)s: %(reason)s"),
    "registration.approved": gettext_lazy("The organiser gave the place on %(day)s among those who had applied."),
    "by_rule": gettext_lazy("The rules of the day gave the place on %(day)s among those who had applied."),
    "registration.substitute": gettext_lazy("Took over on %(day)s from the one who had number %(number)s."),
}
