"""What can go wrong, in words that a person can act on."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kunskapsdag.registrations.errors import RegistrationError


class InvitationError(Exception):
    """A rule said no; ``text`` says why, ``field`` names the form field where there is one."""

    text: Any = _("This cannot be done now.")
    field: str | None = None

    def __str__(self) -> str:
        """Return the sentence for the reader."""
        return str(self.text)


class Answered(InvitationError):
    """The invitation no longer stands as it did when the page was shown."""

    text = _("The invitation has changed since you opened the page. Look at how it stands now.")


class TooLate(InvitationError):
    """Nobody can register any more."""

    text = _("Registration has closed, so the invitation can no longer be answered.")


class AlreadyInvited(InvitationError):
    """She whom one wants to ask is invited already."""

    text = _("This person is invited already.")
    field = "email"


class YourOwnAddress(InvitationError):
    """Somebody passes the invitation on to herself."""

    text = _("This is your own address. Write the address of the one you want to ask.")
    field = "email"


class TooManyForwarded(InvitationError):
    """One invitation has been sent on many times."""

    text = _("This invitation has been sent on as many times as it can be. Ask the organiser to invite more.")


class WantsNoInvitations(InvitationError):
    """She has asked us to send her none."""

    text = _("No invitation is sent to this address: the person has asked for that. You may tell her of the day yourself.")
    field = "email"


class NothingToSend(InvitationError):
    """Nobody is left to write to."""

    text = _("Nobody is left to write to. Somebody may have pressed the button a moment ago.")


class DayIsOver(InvitationError):
    """There is nothing to invite to any more."""

    text = _("The day is cancelled or over, so no more letters are sent.")


class OnlyInvited(RegistrationError):
    """The day is for those who have been invited, and no invitation came along."""

    text = _("This day is only for those who have been invited. Use the link in your invitation.")


class NotForThisOrganisation(RegistrationError):
    """The day is for others; the sentence tells for whom."""

    field = "organisation"

    def __init__(self, for_whom: str) -> None:
        """``for_whom``: the rule in words."""
        super().__init__()
        self.text = _(
            "This day is not open to your organisation. %(for_whom)s Have we misunderstood where you work? Choose it from "
            "the list, or write to the organiser."
        ) % {"for_whom": for_whom}


class InvitationUsed(RegistrationError):
    """Somebody has registered with this invitation."""

    text = _("Somebody is registered with this invitation already. Ask for an invitation of your own.")
