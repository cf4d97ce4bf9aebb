"""Reads the table of dates and venues to which a day is copied in one go."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunskapsdag.core import clock
from kunskapsdag.core.fields import LineField
from kunskapsdag.events.models import Event, Series, Venue
from kunskapsdag.events.rules import FIRST_YEAR, LAST_YEAR
from kunskapsdag.website.organiser.forms import HAS_BEEN, SURE

ROWS = 6
NEW, NONE = "new", ""


class CopyRow(forms.Form):
    """One copy: its date and its venue; a row without a date is left out."""

    day = forms.DateField(label=_("Date"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.none(), required=False, empty_label=_("the same"))

    def __init__(self, *args: Any, venues: list[tuple[Any, str]], **kwargs: Any) -> None:
        """``venues`` are read once for all the rows."""
        super().__init__(*args, **kwargs)
        self.fields["venue"].queryset = Venue.objects.all()  # type: ignore[attr-defined]
        self.fields["venue"].choices = [("", self.fields["venue"].empty_label), *venues]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a venue without a date, and years that are a slip of the finger."""
        cleaned = super().clean() or {}
        day = cleaned.get("day")
        if cleaned.get("venue") and day is None and "day" not in self.errors:
            self.add_error("day", _("Write the date."))
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.add_error("day", _("Check the year."))
        return cleaned


class CopyToSeveralForm(forms.Form):
    """Which series the day and its copies belong to."""

    series = forms.ChoiceField(label=pgettext_lazy("singular", "Series"), required=False)
    title = LineField(label=_("Title of the new series"), max_length=160, required=False)
    is_sure = forms.BooleanField(label=SURE, required=False)

    def __init__(self, event: Event, data: Any = None) -> None:
        super().__init__(data, initial={"series": event.series_id or NEW, "title": event.title})
        if not self.is_bound:
            del self.fields["is_sure"]
        known = [(str(pk), title) for pk, title in Series.objects.values_list("pk", "title")]
        self.fields["series"].choices = [(NONE, _("no series")), (NEW, _("a new series")), *known]  # type: ignore[attr-defined]
        venues = [(venue.pk, str(venue)) for venue in Venue.objects.all()]
        self.rows = [CopyRow(data, prefix=f"rad{number}", venues=venues) for number in range(ROWS)]

    def is_valid(self) -> bool:
        """Read every row, so that all faults are told at once."""
        return all([super().is_valid(), *(row.is_valid() for row in self.rows)]) and self._has_any() and self._is_meant()

    def _is_meant(self) -> bool:
        """Ask once whether days that have been are meant."""
        past = [row for row in self.filled() if row.cleaned_data["day"] < clock.today()]
        if not past:
            del self.fields["is_sure"]
        elif not self.cleaned_data["is_sure"]:
            for row in past:
                row.add_error("day", HAS_BEEN)
            return False
        return True

    def _has_any(self) -> bool:
        if self.copies():
            return True
        self.rows[0].add_error("day", _("Write at least one date."))
        return False

    def clean(self) -> dict[str, Any]:
        """Refuse a new series without a title."""
        cleaned = super().clean() or {}
        if cleaned.get("series") == NEW and not cleaned.get("title"):
            self.add_error("title", ValidationError(_("Write a title.")))
        return cleaned

    def copies(self) -> list[tuple[Any, Venue | None]]:
        """Return the dates and venues that are filled in."""
        return [(row.cleaned_data["day"], row.cleaned_data["venue"]) for row in self.filled()]

    def filled(self) -> list[CopyRow]:
        """Return the rows that are filled in."""
        return [row for row in self.rows if row.cleaned_data.get("day")]
