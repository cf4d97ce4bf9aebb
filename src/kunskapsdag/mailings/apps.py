"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.mailings"
    label = "mailings"
    verbose_name = _("Letters")

    def ready(self) -> None:
        """Give the letters their words, the worker its job, and mended addresses their mails."""
        from kunskapsdag.core import worker  # (app ready)
        from kunskapsdag.events.signals import event_cancelled  # (app ready)
        from kunskapsdag.mailings import groups, letters, receivers, tasks  # (app ready)
        from kunskapsdag.registrations.signals import address_changed  # (app ready)

        letters.register()
        groups.register()
        worker.register("mailings.scheduled", tasks.send_scheduled, every=30)
        event_cancelled.connect(receivers.let_changes_go, dispatch_uid="mailings.day_cancelled")
        address_changed.connect(receivers.send_to_new_address, dispatch_uid="mailings.send_to_new_address")
