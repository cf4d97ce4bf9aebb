"""Reacts to what editors do with the pages."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import post_page_move

from kunskapsdag.website import actions
from kunskapsdag.website.models import InvitationPage


@receiver([post_save, post_delete], sender=InvitationPage, dispatch_uid="website.page_saved")
@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="website.page_locked")
@receiver(post_page_move, dispatch_uid="website.page_moved")
def note_published_days(raw: bool = False, **kwargs: Any) -> None:
    """Publishing, unpublishing, deleting, moving or locking a page decides what is public about its day.

    Publishing is heard as a save: Wagtail's own signals are silent for pages that are created published.
    """
    if not raw:
        actions.note_published_days()
