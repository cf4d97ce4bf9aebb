"""``kunskapsdag load_demo``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from kunskapsdag.core import clock
from kunskapsdag.demo import actions
from kunskapsdag.demo.content.places import PASSWORD, STAFF
from kunskapsdag.demo.errors import DemoRefused


class Command(BaseCommand):
    """Loads the demo once; run again it changes nothing."""

    requires_system_checks = ["mail", "settings"]
    help = "Loads the demo: days in every state, news, invented people, and staff logins that everybody knows."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say where to look and how to log in."""
        try:
            is_new = actions.load_demo(now=clock.now())
        except DemoRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("The demo is loaded.") if is_new else _("The demo is there already; nothing is changed."))
        logins = ", ".join(login for login, *_rest in STAFF)
        self.stdout.write(_("The site: %(url)s/") % {"url": settings.BASE_URL})
        self.stdout.write(_("For staff: %(url)s/admin/") % {"url": settings.BASE_URL})
        self.stdout.write(_("Logins: %(logins)s") % {"logins": logins})
        self.stdout.write(_("Password: %(password)s (the same for all)") % {"password": PASSWORD})
