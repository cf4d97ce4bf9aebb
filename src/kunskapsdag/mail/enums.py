"""Where a mail can be on its way, and which moves a person may make."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a mail is on its way."""

    DUE = "due", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    SHOWN = "shown", _("kept, not sent")
    FAILED = "failed", _("could not be delivered")
    STOPPED = "stopped", _("stopped")
    BOUNCED = "bounced", _("came back")
    MERGED = "merged", _("told in a later mail")


class BounceSource(models.TextChoices):
    """Who told us that a mail came back."""

    MAILBOX = "mailbox", _("the mailbox for returned mail")
    WEBHOOK = "webhook", _("the mail service")
    SERVER = "server", _("our mail server")


class Priority(models.IntegerChoices):
    """Whose turn comes first when many mails are due."""

    NOW = 0, _("at once")
    LATER = 5, _("when nothing else is waiting")


# A mail that is being sent right now can be neither stopped nor sent again: nobody knows yet how it goes.
MAY_BE_STOPPED = frozenset({State.DUE})
MAY_BE_RESENT = frozenset({State.SENT, State.SHOWN, State.FAILED, State.BOUNCED, State.STOPPED})
