"""What is chosen and answered for those whom somebody else registers: for all of them, and for one where it is otherwise.

Which fields there are the sections of a registration say (``registrations.sections``); here they are asked for all at once, and
again in the row of a person. What the person who orders does not know is left empty, and each finishes it by her own link.
"""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from kunskapsdag.events.models import Event
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.forms import faults_of
from kunskapsdag.registrations.rules import PersonDetails, email_key
from kunskapsdag.registrations.sections import Answers, Asked

# Carries what is otherwise for somebody back to the first step, by her address; the mark of a row that has fields of its own.
CARRIED, OWN = "egna", "eget"
# The fields for all stood in the form that was sent: an empty box is then a no.
WAS_SHOWN = "val"
LONGEST_CARRIED = 200_000
# So many rows have their own fields at once; in a longer list each is opened when she is to have something else.
FEW = 12

Values = Mapping[str, Sequence[str]]


@dataclass(slots=True)
class Own:
    """The fields of one row; ``differs``: she has something else than what holds for all."""

    asked: list[Asked] = field(default_factory=list)
    differs: bool = False
    is_open: bool = False

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return what is wrong, as the id of the field and the sentence."""
        return [fault for asked in self.asked for fault in faults_of(asked.form)]

    @property
    def answers(self) -> Answers:
        """Return what was answered; call it only where nothing is wrong."""
        return {asked.section.name: asked.form.cleaned_data for asked in self.asked}


class Choices:
    """What is asked for all, what is asked once, and the fields of each row."""

    def __init__(self, event: Event, data: Any, *, by: Any, now: dt.datetime, is_first: bool = True) -> None:
        """``is_first``: the form makes the order, so that what is asked once is asked; afterwards that stands on its page."""
        self._makers = sections.for_others(event, by=by, now=now)
        self.data = data
        was_shown = data is not None and WAS_SHOWN in data
        self.common = [Asked(section, make(data if was_shown else None, prefix=section.name)) for section, make in self._makers]
        self.once = sections.asked_once(event, data=data if was_shown else None, by=by, now=now) if is_first else []
        self.is_asked = bool(self.common or self.once)
        self._was_shown = was_shown

    @property
    def asked(self) -> list[Asked]:
        """Return the forms that are read and told of with the first step."""
        return [*self.once, *self.common] if self._was_shown or self.data is None else []

    @property
    def for_all(self) -> Answers:
        """Return what holds for all; call it only when the first step is valid."""
        return {one.section.name: one.form.cleaned_data for one in self.common} if self._was_shown else {}

    @property
    def answered_once(self) -> Answers:
        """Return what was answered once."""
        return {one.section.name: one.form.cleaned_data for one in self.once} if self._was_shown else {}

    def carried(self) -> list[tuple[str, str]]:
        """Return all of it as the names and values that travel with the second step."""
        if not self.is_asked or self.data is None:
            return []
        names = tuple(f"{one.form.prefix}-" for one in [*self.common, *self.once])
        sent = [(name, value) for name in self.data if name.startswith(names) for value in _list(self.data, name)]
        return [(WAS_SHOWN, "1"), *sent] if self._was_shown else sent

    def told(self) -> list[tuple[str, str]]:
        """Return what holds for all in words, and what was answered once; what is left to each isn't told."""
        if not self._was_shown:
            return []
        return [row for one in [*self.once, *self.common] for row in _in_words(one.form)]

    # --- rows -------------------------------------------------------------------------------------------------------

    def sent_for(self, number: int | str) -> Values | None:
        """Return what was sent in the fields of a row, None where it had none."""
        if self.data is None or not self.data.get(f"rad-{number}-{OWN}"):
            return None
        start = f"rad-{number}-"
        return {name[len(start) :]: _list(self.data, name) for name in self.data if name.startswith(self._starts(start))}

    def remembered(self) -> dict[str, Values]:
        """Return what is otherwise for somebody, as it came along through the first step, by her address."""
        written = self.data.get(CARRIED, "") if self.data is not None else ""
        try:
            found = json.loads(written[:LONGEST_CARRIED]) if written else {}
        except ValueError:
            return {}
        return {str(key): values for key, values in found.items() if _are_values(values)} if isinstance(found, dict) else {}

    def to_remember(self) -> str:
        """Return what is otherwise for somebody in the rows that were sent, to go along through the first step."""
        if self.data is None or not self._was_shown:
            return ""
        found = {key: {name: list(several) for name, several in values.items()} for key, values in self.remembered().items()}
        marked = [name for name in self.data if name.startswith("rad-") and name.endswith(f"-{OWN}")]
        for name in marked:
            number = name.split("-")[1]
            own = self.sent_for(number)
            address = email_key(self.data.get(f"rad-{number}-mejl", ""))
            if own is not None and address and not self.data.get(f"rad-{number}-bort") and self._differs(own):
                found[address] = {field_: list(several) for field_, several in own.items()}
        return json.dumps(found) if found else ""

    def of_row(self, number: int, person: PersonDetails, own: Values | None, *, is_open: bool) -> Own:
        """Return the fields of a row, filled with what is hers, else with what holds for all."""
        if not self._makers or not self._was_shown:
            return Own()
        start = f"rad-{number}-"
        data = QueryDict(mutable=True)
        for name, values in (self._common_values() if own is None else own).items():
            data.setlist(start + name, list(values))
        asked = [Asked(section, make(data, prefix=f"{start}{section.name}", person=person)) for section, make in self._makers]
        differs = own is not None and self._differs(own)
        return Own(asked, differs, is_open or differs or any(one.form.errors for one in asked))

    def _starts(self, start: str) -> tuple[str, ...]:
        return tuple(f"{start}{section.name}-" for section, _make in self._makers)

    def _common_values(self) -> Values:
        return {name: _list(self.data, name) for name in self.data or () if name.startswith(self._starts(""))}

    def _differs(self, own: Values) -> bool:
        return _filled(own) != _filled(self._common_values())


def _list(data: Any, name: str) -> list[str]:
    return list(data.getlist(name)) if hasattr(data, "getlist") else [data[name]]


def _filled(values: Values) -> dict[str, list[str]]:
    """Return what is not empty: a choice left to her is the same as no choice, and what a form has shown of prices is none."""
    return {
        name: [one for one in several if one]
        for name, several in values.items()
        if any(several) and not name.endswith("-shown")
    }


def _are_values(values: Any) -> bool:
    return isinstance(values, dict) and all(
        isinstance(several, list) and all(isinstance(one, str) for one in several) for several in values.values()
    )


def _in_words(form: forms.Form) -> list[tuple[str, str]]:
    found = []
    for bound in form.visible_fields():
        value = form.cleaned_data.get(bound.name) if form.is_bound and form.is_valid() else None
        choices = {str(key): str(label) for key, label in getattr(bound.field, "choices", ())}
        if isinstance(value, bool):
            words = _("yes") if value else ""
        elif choices:
            several = value if isinstance(value, list) else [value]
            words = ", ".join(choices[str(one)] for one in several if one and str(one) in choices)
        else:
            words = "" if value in (None, "") else str(bound.value())
        if words:
            found.append((str(bound.label), words))
    return found
