"""What can go wrong with a day, in words for the one who arranges it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def page_faults(error: ValidationError) -> list[str]:
    """Return in words what is wrong with a day's page, for a screen that does not show the page's fields."""
    sentence = gettext("A fault in the invitation must be put right first: %(fault)s")
    return [sentence % {"fault": text} for text in error.messages]


class NoCalendar(Exception):
    """The site has no calendar of days, so an invitation has nowhere to stand."""

    def __str__(self) -> str:
        """Return the sentence for the screen."""
        return str(_("There is no calendar page on the site. Make one under the first page, then try again."))


class CopyRefused(Exception):
    """One of several copies cannot be made, so none is."""

    def __init__(self, place: int, texts: list[str]) -> None:
        """``place``: which of the copies, from 0; ``texts``: why."""
        super().__init__(*texts)
        self.place, self.texts = place, texts
