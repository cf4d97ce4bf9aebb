"""What can go wrong with an order, in words that a person can act on."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunskapsdag.pages import dates
from kunskapsdag.registrations.errors import RegistrationError, TooMuch


class NobodyOrdered(RegistrationError):
    """The order holds no person and no place."""

    text = _("Write at least one person, or take a place that you name later.")
    field = "lines"


class TooMany(RegistrationError):
    """More persons than one order may hold at a time."""

    field = "lines"

    def __init__(self, number: int, most: int) -> None:
        """``number``: how many were written."""
        super().__init__()
        self.text: Any = gettext(
            "You have written %(number)s lines, and %(most)s is the most at a time. Nothing has been read. Take some away, and "
            "add them afterwards from the page of the order."
        ) % {"number": number, "most": most}


class NamesAreDue(RegistrationError):
    """Places without names are no longer to be had for this day, or never were."""

    text = _("This day has no places that are named later. Write who comes.")
    field = "unnamed"


class PlaceReleased(RegistrationError):
    """A place is to be named after the last day for that."""

    def __init__(self, day: dt.date | None) -> None:
        """``day``: the last day for names."""
        super().__init__()
        self.text: Any = (
            gettext(
                "The last day to name this place was %(day)s, and it has been released to others. Register the person on the "
                "page of the day, or write to the organiser."
            )
            % {"day": dates.day(day)}
            if day
            else gettext("This place has been released to others. Write to the organiser.")
        )


class OrganisationStays(RegistrationError):
    """The day lets nobody from another organisation take over a place, or only after the organiser has said yes."""

    text = _("On this day a place is not handed to another organisation without the organiser. Write to the organiser.")
    field = "organisation"


class SomebodyElseHasIt(RegistrationError):
    """The place has been swapped, or named, since the page was shown: what was meant for one person is not done to another."""

    def __init__(self, name: str) -> None:
        """``name``: who has the place now."""
        super().__init__()
        self.text: Any = gettext(
            "%(name)s has got this place since you opened the page. Nothing is changed. Send once more if it is the place of "
            "%(name)s that you mean."
        ) % {"name": name}


class ConfirmFirst(TooMuch):
    """The orderer has not shown that her address is hers, and wants mail to be sent to many others."""

    def __init__(self, email: str) -> None:
        """``email``: the address that our mail went to."""
        RegistrationError.__init__(self)
        self.text: Any = gettext(
            "Before more people get mail from your order we must know that %(email)s is your address. Open the mail that we "
            "have sent there, go to the order by its link and confirm. Then send this once more: what you wrote still stands."
        ) % {"email": email}


class ConfirmedTooLate(RegistrationError):
    """The orderer confirms an order whose places have been given back."""

    text = _("The time to confirm has passed, and the places have been given back. Register anew on the page of the day.")


class NothingUnnamed(RegistrationError):
    """Places are handed back that have been named or given back already."""

    text = _("So many places without a name are no longer left. Look at how it stands now.")
    field = "number"


class ReleaseDayPassed(RegistrationError):
    """A release day that has been, or that lies after the day itself."""

    text = _("Choose a day from today and before the day is held.")
    field = "release_on"
