"""What Wagtail must know of the door: the names of what is logged."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "checkin.came": (_("Tick off"), _("Was ticked off at the door")),
    "checkin.undone": (_("Undo the tick"), _("The tick at the door was undone")),
    "checkin.charged": (_("Charge for not coming"), _("Was charged for not having come")),
    "checkin.waived": (_("Let it be"), _("Had not come, and was not charged")),
    "checkin.taken_back": (_("Take back the decision"), _("The decision about not having come was taken back")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
