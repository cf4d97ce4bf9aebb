"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.accounts"
    label = "accounts"
    verbose_name = _("Accounts")
