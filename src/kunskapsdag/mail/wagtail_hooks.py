"""What the outbox shows in the admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

from kunskapsdag.mail.viewsets import MessageViewSet


@hooks.register("register_log_actions")
def register_log_actions(actions: Any) -> None:
    """Name what people do with mails."""
    actions.register_action("mail.resent", _("Send a mail again"), _("Mail sent again"))
    actions.register_action("mail.bounced", _("A mail came back"), _("The mail came back"))
    actions.register_action("mail.stopped", _("Stop a mail"), _("Mail stopped"))


@hooks.register("register_admin_viewset")
def register_outbox() -> MessageViewSet:
    """Show the outbox in the menu."""
    return MessageViewSet()
