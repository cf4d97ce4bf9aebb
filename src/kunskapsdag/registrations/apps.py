"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.registrations"
    label = "registrations"
    verbose_name = _("Registrations")
