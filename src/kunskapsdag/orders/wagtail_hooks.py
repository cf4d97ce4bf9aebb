"""What Wagtail must know of orders: the names of what is logged."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "order.placed": (_("Register several"), _("Several were registered in one order")),
    "order.added": (_("Add to the order"), _("More were added to the order")),
    "order.delegated": (_("Give places to name"), _("Places were given to a contact person to name")),
    "order.changed": (_("Change the delegation"), _("The number or the day of the delegation was changed")),
    "order.given_back": (_("Give back places"), _("Places without a name were given back")),
    "order.withdrawn": (_("Withdraw unused places"), _("Unused places were withdrawn")),
    "order.released": (_("Release places"), _("Places that nobody was named for were released")),
    "order.cancelled": (_("Cancel the order"), _("Every place of the order was given back")),
    "order.confirmed": (_("Confirm the order"), _("The orderer's address was confirmed, and those who waited were written to")),
    "order.dropped": (_("Drop the order"), _("The order was not confirmed in time, and its places were given back")),
    "order.met_known": (_("Name somebody registered"), _("Somebody who is registered was named, and got a mail")),
    "order.link_sent": (_("Send the link"), _("The orderer got the link by mail")),
    "order.link_replaced": (_("Replace the link"), _("The orderer got a new link; the old one stopped working")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
