"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.organisations"
    label = "organisations"
    verbose_name = _("Organisations")

    def ready(self) -> None:
        """Listen for changed names."""
        from kunskapsdag.organisations import receivers  # noqa: F401  (app ready)
