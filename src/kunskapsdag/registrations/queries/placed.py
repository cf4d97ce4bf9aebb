"""Why those with a place or an offer have it, from the log; asked once for all the rows of a list."""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from wagtail.models import ModelLogEntry

from kunskapsdag.registrations.enums import TAKES_PLACE
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules.placed_words import GIVING, why_placed


def reasons(registrations: Iterable[Registration]) -> dict[int, str]:
    """Return why each of those who hold a place has it, by the registration's id: one question."""
    held = {str(one.pk): one for one in registrations if one.state in TAKES_PLACE}
    if not held:
        return {}
    kind = ContentType.objects.get_for_model(Registration)
    entries = ModelLogEntry.objects.filter(content_type=kind, object_id__in=held, action__in=GIVING).order_by("timestamp", "pk")
    found: dict[int, str] = {}
    for entry in entries:
        registration = held[entry.object_id]
        told = why_placed(entry.action, entry.data or {}, at=entry.timestamp, number=registration.number)
        if told:
            found[registration.pk] = told
    return found


def reason(registration: Registration) -> str:
    """Return why one person has her place or offer; empty for who has none."""
    return reasons([registration]).get(registration.pk, "")
