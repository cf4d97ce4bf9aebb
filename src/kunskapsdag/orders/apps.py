"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrdersConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.orders"
    label = "orders"
    verbose_name = _("Orders")

    def ready(self) -> None:
        """Give the worker its jobs, the outbox its letters, and registrations what an order adds to them."""
        from kunskapsdag.core import worker  # (app ready)
        from kunskapsdag.events.signals import event_cancelled, event_moved  # (app ready)
        from kunskapsdag.orders import letters, receivers, section, tasks  # (app ready)
        from kunskapsdag.registrations import sections  # (app ready)
        from kunskapsdag.registrations.signals import unnamed_told  # (app ready)

        worker.register("orders.reminders", tasks.remind_of_unnamed, every=600)
        worker.register("orders.release", tasks.release_unnamed, every=60)
        worker.register("orders.unconfirmed", tasks.drop_unconfirmed, every=60)
        worker.register("orders.left_lines", tasks.forget_left_lines, every=3600)
        letters.register()
        sections.register(section.OrderSection())
        unnamed_told.connect(receivers.tell_orderer, dispatch_uid="orders.tell_orderer")
        event_cancelled.connect(receivers.tell_of_cancelled_day, dispatch_uid="orders.day_cancelled")
        event_moved.connect(receivers.follow_moved_day, dispatch_uid="orders.day_moved")
