"""Reacts to what editors do with the pages, and to mails that staff send again."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import PageViewRestriction
from wagtail.signals import post_page_move

from kunskapsdag.mail.models import Message
from kunskapsdag.mail.signals import message_resent
from kunskapsdag.registrations import emails
from kunskapsdag.registrations.enums import LIVING, State
from kunskapsdag.registrations.models import RegistrationMessage
from kunskapsdag.website import actions
from kunskapsdag.website.errors import NoLongerSo
from kunskapsdag.website.models import InvitationPage

# What these mails promise is true of a registration in these states only.
TRUE_WHILE = {
    emails.CONFIRMED: (State.CONFIRMED,),
    emails.OFFERED: (State.OFFERED,),
    emails.WAITING: (State.WAITING,),
    emails.SUBSTITUTE: LIVING,
}


@receiver([post_save, post_delete], sender=InvitationPage, dispatch_uid="website.page_saved")
@receiver([post_save, post_delete], sender=PageViewRestriction, dispatch_uid="website.page_locked")
@receiver(post_page_move, dispatch_uid="website.page_moved")
def note_published_days(raw: bool = False, **kwargs: Any) -> None:
    """Publishing, unpublishing, deleting, moving or locking a page decides what is public about its day.

    Publishing is heard as a save: Wagtail's own signals are silent for pages that are created published.
    """
    if not raw:
        actions.note_published_days()


@receiver(message_resent, dispatch_uid="website.promise_sent_again")
def refuse_what_is_no_longer_so(original: Message, **kwargs: Any) -> None:
    """Refuse to send "you have a place" again to someone who has cancelled; the copy is rolled back.

    Heard here, so that it holds for every screen from which a mail can be sent again.
    """
    states = TRUE_WHILE.get(original.kind)
    ties = RegistrationMessage.objects.filter(message=original)
    if states is not None and ties.exclude(registration__state__in=states).exists():
        raise NoLongerSo
