"""What Wagtail must know of questions: the names of what is logged."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "question.saved": (_("Save a question"), _("An own question was saved")),
    "question.removed": (_("Remove a question"), _("An own question was removed")),
    "question.moved": (_("Move a question"), _("An own question was moved")),
    "question.sheet": (_("Change the days of the questions"), _("The days of the own questions were changed")),
    "question.answered": (_("Answer questions"), _("Answered the own questions")),
    "question.dropped": (_("Erase answers"), _("Answers that no longer counted were erased")),
    "question.reminded": (_("Remind of questions"), _("Those who had questions left were reminded")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
