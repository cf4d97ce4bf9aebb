"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.programme"
    label = "programme"
    verbose_name = _("Programme")
