"""What can go wrong at the door and afterwards, in words that a person can act on."""

from typing import Any

from django.utils.translation import gettext_lazy as _


class CheckinError(Exception):
    """A rule said no; ``text`` says why, ``field`` names the form field where there is one."""

    text: Any = _("This cannot be done now.")
    field: str | None = None

    def __str__(self) -> str:
        """Return the sentence for the reader."""
        return str(self.text)


class NotAtTheDoor(CheckinError):
    """It is not the day, or the day is cancelled."""

    text = _("The list is open from the morning of the day until a week after it.")


class HasNoPlace(CheckinError):
    """Only those with a place are ticked off."""

    text = _("This person has no place. Open the registration and give a place first.")


class ChangedMeanwhile(CheckinError):
    """Somebody else has ticked off or undone since the page was shown."""

    text = _("Somebody else has changed this since you opened the page. See how it stands now.")


class NobodyTickedOff(CheckinError):
    """Where nobody was ticked off nobody can be said not to have come."""

    text = _("Nobody is ticked off, so nobody can be said not to have come. Tick off those who came first.")


class DayNotOver(CheckinError):
    """Who has not come yet may still come."""

    text = _("The day is not over. The list is made when it is.")


class NoFee(CheckinError):
    """The day has no no-show fee."""

    text = _("The day has no fee for those who do not come, so there is nothing to charge.")


class FeeHasChanged(CheckinError):
    """The fee is another than the one that was shown."""

    text = _("The fee has been changed since you opened the page. Nothing is charged. See what it is now.")


class ReasonMissing(CheckinError):
    """Somebody must say why."""

    text = _("Write a reason. It is kept.")
    field = "reason"


class AlreadyDecided(CheckinError):
    """Somebody else has decided, or taken back, since the page was shown."""

    text = _("This has been decided since you opened the page. See how it stands now.")


class IsInvoiced(CheckinError):
    """What stands on an invoice is credited, not taken back."""

    text = _("The charge stands on an invoice already. Credit the invoice instead.")
