"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CheckinConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.checkin"
    label = "checkin"
    verbose_name = _("Check-in")

    def ready(self) -> None:
        """Give the outbox its letters, and registrations what is known of who came."""
        from kunskapsdag.checkin import letters, section  # (app ready)
        from kunskapsdag.registrations import sections  # (app ready)

        letters.register()
        sections.register(section.CameSection())
