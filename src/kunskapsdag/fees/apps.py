"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeesConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.fees"
    label = "fees"
    verbose_name = _("Fees")

    def ready(self) -> None:
        """Listen to what the organiser writes."""
        from kunskapsdag.fees import receivers  # noqa: F401  (app ready)
