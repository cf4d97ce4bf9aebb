"""What Wagtail must know of parts: the names of what is logged."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "part.wished": (_("Wish for a part"), _("Wishes for a part")),
    "part.booked": (_("Book a part"), _("Got a seat in a part")),
    "part.waits": (_("Wait for a part"), _("Stands in line for a part")),
    "part.offered": (_("Offer a seat"), _("Was offered a seat in a part")),
    "part.accepted": (_("Accept the seat"), _("Accepted the seat in a part")),
    "part.declined": (_("Decline the seat"), _("Declined the seat in a part")),
    "part.lapsed": (_("Let the seat go on"), _("Did not answer the offer of a seat in time")),
    "part.given_back": (_("Give back a part"), _("Gave back a part")),
    "part.lost": (_("Lose a part"), _("A part was full when the place came free")),
    "part.moved": (_("Move a part"), _("A part was moved to another room")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
