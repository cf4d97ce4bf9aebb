"""The office's own words."""

import datetime as dt
from typing import Any

from django.db import transaction

from kunskapsdag.core import audit
from kunskapsdag.events.models import Event
from kunskapsdag.mailings import words
from kunskapsdag.mailings.models import LetterText, ScheduledLetter


def save_text(
    *,
    event: Event | None,
    kind: str,
    texts: dict[str, str],
    example: Event,
    by: Any,
    now: dt.datetime,
    state: str = "",
    way: str = "",
) -> LetterText | None:
    """Keep the words of a letter for a day, or for the house (``event`` None), for all or for some.

    What does not differ from the words that hold anyway is not kept: who only looked still gets the better words of a
    newer version.
    """
    behind = words.without(event, kind, state=state, way=way, example=example)
    kept = words.to_keep(texts, behind, words.built(example, kind, state=state, way=way))
    if kept is None:
        reset_text(event=event, kind=kind, by=by, state=state, way=way)
        return None
    with transaction.atomic():
        text, _new = LetterText.objects.update_or_create(
            event=event, kind=kind, state=state, way=way, defaults={**kept, "changed_at": now, "changed_by": by}
        )
        audit.log(text, "letter.changed", by=by, kind=kind, event=event.pk if event else None, state=state, way=way)
    return text


def reset_text(*, event: Event | None, kind: str, by: Any, state: str = "", way: str = "") -> bool:
    """Go back to the words that hold without these; return whether there were any."""
    with transaction.atomic():
        text = LetterText.objects.filter(event=event, kind=kind, state=state, way=way).first()
        if text is None:
            return False
        audit.log(text, "letter.reset", by=by, kind=kind, event=event.pk if event else None, state=state, way=way)
        text.delete()
    return True


def copy_letters(*, event: Event, copy: Event) -> None:
    """Give the copy of a day its words and its plan; nothing of it has gone. Their days are counted from the new date."""
    LetterText.objects.bulk_create(
        LetterText(
            event=copy,
            kind=row.kind,
            state=row.state,
            way=row.way,
            changed_by=row.changed_by,
            **{name: getattr(row, name) for name in words.FIELDS},
        )
        for row in event.letter_texts.all()
    )
    ScheduledLetter.objects.bulk_create(
        ScheduledLetter(event=copy, kind=row.kind, is_on=row.is_on, days=row.days, unit=row.unit, side=row.side, at=row.at)
        for row in event.scheduled_letters.all()
    )
