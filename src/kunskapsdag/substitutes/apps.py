"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SubstitutesConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.substitutes"
    label = "substitutes"
    verbose_name = _("Substitutes")

    def ready(self) -> None:
        """Give the worker its job and the outbox its letters, and listen to what becomes of places."""
        from kunskapsdag.core import worker  # (app ready)
        from kunskapsdag.events.signals import event_cancelled, event_moved  # (app ready)
        from kunskapsdag.registrations import sections as registration_sections  # (app ready)
        from kunskapsdag.registrations.signals import registration_cancelled, said_no, substitute_took_over  # (app ready)
        from kunskapsdag.substitutes import letters, receivers, sections, tasks  # (app ready)

        worker.register("substitutes.overdue_questions", tasks.end_overdue_questions, every=15)
        letters.register()
        registration_sections.register(sections.SECTION)
        for signal in (registration_cancelled, said_no, substitute_took_over):
            signal.connect(receivers.end_question_about_a_place_that_is_gone, dispatch_uid="substitutes.place_gone")
        event_cancelled.connect(receivers.end_with_day, dispatch_uid="substitutes.day_cancelled")
        event_moved.connect(receivers.follow_moved_day, dispatch_uid="substitutes.day_moved")
