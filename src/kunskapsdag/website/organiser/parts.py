"""Reads the parts of a day in its editor, and tells at each part's row what cannot be."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.events.models import Event
from kunskapsdag.parts import queries
from kunskapsdag.parts.errors import SeatsBelowTaken
from kunskapsdag.parts.models import PartBooking
from kunskapsdag.parts.rules import contradictions
from kunskapsdag.parts.rules.contradictions import Written


def are_consistent(form: Any) -> bool:
    """Tell beside each part what contradicts it, and above the form which parts cannot be removed."""
    formset = form.formsets.get("parts")
    if formset is None:
        return True
    removed = [row.instance for row in formset.forms if row.cleaned_data.get("DELETE") and row.instance.pk]
    kept = [row for row in formset.forms if row.cleaned_data and not row.cleaned_data.get("DELETE")]
    kept.sort(key=lambda row: row.cleaned_data.get("ORDER") or 0)
    first, last = form.instance.first_day, form.instance.last_day
    faults = contradictions.faults(
        [_written(row.cleaned_data) for row in kept], first_day=first, last_day=last, has_fee=_has_fee(form)
    )
    for fault in faults:
        kept[fault.place].add_error(fault.field, fault.text)
    small = _too_small(kept)
    chosen = set(PartBooking.objects.filter(part__in=removed).values_list("part_id", flat=True)) if removed else set()
    for part in removed:
        if part.pk in chosen:
            text = _("“%(title)s” has been chosen by somebody, so it cannot be removed. Lower its number of seats instead.")
            form.add_error(None, text % {"title": part.title})
    return not faults and not small and not chosen


def _too_small(rows: list[Any]) -> bool:
    """Tell where there are fewer seats than are taken; asked once more under the lock when the day is saved."""
    limited = [row for row in rows if row.instance.pk and row.cleaned_data.get("capacity") is not None]
    if not any("capacity" in row.changed_data for row in limited):
        return False
    seats = queries.seats_of([row.instance for row in limited])
    small = [row for row in limited if row.cleaned_data["capacity"] < seats[row.instance.pk].taken]
    for row in small:
        row.add_error("capacity", str(SeatsBelowTaken(row.instance.title, seats[row.instance.pk].taken)))
    return bool(small)


def require_seats(event: Event) -> None:
    """Raise ``ValidationError`` where a part has fewer seats than are taken; the event must be locked."""
    parts = queries.parts_of(event)
    seats = queries.seats_of(parts) if parts else {}
    for part in parts:
        if part.capacity is not None and part.capacity < seats[part.pk].taken:
            raise ValidationError(str(SeatsBelowTaken(part.title, seats[part.pk].taken)))


def overlap_warning(event: Event) -> str:
    """Return a sentence that names the parts that last at the same time, empty where none do."""
    pairs = queries.overlaps(queries.parts_of(event))
    if not pairs:
        return ""
    named = "; ".join(f"{one} – {other}" for one, other in pairs)
    text = ngettext(
        "These parts last at the same time, and somebody may choose both: %(named)s.",
        "These parts last at the same time, and somebody may choose them both: %(named)s.",
        len(pairs),
    )
    return text % {"named": named}


def _written(row: dict[str, Any]) -> Written:
    return Written(
        title=row.get("title") or "",
        group=row.get("choose_group") or "",
        starts_at=row.get("starts_at"),
        ends_at=row.get("ends_at"),
        last_day=row.get("last_cancellation_day"),
        is_place=bool(row.get("is_place")),
        is_preselected=bool(row.get("is_preselected")),
        percent=row.get("percent"),
        has_amount=bool(row.get("amount")),
    )


def _has_fee(form: Any) -> bool:
    fees = form.formsets.get("fees")
    rows = [row.cleaned_data for row in fees.forms if hasattr(row, "cleaned_data")] if fees is not None else []
    return any(row.get("amount") and not row.get("DELETE") for row in rows)
