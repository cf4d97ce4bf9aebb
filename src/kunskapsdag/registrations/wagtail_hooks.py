"""What Wagtail must know of registrations: the names of what is logged."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "registration.created": (_("Register someone"), _("Was registered")),
    "registration.repeated": (_("Repeat"), _("Tried to register again; got her link by mail")),
    "registration.offered": (_("Offer a place"), _("Was offered a place")),
    "registration.accepted": (_("Accept"), _("Accepted the offered place")),
    "registration.declined": (_("Decline"), _("Declined the offered place")),
    "registration.offer_withdrawn": (
        _("Take back the offer"),
        _("The offer was taken back, since the day is cancelled or has started"),
    ),
    "registration.lapsed": (_("Lapse"), _("Did not answer the offer in time")),
    "registration.cancelled": (_("Cancel the registration"), _("Cancelled the registration")),
    "registration.moved_to_list": (_("Move to the list"), _("Moved to the waiting list")),
    "registration.given_place": (_("Give a place"), _("Was given a place")),
    "registration.waits_again": (_("Wait again"), _("Stands in line again")),
    "registration.went_online": (_("Take part online"), _("Takes part online instead")),
    "registration.went_on_site": (_("Take part on site"), _("Takes part on site instead")),
    "registration.stands_in_line": (_("Stand in line"), _("Takes part online, and stands in line for a place on site")),
    "registration.left_line": (_("Leave the line"), _("No longer stands in line for a place on site")),
    "registration.changed": (_("Change"), _("Changed details")),
    "registration.said_no": (_("Say no to a place"), _("The one who was named said no; the place has no name again")),
    "registration.named": (_("Name the place"), _("Was named for a place that had been taken without a name")),
    "registration.substitute": (_("Substitute"), _("A substitute took over")),
    "registration.link_sent": (_("Send the link"), _("Got the link by mail")),
    "registration.link_replaced": (_("Replace the link"), _("Got a new link; the old one stopped working")),
    "registration.price_changed": (_("Change the price"), _("The price category was changed")),
    "registration.needs_changed": (_("Change needs"), _("Food and access needs were changed")),
    "registration.needs_read": (_("Read needs"), _("Food and access needs were read")),
    "event.cancelled": (_("Cancel the day"), _("The day was cancelled, and everybody was told")),
    "event.moved": (_("Move the day"), _("The day was moved, and everybody was told")),
    "registration.approved": (_("Approve an application"), _("Was given a place among those who had applied")),
    "registration.put_in_line": (_("Put in the waiting list"), _("Was put in the waiting list among those who had applied")),
    "registration.refused": (_("Refuse an application"), _("Was given no place among those who had applied")),
    "event.capacity_changed": (_("Change the number of places"), _("The number of places was changed")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
