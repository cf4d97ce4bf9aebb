"""Who may see a day."""

from django.contrib.auth.models import AnonymousUser

from kunskapsdag.accounts.models import User
from kunskapsdag.events.models import Event


def may_see(user: User | AnonymousUser, event: Event) -> bool:
    """Return whether the day is published, or the user is staff: nobody else learns that it is being planned."""
    return event.is_public or user.has_perm("wagtailadmin.access_admin")
