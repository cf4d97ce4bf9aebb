"""What Wagtail must know of invitations: the names of what is logged."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "invitation.list_saved": (_("Save an invitation list"), _("An invitation list was saved")),
    "invitation.added": (_("Add invited people"), _("People were added to an invitation list")),
    "invitation.sent": (_("Send invitations"), _("Invitations were sent")),
    "invitation.reminded": (_("Remind the invited"), _("Those who had not answered were reminded")),
    "invitation.declined": (_("Decline"), _("Said that she can't come")),
    "invitation.regretted": (_("Change one's mind"), _("Changed her mind after declining")),
    "invitation.passed_on": (_("Pass on an invitation"), _("Asked someone else")),
    "invitation.withdrawn": (_("Withdraw an invitation"), _("The invitation was withdrawn")),
    "invitation.renewed": (_("Replace the link"), _("Got a new link; the old one stopped working")),
    "invitation.corrected": (_("Correct"), _("Name or address was corrected")),
    "invitation.registered": (_("Register by invitation"), _("Registered with the invitation")),
    "invitation.opted_out": (_("Want no invitations"), _("Asked for no more invitations")),
    "invitation.opted_in": (_("Want invitations again"), _("Wants invitations again")),
    "event.admission": (_("Decide for whom the day is"), _("It was decided for whom the day is")),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Register the names that ``core.audit`` may write."""
    for name, (label, message) in ACTIONS.items():
        actions.register_action(name, label, message)
