"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistrationsConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.registrations"
    label = "registrations"
    verbose_name = _("Registrations")

    def ready(self) -> None:
        """Give the worker its jobs and the outbox its letters."""
        from kunskapsdag.core import worker  # (app ready)
        from kunskapsdag.mail.signals import message_resent  # (app ready)
        from kunskapsdag.registrations import (
            day_letters,
            letters,
            pricing,
            receivers,
            sections,
            series_letter,
            tasks,
        )  # (app ready)
        from kunskapsdag.registrations.way_section import WaySection  # (app ready)

        worker.register("registrations.unanswered_offers", tasks.hand_on_unanswered_offers, every=5)
        worker.register("registrations.free_places", tasks.offer_what_is_free, every=60)
        worker.register("registrations.old_needs", tasks.erase_old_needs, every=3600)
        worker.register("registrations.applications", tasks.answer_applications, every=60)
        worker.register("registrations.late_answers", tasks.tell_of_late_answers, every=300)
        worker.register("registrations.mails_to_others", tasks.erase_mails_to_others, every=3600)
        sections.register(pricing.PriceSection())
        letters.register()
        day_letters.register()
        sections.register(WaySection())
        series_letter.register()
        message_resent.connect(receivers.refuse_what_no_longer_holds, dispatch_uid="registrations.refuse_resending")
        message_resent.connect(receivers.keep_copy_with_registration, dispatch_uid="registrations.keep_copy")
