"""App set-up."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.accounts"
    label = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Let the groups get their rights after each migration."""
        from kunskapsdag.accounts import receivers  # (app ready)

        post_migrate.connect(receivers.after_migrate, dispatch_uid="accounts.groups")
