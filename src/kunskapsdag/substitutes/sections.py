"""What a person's own page, and the office's page about her, say of a question to a substitute."""

import datetime as dt
from typing import Any

from kunskapsdag.registrations import links as own_links
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.sections import Card, Section
from kunskapsdag.substitutes import queries
from kunskapsdag.substitutes.enums import QuestionState

TOLD = (QuestionState.DECLINED, QuestionState.LAPSED, QuestionState.REFUSED)


class SubstituteSection(Section):
    """A card where somebody has been asked; nothing otherwise."""

    name = "substitutes"
    place = 5

    def own_card(self, registration: Registration, *, now: dt.datetime) -> Card | None:
        """Return that somebody has been asked, or what came of it, as long as the registration is hers."""
        if not registration.is_living:
            return None
        question = queries.newest(registration)
        if question is None or not (question.is_pending or question.state in TOLD):
            return None
        context = {"question": question, "token": own_links.token(registration)}
        return Card("substitutes/own_card.html", context, is_first=True)

    def staff_card(self, registration: Registration, *, user: Any, now: dt.datetime) -> Card | None:
        """Return whom she has asked and until when."""
        question = queries.newest(registration)
        if question is None or not question.is_pending:
            return None
        return Card("substitutes/staff_card.html", {"question": question, "event_id": registration.event_id})


SECTION = SubstituteSection()
