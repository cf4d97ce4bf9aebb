"""What can go wrong with a day, in words for the one who arranges it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunskapsdag.mail.errors import MailError


def page_faults(error: ValidationError) -> list[str]:
    """Return in words what is wrong with a day's page, for a screen that does not show the page's fields."""
    sentence = gettext("A fault in the invitation must be put right first: %(fault)s")
    return [sentence % {"fault": text} for text in error.messages]


class NoLongerSo(MailError):
    """A mail that says where a registration stood is sent again when it stands elsewhere."""

    text = _("The registration has changed since this mail was sent, so the mail is not sent again. Mail the personal link.")


class NoCalendar(Exception):
    """The site has no calendar of days, so an invitation has nowhere to stand."""

    def __str__(self) -> str:
        """Return the sentence for the screen."""
        return str(_("There is no calendar page on the site. Make one under the first page, then try again."))
