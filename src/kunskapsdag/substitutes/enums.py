"""Where a question to a substitute stands, and the moves that are allowed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class QuestionState(models.TextChoices):
    """Where a question stands."""

    AWAITS = "awaits", _("waits for the organiser")
    OPEN = "open", _("waits for an answer")
    CONFIRMED = "confirmed", _("has taken over")
    DECLINED = "declined", pgettext_lazy("substitute", "said no")
    LAPSED = "lapsed", pgettext_lazy("substitute", "did not answer in time")
    TAKEN_BACK = "taken_back", _("taken back")
    REFUSED = "refused", _("refused by the organiser")
    VOID = "void", _("the place is no longer there to hand on")


# Only one of these can stand for a registration.
PENDING = (QuestionState.AWAITS, QuestionState.OPEN)

MOVES: dict[QuestionState, frozenset[QuestionState]] = {
    QuestionState.AWAITS: frozenset(
        {QuestionState.OPEN, QuestionState.REFUSED, QuestionState.TAKEN_BACK, QuestionState.LAPSED, QuestionState.VOID}
    ),
    QuestionState.OPEN: frozenset(
        {
            QuestionState.CONFIRMED,
            QuestionState.DECLINED,
            QuestionState.TAKEN_BACK,
            QuestionState.LAPSED,
            QuestionState.VOID,
        }
    ),
    QuestionState.CONFIRMED: frozenset(),
    QuestionState.DECLINED: frozenset(),
    QuestionState.LAPSED: frozenset(),
    QuestionState.TAKEN_BACK: frozenset(),
    QuestionState.REFUSED: frozenset(),
    QuestionState.VOID: frozenset(),
}
