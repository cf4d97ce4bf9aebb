"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.events"
    label = "events"
    verbose_name = _("Events")
