"""What can go wrong with a mail, in words for the organiser or for the log."""

from django.utils.translation import gettext_lazy as _


class MailError(Exception):
    """Something with a mail that a person should be told."""

    text = _("This cannot be done with the mail.")

    def __str__(self) -> str:
        """Return the sentence for the screen."""
        return str(self.text)


class UnusableAddress(MailError, ValueError):
    """The address could never be delivered to, or tries to write headers of its own."""

    text = _("The e-mail address cannot be used.")


class CannotStop(MailError):
    """The mail has left, is leaving, or was stopped before."""

    text = _("The mail has already been sent or stopped.")


class CannotResend(MailError):
    """The mail has not been sent for the first time yet."""

    text = _("The mail is still waiting to be sent for the first time.")


class ServerTrouble(Exception):
    """The mail server cannot be reached, or refuses us whoever we write to. ``str()`` is what it said."""


class LineDropped(ServerTrouble):
    """The server hung up before it was given the mail: the same mail may be offered at once on a new line."""


class Busy(Exception):
    """The server asks us to come back later with this mail (4xx)."""


class Refused(Exception):
    """The server will never take this mail (5xx)."""
