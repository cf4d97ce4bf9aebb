"""Which letters an invitation causes. A letter is a row; the worker writes its words and sends it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from kunskapsdag.invitations.models import Invitation, InvitationMessage
from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.models import Message

INVITED = "invitations.invited"
REMINDER = "invitations.reminder"
FORWARDED = "invitations.forwarded"
DAY_CANCELLED = "invitations.day_cancelled"
DAY_MOVED = "invitations.day_moved"
INVITES = frozenset({INVITED, REMINDER, FORWARDED})


def tells(later: Message, earlier: Message) -> bool:
    """Return whether the later letter tells all that the earlier would: nobody is invited to a day that is cancelled."""
    return later.kind in (DAY_CANCELLED, DAY_MOVED) and earlier.kind in {*INVITES, DAY_MOVED}


def queue_all(invitations: Iterable[Invitation], kind: str, *, now: dt.datetime, **facts: Any) -> int:
    """Write a letter of ``kind`` to each, in the transaction that is under way; return how many."""
    people = list(invitations)
    drafts = [
        mail.Draft(
            to_name=one.name,
            to_email=one.email,
            about=f"invitation:{one.pk}",
            facts={"invitation": one.pk, "version": one.link_version, **facts},
        )
        for one in people
    ]
    messages = mail.queue_many(kind=kind, drafts=drafts, now=now)
    ties = [InvitationMessage(invitation=one, message=message) for one, message in zip(people, messages, strict=True)]
    InvitationMessage.objects.bulk_create(ties)
    return len(ties)
