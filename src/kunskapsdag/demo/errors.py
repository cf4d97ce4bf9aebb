"""Why the demo cannot be loaded."""

from django.utils.translation import gettext_lazy as _


class DemoRefused(Exception):
    """The demo must not be loaded here; ``str()`` gives the sentence that says why."""


class NotADemo(DemoRefused):
    """The house isn't started as a demo."""

    def __str__(self) -> str:
        """Return the reason."""
        return str(_("The demo has logins with known passwords. It is loaded only where DEMO=true is set."))


class MailWouldLeave(DemoRefused):
    """A mail server is set, and would get mails to people who don't exist."""

    def __str__(self) -> str:
        """Return the reason."""
        return str(_("MAIL_URL is set. The demo's mails go to invented addresses and must not leave the house."))


class HouseInUse(DemoRefused):
    """There are days already, and they aren't the demo's."""

    def __str__(self) -> str:
        """Return the reason."""
        return str(_("There are days or news in the database already. Load the demo into an empty database."))
