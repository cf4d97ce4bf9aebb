"""What goes along by itself with a day that is moved, for the organiser to see before she does it."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event
from kunskapsdag.mailings import kinds
from kunskapsdag.mailings.models import ScheduledLetter
from kunskapsdag.mailings.rules import timing
from kunskapsdag.orders.models import Order
from kunskapsdag.parts import rules as parts
from kunskapsdag.parts.models import Part
from kunskapsdag.questions.models import Sheet
from kunskapsdag.registrations.rules import moving


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what, how it was, and how it will be: the fields that say so, or what follows by itself."""

    label: str
    was: Any
    fields: list[Any] = field(default_factory=list)
    kind: str = "moment"
    new: Any = None


def rows(event: Event, starts_at: dt.datetime, *, now: dt.datetime) -> list[Row]:
    """Return what follows by itself when the day starts then; four questions, whatever there is of each."""
    days = moving.days_between(event.starts_at, starts_at)
    shift = moving.clock_shift(event.starts_at, starts_at)
    if not days and not shift:
        return []
    found = [*_parts(event, days, shift, now=now), *_questions(event, days, now=now), *_delegations(event, days, now=now)]
    # What keeps its day is no news.
    return [row for row in found if row.new != row.was] + _letters(event, days, shift, now=now)


def _parts(event: Event, days: int, shift: dt.timedelta, *, now: dt.datetime) -> list[Row]:
    found = []
    today = clock.swedish(now).date()
    for part in Part.objects.filter(event=event):
        if part.starts_at and part.ends_at:
            new, _ends = moving.moved_span(part.starts_at, part.ends_at, days=days, shift=shift)
            found.append(Row(_("Part to choose: %(title)s") % {"title": part.title}, part.starts_at, new=new))
        if part.last_cancellation_day:
            last = parts.moved_last_day(part.last_cancellation_day, days=days, today=today)
            label = _("Last day to give back “%(title)s”") % {"title": part.title}
            found.append(Row(label, part.last_cancellation_day, kind="day", new=last))
    return found


def _questions(event: Event, days: int, *, now: dt.datetime) -> list[Row]:
    sheet = Sheet.objects.filter(pk=event.pk).first()
    if sheet is None:
        return []
    named = [(_("The later questions open"), sheet.opens_on), (_("Last day to answer the questions"), sheet.last_day)]
    return [_last_day(label, day, days, now=now) for label, day in named if day]


def _delegations(event: Event, days: int, *, now: dt.datetime) -> list[Row]:
    kept: list[Any] = list(
        Order.objects.filter(event=event, release_on__isnull=False).order_by("release_on").values_list("release_on", flat=True)
    )
    found = []
    for day in dict.fromkeys(kept):
        count = kept.count(day)
        label = ngettext("%(count)s delegation is kept until", "%(count)s delegations are kept until", count)
        found.append(_last_day(label % {"count": count}, day, days, now=now))
    return found


def _last_day(label: str, day: dt.date, days: int, *, now: dt.datetime) -> Row:
    passed = day < clock.swedish(now).date()
    return Row(label, day, kind="day", new=day if passed else moving.moved_last_day(day, days))


def _letters(event: Event, days: int, shift: dt.timedelta, *, now: dt.datetime) -> list[Row]:
    """Return when the letters by the clock go instead; one that has gone goes anew for another date."""
    starts_at, ends_at = moving.moved_span(event.starts_at, event.ends_at, days=days, shift=shift)
    found = []
    for row in ScheduledLetter.objects.filter(event=event, is_on=True):
        was = timing.due_at(row.plan, starts_at=event.starts_at, ends_at=event.ends_at)
        new = timing.due_at(row.plan, starts_at=starts_at, ends_at=ends_at)
        label = _("Letter by the clock: %(letter)s") % {"letter": kinds.of_kind(row.kind).label}
        if new <= now - timing.STILL_IN_TIME:
            found.append(Row(label, was, kind="late"))
        elif new != was:
            found.append(Row(label, was, new=new))
    return found
