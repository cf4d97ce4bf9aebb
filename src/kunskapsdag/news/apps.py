"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.news"
    label = "news"
    verbose_name = _("News")
