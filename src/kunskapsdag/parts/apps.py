"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.parts"
    label = "parts"
    verbose_name = _("Parts of a day")

    def ready(self) -> None:
        """Stand in the form, follow what becomes of registrations, and hand on unanswered offers."""
        from kunskapsdag.core import worker  # (app ready)
        from kunskapsdag.events.signals import event_cancelled, event_moved  # (app ready)
        from kunskapsdag.parts import letters, receivers, section, tasks  # (app ready)
        from kunskapsdag.registrations import sections  # (app ready)
        from kunskapsdag.registrations.signals import category_changed, registration_moved, way_changed  # (app ready)

        sections.register(section.PartsSection())
        letters.register()
        worker.register("parts.unanswered_offers", tasks.hand_on_unanswered_offers, every=15)
        worker.register("parts.free_seats", tasks.offer_what_is_free, every=60)
        registration_moved.connect(receivers.follow_registration, dispatch_uid="parts.follow_registration")
        way_changed.connect(receivers.follow_way, dispatch_uid="parts.follow_way")
        category_changed.connect(receivers.follow_category, dispatch_uid="parts.follow_category")
        event_cancelled.connect(receivers.end_with_day, dispatch_uid="parts.end_with_day")
        event_moved.connect(receivers.move_with_day, dispatch_uid="parts.move_with_day")
