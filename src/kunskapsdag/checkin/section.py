"""What is known of who came, beside everything else about a registration."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.checkin import queries
from kunskapsdag.checkin.models import CheckIn
from kunskapsdag.events.models import Event
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.sections import Card, Section


class CameSection(Section):
    """Who came: on the office's page about a person, and in the file."""

    name = "came"
    place = 95

    def staff_card(self, registration: Registration, *, user: Any, now: dt.datetime) -> Card | None:
        """Return the ticks, and what was decided about one who did not come."""
        rows = queries.history(registration)
        decisions = list(registration.no_shows.select_related("decided_by", "taken_back_by"))
        if not rows and not decisions:
            return None
        return Card("checkin/_staff_card.html", {"rows": rows, "decisions": decisions})

    def columns(self, event: Event) -> list[str]:
        """Return one column, where the door has been open."""
        return [_("Came")] if CheckIn.objects.filter(registration__event=event).exists() else []

    def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
        """Return yes or no for everybody with a place; two questions."""
        words = {True: _("yes"), False: _("no")}
        return {key: [words[came]] for key, came in queries.came(event).items()}
