"""App set-up."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Hooks the app up when Django starts."""

    name = "kunskapsdag.pages"
    label = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        """Let a change of pages or look be seen at once by the one who made it."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import Page, Site
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from kunskapsdag.pages.models import SiteLook  # (app ready)
        from kunskapsdag.pages.navigation import forget_shell  # (app ready)

        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(forget_shell, dispatch_uid=f"pages.shell.{id(signal)}")
        for model in (SiteLook, Site):
            post_save.connect(forget_shell, sender=model, dispatch_uid=f"pages.shell.{model.__name__}")
        post_delete.connect(forget_shell, dispatch_uid="pages.shell.deleted", sender=Page)
