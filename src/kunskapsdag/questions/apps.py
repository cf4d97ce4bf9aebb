"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class QuestionsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.questions"
    label = "questions"
    verbose_name = _("Own questions")

    def ready(self) -> None:
        """Give the worker its jobs, the outbox its letters and the registration its questions."""
        from kunskapsdag.core import worker  # (app ready)
        from kunskapsdag.events.signals import event_cancelled, event_moved  # (app ready)
        from kunskapsdag.parts.signals import part_given_back  # (app ready)
        from kunskapsdag.questions import letters, receivers, tasks  # (app ready)
        from kunskapsdag.questions.sections import QuestionSection  # (app ready)
        from kunskapsdag.registrations import sections, signals  # (app ready)

        worker.register("questions.ask_by_letter", tasks.ask_by_letter, every=300)
        worker.register("questions.erase_old", tasks.erase_old, every=3600)
        letters.register()
        sections.register(QuestionSection())
        signals.substitute_took_over.connect(receivers.forget_person, dispatch_uid="questions.substitute")
        signals.said_no.connect(receivers.forget_person, dispatch_uid="questions.said_no")
        signals.registration_cancelled.connect(receivers.forget_person, dispatch_uid="questions.cancelled")
        signals.registration_moved.connect(receivers.forget_refused, dispatch_uid="questions.refused")
        signals.way_changed.connect(receivers.follow_way, dispatch_uid="questions.way_changed")
        part_given_back.connect(receivers.follow_part, dispatch_uid="questions.part_given_back")
        event_cancelled.connect(receivers.forget_day, dispatch_uid="questions.day_cancelled")
        event_moved.connect(receivers.follow_moved_day, dispatch_uid="questions.day_moved")
