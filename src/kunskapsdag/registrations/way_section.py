"""The column that says who comes and who takes part online, in the file of a day held both ways."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.registrations.enums import OnSiteWish, Way
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.sections import Section


class WaySection(Section):
    """The way of taking part; the form asks for it itself."""

    name = "way"
    place = 1

    def columns(self, event: Event) -> list[str]:
        """Return the column, where there is anything to tell apart."""
        return [_("Way of taking part")] if event.attendance == Attendance.BOTH else []

    def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
        """Return the way of each; never the link."""
        ways = {one.value: str(one.label) for one in Way}
        wishes = {one.value: str(one.label) for one in OnSiteWish}
        rows = Registration.objects.filter(event=event).order_by().values_list("pk", "way", "on_site_wish")
        return {pk: [", ".join(filter(None, (ways[way], wishes.get(wish, ""))))] for pk, way, wish in rows}
