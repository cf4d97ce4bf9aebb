"""What the website tells the apps below it."""

from django.db import transaction

from kunskapsdag.events.models import Event
from kunskapsdag.website.models import InvitationPage


def note_published_days() -> None:
    """Let each event know whether its invitation is published and open to everybody.

    All events are compared, not only the one whose page was saved: a page may be given another event, and a lock on
    the calendar locks every page below it.
    """
    shown = InvitationPage.objects.live().public().order_by().values("event_id")
    with transaction.atomic():
        Event.objects.filter(is_public=False, pk__in=shown).update(is_public=True)
        Event.objects.filter(is_public=True).exclude(pk__in=shown).update(is_public=False)
