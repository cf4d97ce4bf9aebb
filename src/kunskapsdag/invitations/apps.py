"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InvitationsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.invitations"
    label = "invitations"
    verbose_name = _("Invitations")

    def ready(self) -> None:
        """Give the worker its job, the outbox its letters and the registration its door."""
        from kunskapsdag.core import worker  # (app ready)
        from kunskapsdag.events.signals import event_cancelled, event_moved  # (app ready)
        from kunskapsdag.invitations import day_letters, letters, receivers, tasks  # (app ready)
        from kunskapsdag.invitations.sections import InvitationSection  # (app ready)
        from kunskapsdag.registrations import sections  # (app ready)

        worker.register("invitations.erase_old", tasks.erase_old, every=3600)
        letters.register()
        day_letters.register()
        sections.register(InvitationSection())
        event_cancelled.connect(receivers.tell_of_cancelled_day, dispatch_uid="invitations.day_cancelled")
        event_moved.connect(receivers.tell_of_moved_day, dispatch_uid="invitations.day_moved")
