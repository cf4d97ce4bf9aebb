"""What can go wrong with a day, in words for the one who arranges it."""

from django.utils.translation import gettext_lazy as _


class NoCalendar(Exception):
    """The site has no calendar of days, so an invitation has nowhere to stand."""

    def __str__(self) -> str:
        """Return the sentence for the screen."""
        return str(_("There is no calendar page on the site. Make one under the first page, then try again."))
