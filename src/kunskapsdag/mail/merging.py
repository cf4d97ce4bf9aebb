"""One mail where two would go: of mails about the same to the same address, the one that tells it all is sent.

Only mails that nobody has tried to send yet are merged: what has left cannot be taken back. Which mail tells all of which
other is the sending app's rule (``registry.merge``).
"""

import datetime as dt
from collections import defaultdict

from kunskapsdag.mail.enums import State
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.registry import tells_all_of

KNOWN = ("kind", "facts", "to_email", "about", "state", "tries", "next_try_at", "priority")


def without_merged(turn: list[Message], now: dt.datetime) -> list[Message]:
    """Return the mails of a turn but for those that a later one tells; one question, none where nothing can be merged."""
    about = {row.about for row in turn if row.about and row.is_untried}
    if not about:
        return turn
    gone: set[int] = set()
    known: dict[int, Message] = {}
    for group in _groups(about, now).values():
        gone |= _merge_group(group)
        known |= {row.pk: row for row in group}
    for row in turn:
        if row.pk in known:
            row.next_try_at, row.priority = known[row.pk].next_try_at, known[row.pk].priority
    return [row for row in turn if row.pk not in gone]


def _groups(about: set[str], now: dt.datetime) -> dict[tuple[str, str], list[Message]]:
    """Return the untried mails about these things, those held back for a while included, by what and to whom; oldest first."""
    groups: dict[tuple[str, str], list[Message]] = defaultdict(list)
    untried = Message.objects.filter(state=State.DUE, tries=0, text="", about__in=about, created_at__lte=now)
    for row in untried.only(*KNOWN).order_by("pk"):
        groups[row.about, row.to_email.casefold()].append(row)
    return groups


def _merge_group(group: list[Message]) -> set[int]:
    """Give each mail that a later one tells its state; return their ids."""
    gone = set()
    for place, earlier in enumerate(group):
        later = next((row for row in reversed(group[place + 1 :]) if tells_all_of(row, earlier)), None)
        if later is not None and _swap(earlier, later):
            gone.add(earlier.pk)
            _hurry(later, earlier)
    return gone


def _hurry(later: Message, earlier: Message) -> None:
    """Send the later mail when the earlier would have gone: who changes her details every fourth minute must hear of it."""
    if later.next_try_at > earlier.next_try_at or later.priority > earlier.priority:
        later.next_try_at = min(later.next_try_at, earlier.next_try_at)
        later.priority = min(later.priority, earlier.priority)
        untried = Message.objects.filter(pk=later.pk, state=State.DUE, tries=0)
        untried.update(next_try_at=later.next_try_at, priority=later.priority)


def _swap(earlier: Message, later: Message) -> bool:
    """Close the earlier mail if it still is untried, and the later one too: else neither would be sent."""
    still_there = Message.objects.filter(pk=later.pk, state=State.DUE, tries=0).exists()
    untouched = Message.objects.filter(pk=earlier.pk, state=State.DUE, tries=0, next_try_at=earlier.next_try_at)
    return still_there and bool(untouched.update(state=State.MERGED, merged_into=later))
