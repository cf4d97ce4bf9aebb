"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        """Hook up the check of the settings, and the outbox to the worker."""
        from kunskapsdag.core import worker
        from kunskapsdag.mail import checks, tasks  # noqa: F401  (app ready)

        worker.register("mail", tasks.send_due, every=2)
        worker.register("mail.returned", tasks.read_returned, every=60)
