"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeesConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.fees"
    label = "fees"
    verbose_name = _("Fees")
