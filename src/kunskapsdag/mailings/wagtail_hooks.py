"""What Wagtail must know of letters: the names of what is logged."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "letter.changed": (_("Change the text of a letter"), _("The text of a letter was changed")),
    "letter.reset": (_("Reset the text of a letter"), _("The text of a letter was reset")),
    "letter.sent": (_("Send a letter to many"), _("A letter was sent to many")),
    "letter.tested": (_("Send a test letter"), _("A letter was sent as a test")),
    "letter.planned": (_("Plan a letter"), _("A letter by the clock was planned")),
    "letter.went": (_("Letter by the clock"), _("A letter went by the clock")),
    "letter.change_skipped": (_("Skip a change"), _("A change of the day was not told")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
