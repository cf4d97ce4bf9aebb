"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebsiteConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.website"
    label = "website"
    verbose_name = _("Website")

    def ready(self) -> None:
        """Listen to what editors do with the pages."""
        from kunskapsdag.website import receivers  # noqa: F401  (app ready)
