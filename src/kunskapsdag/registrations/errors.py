"""What can go wrong, in words that a person can act on."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kunskapsdag.mail.errors import MailError
from kunskapsdag.pages import dates


class RegistrationError(Exception):
    """A rule said no; ``text`` says why, ``field`` names the form field where there is one.

    ``section`` names the section (``registrations.sections``) that the field belongs to, where it isn't the person's own.
    """

    text: Any = _("This cannot be done now.")
    field: str | None = None
    section: str = ""

    def __str__(self) -> str:
        """Return the sentence for the reader."""
        return str(self.text)


class DayAsksAgain(Exception):
    """One of several days says no to something that she can choose otherwise; ``error`` tells what."""

    def __init__(self, event_id: int, error: RegistrationError) -> None:
        """``event_id``: the day."""
        super().__init__()
        self.event_id, self.error = event_id, error


class NotOpen(RegistrationError):
    """Registration has not opened, or has closed, or the day is cancelled."""

    text = _("Registration is not open for this day.")


class TooMuch(RegistrationError):
    """A limit (``core.limits``) is reached; the office sees it, and may let her through."""

    def __init__(self, until: dt.datetime, *, name: str, email: str) -> None:
        """``until``: when there is room again; ``name`` and ``email``: to whom she may turn."""
        super().__init__()
        self.until = until
        self.text = gettext(
            "Unusually many have already been written to in this way, so this has not been sent. What you wrote still stands. "
            "Try again after %(when)s, or write to %(name)s, %(email)s: the organiser sees this and can let you through."
        ) % {"when": dates.at(until), "name": name, "email": email}


class DayIsFull(RegistrationError):
    """No place is free, and there is no waiting list."""

    text: Any = _("All places are taken, and this day has no waiting list.")


class WaitingListClosed(DayIsFull):
    """No place is free, and it is too late to offer one to anybody who would stand in line."""

    text = _("All places are taken, and the waiting list has closed: no more places are offered so late.")


class OnlineIsFull(DayIsFull):
    """Nobody more can take part online."""

    text = _("All places online are taken. Choose to take part on site.")
    field = "way"


class NotBothWays(RegistrationError):
    """The day isn't held both on site and online, so there is nothing to choose."""

    text = _("This day is not held both on site and online, so you cannot change how you take part.")


class RefusedByRule(DayIsFull):
    """A rule of the day says no, and there is no waiting list to wait in until it lapses."""

    def __init__(self, why: str) -> None:
        """``why``: the sentence that tells which rule."""
        super().__init__()
        self.text = why


class NoLongerSo(MailError):
    """A mail that says where a registration stood is sent again when it stands elsewhere."""

    text = _("The registration has changed since this mail was sent, so the mail is not sent again. Mail the personal link.")


class NoLongerHers(MailError):
    """A mail is sent again whose receiver is no longer the person of the registration."""

    text = _(
        "The mail was sent to someone whose registration it no longer is, so it is not sent again. Mail the personal link: "
        "it goes to the address that holds now."
    )


class NoFreePlace(RegistrationError):
    """The organiser wants to give a place where there is none."""

    text = _("No place is free. Raise the number of places by one at the same time, or choose someone to take from.")


class NobodyElseWaits(RegistrationError):
    """Moving someone to the list would offer the place back to her at once."""

    text = _("Nobody else is waiting, so the place would be offered back to the same person. Cancel the registration instead.")


class MoveNotAllowed(RegistrationError):
    """The registration has changed since the page was shown, or the step never was possible."""

    text = _("The registration has changed since you opened the page. Look at how it stands now.")


class HandedOn(RegistrationError):
    """Her link was good when the page was opened, and is no longer."""

    text = _("The registration has been handed on, or its link replaced, since you opened the page. Nothing is changed.")


class OfferIsOver(RegistrationError):
    """The offered place was answered too late."""

    text = _("The time to answer has passed, and the place has gone on to the next in line.")


class AddressTaken(RegistrationError):
    """Another living registration has this address."""

    text = _("This address cannot be used. Choose another one, or write to the organiser.")
    field = "email"


class GroupNeverFits(RegistrationError):
    """All of them or none, and there are more of them than the day can take."""

    field = "together"

    def __init__(self, size: int, why: str = "") -> None:
        """``size``: how many they are; ``why``: the rule that stands in the way, as a sentence."""
        super().__init__()
        self.text = gettext("You are %(size)s, and the day can never give places to all of you at once.") % {"size": size}
        if why:
            self.text += " " + why
        self.text += " " + gettext("Choose “as many as there is room for”, or be fewer.")


class NotRoomForAll(RegistrationError):
    """All of them must have a place, and only some can."""

    field = "number"

    def __init__(self, fit: int, why: str, *, may_be_raised: bool) -> None:
        """``fit``: how many could get one; ``may_be_raised``: a greater number of places would help."""
        super().__init__()
        self.fit, self.may_be_raised = fit, may_be_raised
        self.text = (
            ngettext("There is room for %(fit)s place.", "There is room for %(fit)s places.", fit) % {"fit": fit} + " " + why
        )


class AlreadyNamed(RegistrationError):
    """Two name the same place."""

    text = _("Someone has named this place since you opened the page. Nothing of yours is lost: choose another place.")


class RuleOfTheDay(RegistrationError):
    """A rule for the places says no to somebody from another organisation than the one that has the place."""

    field = "organisation"

    def __init__(self, why: str, *, is_staff: bool = False) -> None:
        """``why``: the sentence that tells which rule, and its number; ``is_staff``: it is told to the office."""
        super().__init__()
        told = (
            gettext("Tick below if the place is to be handed on all the same. The log keeps that a rule was set aside.")
            if is_staff
            else gettext("Somebody from the organisation that has the place can always have it. Or write to the organiser.")
        )
        self.text: Any = f"{why} {told}"


class ReasonMissing(RegistrationError):
    """The organiser must say why."""

    text = _("Write a reason. It is kept in the log, and the person is told.")
    field = "reason"


class NeedsErased(RegistrationError):
    """Food and access needs are not kept so long after the day."""

    text = _("The day was more than a week ago. Food and access needs have been erased and are no longer kept.")


class NeedsChangedMeanwhile(RegistrationError):
    """Someone else, perhaps the person herself, has saved other needs since the form was shown."""

    text = _(
        "The needs have been changed since you opened the page. Nothing of yours is saved. Compare what stands now with "
        "what you have written, and save again."
    )


class NoSuchMany(RegistrationError):
    """More are to be given a place than there are places."""

    def __init__(self, *, chosen: int, free: int) -> None:
        """``chosen``: how many were ticked; ``free``: how many places there are for them."""
        super().__init__()
        self.text = _(
            "You have ticked %(chosen)s, but there are %(free)s free places. Nothing is done; your ticks are still there."
        ) % {
            "chosen": chosen,
            "free": free,
        }


class NoListToWaitIn(RegistrationError):
    """The day has no waiting list, or the place that was applied for is one online, for which nobody waits."""

    text = _("The day has no waiting list for them. Give a place, or say no.")


class NothingTicked(RegistrationError):
    """Nobody was chosen, or all of them have an answer already."""

    text = _("Nobody who still waits for an answer is ticked.")


class ProposalHasChanged(RegistrationError):
    """Somebody has applied, withdrawn or been decided since the proposal was shown."""

    text = _("Something has changed since you opened the proposal. Nothing is done. Look at the new one below.")


class CapacityBelowTaken(RegistrationError):
    """The number of places cannot be lower than what is taken."""

    field = "capacity"

    def __init__(self, taken: int) -> None:
        """``taken``: places that are confirmed or offered."""
        super().__init__()
        self.taken = taken
        self.text = ngettext(
            "%(taken)s place is already taken or offered, so there cannot be fewer places than that. Cancel "
            "registrations first.",
            "%(taken)s places are already taken or offered, so there cannot be fewer places than that. "
            "Cancel registrations first.",
            taken,
        ) % {"taken": taken}


class DayIsCancelled(RegistrationError):
    """Something is to be done with a day that was cancelled meanwhile."""

    text = _("The day is already cancelled, and everybody has been told.")


class DayIsOver(RegistrationError):
    """Something is to be done with a day that has been held."""

    text = _("The day is over.")


class MoveRefused(RegistrationError):
    """The new times contradict each other; ``faults`` holds the sentence for each field, or for each row of the table."""

    text = _("The day cannot be moved like this. Nothing is saved.")

    def __init__(self, faults: dict[str, Any]) -> None:
        """``faults``: sentences by the name of what is wrong; "" for the day as a whole."""
        super().__init__()
        self.faults = faults


class PriceError(RegistrationError):
    """The price that was asked for cannot be had; told in the form's part about the price."""

    section = "price"

    def __init__(self, text: Any, field: str | None = None) -> None:
        """``text``: the sentence; ``field``: where it stands."""
        super().__init__()
        self.text, self.field = text, field


class PriceBecomes(PriceError):
    """The place costs whoever gets it another sum than the one it costs now, and nobody has been told."""

    def __init__(self, text: str, gross: Decimal) -> None:
        """``gross``: the sum with VAT that ``text`` tells of."""
        super().__init__(text)
        self.gross = gross


class CostHasChanged(RegistrationError):
    """Cancelling costs another sum than the one that was shown: midnight has passed, or the organiser has changed the terms."""

    text = _("What it costs to cancel has changed since you opened the page. Nothing is cancelled. See what it costs now.")
