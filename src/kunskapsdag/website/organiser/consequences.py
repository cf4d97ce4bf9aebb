"""What new rules for the places lead to for those who wait: shown before they are saved, and saved only when seen."""

import datetime as dt
import hashlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.events.models import Event
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import line
from kunskapsdag.registrations.rules import fairness, fairness_words, may_offer
from kunskapsdag.registrations.rules.fairness import Room, Rule, Verdict

MOST_NUMBERS = 12


class Consequences(ValidationError):
    """The organiser hasn't seen what the new rules lead to; ``mark`` is what her form says when she has."""

    def __init__(self, texts: list[str], mark: str) -> None:
        """``texts``: the sentences above the form."""
        super().__init__(texts)
        self.mark = mark


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules of a day, and what they say of each who waits."""

    rules: list[Rule]
    verdicts: dict[int, Verdict]


def standing(event: Event, *, capacity: int | None, now: dt.datetime) -> Standing:
    """Return how the line stands under the stored rules with this number of places; the event must be locked."""
    rules = line.rules_of(event)
    people = line.waiting(event) if may_offer(status=event.status, starts_at=event.starts_at, now=now) else []
    if not people:
        return Standing(rules, {})
    held = line.room(event, rules, now=now)
    room = held if held.capacity == capacity else _with_capacity(held, capacity)
    return Standing(rules, {verdict.key: verdict for verdict in fairness.decide(room, people)})


def _with_capacity(room: Room, capacity: int | None) -> Room:
    room.capacity = capacity
    return room


def require_seen(before: Standing, after: Standing, *, seen: str) -> None:
    """Raise ``Consequences`` when other rules move somebody in the line and the form doesn't say that it was shown."""
    if before.rules == after.rules or not after.verdicts:
        return
    told = {key: (str(verdict.reason), verdict.rule) for key, verdict in after.verdicts.items()}
    if told == {key: (str(verdict.reason), verdict.rule) for key, verdict in before.verdicts.items()}:
        return
    mark = hashlib.sha256(repr(sorted((key, *map(str, facts)) for key, facts in told.items())).encode()).hexdigest()
    if seen != mark:
        raise Consequences(_texts(before, after), mark)


def _texts(before: Standing, after: Standing) -> list[str]:
    """Return the sentences: who is offered a place, who waits for another reason, and that nobody loses anything."""
    numbers = dict(Registration.objects.filter(pk__in=after.verdicts).values_list("pk", "queue_number"))
    offered = [numbers[key] for key, verdict in after.verdicts.items() if verdict.gets_place]
    texts = [_("You have changed the rules while people wait. Nothing is saved yet. If you save once more:")]
    if offered:
        text = ngettext(
            "%(numbers)s in the queue is offered a place.", "%(numbers)s in the queue are offered places.", len(offered)
        )
        texts.append(text % {"numbers": _listed(offered)})
    by_reason: dict[str, list[int | None]] = {}
    for key, verdict in after.verdicts.items():
        was = before.verdicts.get(key)
        if not verdict.gets_place and (was is None or (was.reason, was.rule) != (verdict.reason, verdict.rule)):
            by_reason.setdefault(_for_staff(verdict), []).append(numbers[key])
    for reason, waiting in by_reason.items():
        texts.append(_("%(numbers)s waits on: %(why)s") % {"numbers": _listed(waiting), "why": reason})
    texts.append(_("Nobody who has a place or an offer loses it."))
    return texts


def _for_staff(verdict: Verdict) -> str:
    if verdict.rule is None:
        return fairness_words.why(verdict)
    return fairness_words.sentence(verdict.rule)


def _listed(numbers: list[int | None]) -> str:
    shown = ", ".join(str(number) for number in sorted(number for number in numbers if number is not None)[:MOST_NUMBERS])
    more = len(numbers) - MOST_NUMBERS
    text = _("Number %(shown)s") % {"shown": shown}
    return text + _(" and %(count)s more") % {"count": more} if more > 0 else text
