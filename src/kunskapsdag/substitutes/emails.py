"""Which mails a question to a substitute causes; each is tied to the registration, so that the office sees them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.models import RegistrationMessage
from kunskapsdag.substitutes.models import Question

ASKED = "substitutes.asked"
NO_LONGER_ASKED = "substitutes.no_longer_asked"
DAY_MOVED = "substitutes.day_moved"
DECLINED = "substitutes.declined"
LAPSED = "substitutes.lapsed"
APPROVED = "substitutes.approved"
REFUSED = "substitutes.refused"
TO_ORGANISER = "substitutes.to_organiser"


def to_asked(question: Question, kind: str, *, now: dt.datetime, **facts: Any) -> Message | None:
    """Write to the one who is asked. The name of the one who asks is kept in the facts: she may be gone when it is written."""
    registration = question.registration
    return emails.queue(
        registration,
        kind,
        now=now,
        to=(question.name, question.email),
        question=question.pk,
        asker=registration.name,
        answer_by=question.answer_by.isoformat(),
        **facts,
    )


def to_many_asked(questions: Sequence[Question], kind: str, *, now: dt.datetime, **facts: Any) -> int:
    """Write to everybody who is asked on a day, with as many statements for a hundred as for one; return how many."""
    drafts = [
        mail.Draft(
            to_name=one.name,
            to_email=one.email,
            language=one.registration.language,
            about=emails.about(one.registration),
            facts={
                "registration": one.registration_id,
                "question": one.pk,
                "asker": one.registration.name,
                "answer_by": one.answer_by.isoformat(),
                **facts,
            },
        )
        for one in questions
    ]
    messages = mail.queue_many(kind=kind, drafts=drafts, now=now)
    RegistrationMessage.objects.bulk_create(
        RegistrationMessage(registration_id=one.registration_id, message=message)
        for one, message in zip(questions, messages, strict=True)
    )
    return len(messages)


def tells(later: Message, earlier: Message) -> bool:
    """Return whether the later letter to one who is asked tells all that the earlier would."""
    return later.kind in (DAY_MOVED, NO_LONGER_ASKED) and earlier.kind == DAY_MOVED


def to_asker(question: Question, kind: str, *, now: dt.datetime, **facts: Any) -> Message | None:
    """Write to the one who has asked; whom she asked is kept in the facts, for the question itself forgets it."""
    return emails.queue(
        question.registration,
        kind,
        now=now,
        question=question.pk,
        asked=question.name,
        answer_by=question.answer_by.isoformat(),
        **facts,
    )


def to_organiser(question: Question, *, now: dt.datetime) -> Message | None:
    """Tell the day's contact that a question waits for her."""
    event = question.registration.event
    return emails.queue(
        question.registration,
        TO_ORGANISER,
        now=now,
        to=(event.contact_name, event.contact_email),
        question=question.pk,
        answer_by=question.answer_by.isoformat(),
    )
