"""Which mails a question to a substitute causes; each is tied to the registration, so that the office sees them."""

import datetime as dt
from typing import Any

from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import emails
from kunskapsdag.substitutes.models import Question

ASKED = "substitutes.asked"
NO_LONGER_ASKED = "substitutes.no_longer_asked"
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
