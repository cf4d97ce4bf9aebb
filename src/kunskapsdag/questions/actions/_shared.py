"""What the actions have in common."""

from kunskapsdag.events.models import Event


def locked(event: Event) -> Event:
    """Return the day as it stands, with its row locked."""
    found: Event = Event.objects.select_for_update(no_key=True).get(pk=event.pk)
    return found
