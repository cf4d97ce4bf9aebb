"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.municipalities"
    label = "municipalities"
    verbose_name = _("Municipalities")
