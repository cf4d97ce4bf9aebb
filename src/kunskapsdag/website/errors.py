"""What can go wrong, in words for staff."""

from django.utils.translation import gettext_lazy as _

from kunskapsdag.mail.errors import MailError


class NoLongerSo(MailError):
    """A mail that says where a registration stood is sent again when it stands elsewhere."""

    text = _("The registration has changed since this mail was sent, so the mail is not sent again. Mail the personal link.")
