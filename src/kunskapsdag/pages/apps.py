"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.pages"
    label = "pages"
    verbose_name = _("Pages")
