"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.mail"
    label = "mail"
    verbose_name = _("Mail")
