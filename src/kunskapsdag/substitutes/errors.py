"""Why a place cannot be handed on, in words that a person can act on."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from kunskapsdag.registrations.errors import RegistrationError


class NothingToHandOn(RegistrationError):
    """There is no place, offer or position in line (any more)."""

    text = _("There is no place to hand on: the registration has changed since you opened the page.")


class ApplicationsStay(RegistrationError):
    """An application is decided for the person."""

    text = _("An application cannot be handed on. The other person can apply herself, and you can withdraw yours.")


class ChangesAreClosed(RegistrationError):
    """The last moment for changes has passed."""

    def __init__(self, text: str) -> None:
        """``text``: since when, and to whom one may turn."""
        super().__init__()
        self.text = text


class AskedHerself(RegistrationError):
    """The address is her own."""

    text = _("This is your own address. Write the address of the one who comes instead of you.")
    field = "email"


class AlreadyAsked(RegistrationError):
    """Somebody else has been asked, and has not answered."""

    text = _("You have already asked somebody, who has not answered. Take that question back first.")


class AskedTooOften(RegistrationError):
    """Too many have been asked for one place."""

    text = _("You have asked ten people to take over this place. Write to the organiser, who can hand it on for you.")


class AlreadyRegistered(RegistrationError):
    """The one who says yes has a registration of her own."""

    text = _(
        "You are registered for this day already, with this address. If you want the place that you are asked to take over, "
        "cancel your own registration first: the link to it is in your mail. Then come back here."
    )


class OnlyTheSameOrganisation(RegistrationError):
    """The day lets nobody from another organisation take over."""

    text: Any = _("For this day only somebody from your own organisation can take over. Ask a colleague, or cancel.")
    field = "organisation"


class QuestionIsOver(RegistrationError):
    """The question has been answered, taken back, or was not answered in time."""

    text: Any = _("The question no longer stands. Nothing has been changed.")


class AnsweredTooLate(QuestionIsOver):
    """The answer time has passed, if only by a second."""

    text = _("The time to answer has passed, so the place is still the other person's. Nothing has been changed.")


class TakenAlready(QuestionIsOver):
    """She has said yes before."""

    text = _("You have already said yes, and the registration is yours. You can cancel it by its own link.")


class ReasonForNo(RegistrationError):
    """The office must say why."""

    text = _("Write a reason. It is told to the one who asked.")
    field = "reason"
