"""The rules of the queue in words: for the invitation, for those who wait, and for the office."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kunskapsdag.core import clock
from kunskapsdag.pages import dates
from kunskapsdag.registrations.enums import Reason, RuleKind, Who
from kunskapsdag.registrations.rules.fairness import Rule, Verdict


def last_day(rule: Rule) -> str:
    """Return the last day on which a rule holds: "1 mars 2027"."""
    return dates.short_day(clock.swedish(rule.until - dt.timedelta(microseconds=1)).date())


def for_whom(rule: Rule) -> str:
    """Return of whom a rule speaks, as after "for": "förtroendevalda", "dem som kommer från Norrbottens län"."""
    if rule.who in (Who.COUNTY, Who.ORGANISATION):
        return _("those who come from %(name)s") % {"name": rule.name}
    return str(FOR_WHOM[rule.who])


def sentence(rule: Rule) -> str:
    """Return what a rule says, for the invitation."""
    values = {"number": rule.number, "day": last_day(rule), "whom": for_whom(rule), "county": rule.name}
    match rule.kind:
        case RuleKind.CAP:
            return _cap_sentence(rule) % values
        case RuleKind.COUNTY:
            return (
                _(
                    "To and including %(day)s the places are for %(whom)s. Others stand in the waiting list meanwhile, and are "
                    "then offered what is left."
                )
                % values
            )
        case RuleKind.QUOTA:
            text = ngettext(
                "%(number)s place is kept for %(whom)s to and including %(day)s. After that it is for everybody.",
                "%(number)s places are kept for %(whom)s to and including %(day)s. After that what is left is for everybody.",
                rule.number,
            )
            return text % values
    return _("Nobody passes a group that has asked to come together or not at all.")


def _cap_sentence(rule: Rule) -> str:
    if rule.who == Who.MUNICIPALITIES:
        return ngettext(
            "At most %(number)s place per municipality to and including %(day)s. Those who come on top of that stand in the "
            "waiting list meanwhile.",
            "At most %(number)s places per municipality to and including %(day)s. Those who come on top of that stand in the "
            "waiting list meanwhile.",
            rule.number,
        )
    return ngettext(
        "At most %(number)s place per organisation to and including %(day)s. Those who come on top of that stand in the "
        "waiting list meanwhile.",
        "At most %(number)s places per organisation to and including %(day)s. Those who come on top of that stand in the "
        "waiting list meanwhile.",
        rule.number,
    )


def sentences(rules: Sequence[Rule]) -> list[str]:
    """Return what an invitation says about how places are given: every rule, and the order of offers last."""
    if not rules:
        return []
    order = _(
        "Places that come free are offered in the order of registration, among those to whom the rules above give a place."
    )
    return [*(sentence(rule) for rule in rules), order]


def why(verdict: Verdict) -> str:
    """Return why somebody waits, said to her."""
    rule = verdict.rule
    values: dict[str, object] = {"has": verdict.has}
    if rule is not None:
        values |= {"day": last_day(rule), "number": rule.number, "whom": for_whom(rule)}
    return _reason(verdict.reason, verdict.has, has_rule=rule is not None) % values


def _reason(reason: Reason, has: int, *, has_rule: bool) -> str:
    match reason:
        case Reason.CAP:
            return ngettext(
                "Your organisation has %(has)s place, and may have at most %(number)s to and including %(day)s. "
                "Then the order of registration counts.",
                "Your organisation has %(has)s places, and may have at most %(number)s to and including %(day)s. "
                "Then the order of registration counts.",
                has,
            )
        case Reason.RESERVED if not has_rule:
            return _("The places that are free are kept for others.")
    return str(REASONS[reason])


def why_not(verdict: Verdict, organisation: str) -> str:
    """Return why somebody from another organisation cannot have a place that its own may have, said to who hands it on."""
    rule = verdict.rule
    if rule is None:
        return _("The places that are free are kept for others.")
    values = {
        "organisation": organisation,
        "has": verdict.has,
        "number": rule.number,
        "day": last_day(rule),
        "whom": for_whom(rule),
    }
    match verdict.reason:
        case Reason.CAP:
            text = ngettext(
                "%(organisation)s has %(has)s place already, and may have at most %(number)s to and including %(day)s.",
                "%(organisation)s has %(has)s places already, and may have at most %(number)s to and including %(day)s.",
                verdict.has,
            )
        case Reason.COUNTY:
            text = _("To and including %(day)s the places are for %(whom)s, and %(organisation)s is not one of them.")
        case _:
            text = ngettext(
                "This is the %(number)s place that is kept for %(whom)s to and including %(day)s.",
                "This is one of the %(number)s places that are kept for %(whom)s to and including %(day)s.",
                rule.number,
            )
    return text % values


REASONS = {
    Reason.COUNTY: gettext_lazy(
        "To and including %(day)s the places are for %(whom)s. After that the order of registration counts."
    ),
    Reason.RESERVED: gettext_lazy("The places that are free are kept for %(whom)s to and including %(day)s."),
    Reason.GROUP: gettext_lazy(
        "You have asked to come together or not at all, and there is not room for all %(has)s of you yet."
    ),
    Reason.BEHIND_GROUP: gettext_lazy("A group before you waits for places together, and is not passed."),
    Reason.FULL: gettext_lazy("Every place is taken."),
    Reason.PLACE: gettext_lazy("A place can be offered to you."),
}

FOR_WHOM = {
    Who.ANYONE: gettext_lazy("everybody"),
    Who.MUNICIPALITIES: gettext_lazy("municipalities"),
    Who.ELECTED: gettext_lazy("elected representatives"),
    Who.OFFICIALS: gettext_lazy("officials"),
    Who.PARTNERS: gettext_lazy("partners"),
    Who.SPEAKERS: gettext_lazy("speakers"),
}
