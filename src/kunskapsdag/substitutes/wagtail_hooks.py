"""What Wagtail must know of substitutes: the names of what is logged."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "registration.substitute_asked": (_("Ask a substitute"), _("Asked somebody to take over")),
    "registration.substitute_declined": (_("Substitute says no"), _("The one who was asked said no")),
    "registration.substitute_lapsed": (_("Substitute does not answer"), _("The one who was asked did not answer in time")),
    "registration.substitute_taken_back": (_("Take back the question"), _("Took back the question to a substitute")),
    "registration.substitute_void": (
        _("Question to a substitute ends"),
        _("The question to a substitute ended with the place"),
    ),
    "registration.substitute_approved": (_("Approve a substitute"), _("The organiser approved the substitute")),
    "registration.substitute_refused": (_("Refuse a substitute"), _("The organiser refused the substitute")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
