"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvoicingConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.invoicing"
    label = "invoicing"
    verbose_name = _("Invoicing")

    def ready(self) -> None:
        """Listen to the door, and give the worker its job."""
        from kunskapsdag.invoicing import receivers, tasks  # noqa: F401  (app ready)

        tasks.register()
