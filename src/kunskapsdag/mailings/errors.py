"""What can go wrong with letters, in words for the organiser."""

from django.utils.translation import gettext_lazy as _


class MailingError(Exception):
    """Something with a letter that the organiser should be told."""

    text = _("This cannot be done with the letter.")

    def __str__(self) -> str:
        """Return the sentence for the screen."""
        return str(self.text)


class ReceiversChanged(MailingError):
    """Others have registered or left since the list was shown."""

    text = _("The receivers have changed since you saw the list. Nothing has been sent. Look at the new list and send again.")


class NobodyToWriteTo(MailingError):
    """No registration fits the choice."""

    text = _("Nobody fits what you have chosen, so nothing has been sent.")


class NoAddress(MailingError):
    """The colleague has no address of her own."""

    text = _("Your account has no e-mail address. Add one under your account, and try again.")


class AlreadyTold(MailingError):
    """A colleague has sent or skipped the change meanwhile."""

    text = _("The change has already been told, or set aside.")
