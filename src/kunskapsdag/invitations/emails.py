"""Which letters an invitation causes. A letter is a row; the worker writes its words and sends it."""

import datetime as dt
from collections.abc import Iterable

from kunskapsdag.invitations.models import Invitation, InvitationMessage
from kunskapsdag.mail import actions as mail

INVITED = "invitations.invited"
REMINDER = "invitations.reminder"
FORWARDED = "invitations.forwarded"


def queue_all(invitations: Iterable[Invitation], kind: str, *, now: dt.datetime) -> int:
    """Write a letter of ``kind`` to each, in the transaction that is under way; return how many."""
    people = list(invitations)
    drafts = [
        mail.Draft(
            to_name=one.name,
            to_email=one.email,
            facts={"invitation": one.pk, "version": one.link_version},
        )
        for one in people
    ]
    messages = mail.queue_many(kind=kind, drafts=drafts, now=now)
    ties = [InvitationMessage(invitation=one, message=message) for one, message in zip(people, messages, strict=True)]
    InvitationMessage.objects.bulk_create(ties)
    return len(ties)
