"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.demo"
    label = "demo"
    verbose_name = _("Demo")
