"""What can go wrong with the parts of a day, in words that a person can act on."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kunskapsdag.registrations.errors import RegistrationError


class PartError(RegistrationError):
    """A rule of the parts said no."""

    section = "parts"

    def __init__(self, text: str = "", field: str | None = None) -> None:
        """``text`` is the sentence, ``field`` the field of the form that it stands beside."""
        super().__init__()
        if text:
            self.text = text
        self.field = field


class PartIsFull(PartError):
    """No seat is free, and there is no line to stand in."""

    def __init__(self, title: str, field: str | None = None) -> None:
        """``title``: the part's."""
        super().__init__(_("“%(title)s” is full. Choose something else.") % {"title": title}, field)


class PartLacksSeats(PartError):
    """Several have chosen a part that has fewer seats, and no line to stand in."""

    def __init__(self, title: str, *, left: int, wanted: int) -> None:
        """``left``: seats that are free, ``wanted``: how many have chosen it."""
        if not left:
            text = _("“%(title)s” is full. Choose otherwise for those who have it.")
        else:
            text = ngettext(
                "“%(title)s” has %(left)s seat left, and you have chosen it for %(wanted)s. Choose otherwise for the others.",
                "“%(title)s” has %(left)s seats left, and you have chosen it for %(wanted)s. Choose otherwise for the others.",
                left,
            )
        super().__init__(text % {"title": title, "left": left, "wanted": wanted})


class TooLateToGiveBack(PartError):
    """The part's last day to cancel has passed."""


class OfferOfPartIsOver(PartError):
    """The offered seat was answered too late."""

    text = gettext_lazy("The time to answer has passed, and the seat has gone on to the next in line.")


class SeatsBelowTaken(PartError):
    """A part cannot have fewer seats than are taken."""

    def __init__(self, title: str, taken: int) -> None:
        """``taken``: seats that are booked or offered."""
        text = ngettext(
            "“%(title)s”: %(taken)s seat is taken, so there cannot be fewer.",
            "“%(title)s”: %(taken)s seats are taken, so there cannot be fewer.",
            taken,
        )
        super().__init__(text % {"title": title, "taken": taken}, "capacity")
