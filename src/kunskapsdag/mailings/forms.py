"""Reads what the office writes: words of letters, to whom, and when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core.fields import LineField, ParagraphField
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.mailings.enums import Unit
from kunskapsdag.mailings.kinds import Editable
from kunskapsdag.mailings.models import LONGEST_BODY, LONGEST_SUBJECT
from kunskapsdag.mailings.queries import To
from kunskapsdag.mailings.rules import placeholders
from kunskapsdag.mailings.rules.timing import Plan
from kunskapsdag.mailings.words import FIELDS, MAILING
from kunskapsdag.registrations import audiences
from kunskapsdag.registrations.enums import State, Way

ROWS = {"rows": 14}
ONLINE_LINK = _(
    "The link for those online cannot stand in a letter: it would reach those who take part on site. It stands on the own page "
    "of those who take part online."
)


class WordsForm(forms.Form):
    """A subject and a text in Swedish, and where one wishes in English."""

    subject = LineField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = ParagraphField(
        label=_("Text"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs=ROWS),
        help_text=_(
            "An empty line begins a new paragraph. The greeting, the facts of the day and the contact are added by themselves."
        ),
    )
    subject_en = LineField(label=_("Subject in English"), max_length=LONGEST_SUBJECT, required=False)
    body_en = ParagraphField(
        label=_("Text in English"), max_length=LONGEST_BODY, required=False, widget=forms.Textarea(attrs=ROWS)
    )

    def __init__(self, *args: Any, editable: Editable = MAILING, event: Event | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.editable = editable
        self.event = event
        if not editable.has_english:
            del self.fields["subject_en"], self.fields["body_en"]

    def clean(self) -> dict[str, Any]:
        """Tell of misspelt words in braces at their field, and of a link that must not be there."""
        cleaned: dict[str, Any] = super().clean() or {}
        online = self.event.online_url if self.event is not None else ""
        for name in FIELDS:
            text = cleaned.get(name) or ""
            for fault in placeholders.faults(text, self.editable.allowed):
                self.add_error(name, fault)
            if online and online in text:
                self.add_error(name, ONLINE_LINK)
        return cleaned

    def texts(self) -> dict[str, str]:
        """Return the words as they are kept."""
        return {name: self.cleaned_data.get(name) or "" for name in FIELDS}


WHO = (
    (str(State.CONFIRMED), _("those who have a place")),
    (str(State.WAITING), _("those who wait")),
    (str(State.OFFERED), _("those who have been offered a place")),
    (str(State.APPLIED), _("those who have applied and wait for an answer")),
    (str(State.CANCELLED), _("those who have cancelled")),
    (str(State.DECLINED), _("those who have declined an offer")),
    (str(State.LAPSED), _("those who did not answer in time")),
)


class MailingForm(WordsForm):
    """A letter to many, and to whom."""

    states = forms.MultipleChoiceField(label=_("To"), choices=WHO, widget=forms.CheckboxSelectMultiple)
    ways = forms.MultipleChoiceField(
        label=_("Only those who take part"), choices=Way, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, event=event, **kwargs)
        if not event.needs_approval:
            states: Any = self.fields["states"]
            states.choices = [(value, label) for value, label in WHO if value != State.APPLIED]
        if event.attendance != Attendance.BOTH:
            del self.fields["ways"]
        self.groups = []
        for audience in audiences.every():
            choices = list(audience.choices(event))
            if choices:
                self.groups.append(audience.name)
                self.fields[f"group_{audience.name}"] = forms.ChoiceField(
                    label=str(audience.label), choices=[("", _("all")), *choices], required=False
                )
        self.order_fields(["states", "ways", *(f"group_{name}" for name in self.groups), *FIELDS])

    def to(self, items: tuple[int, ...] = ()) -> To:
        """Return to whom it goes."""
        chosen = {name: self.cleaned_data.get(f"group_{name}") for name in self.groups}
        return To(
            states=tuple(self.cleaned_data["states"]),
            ways=tuple(self.cleaned_data.get("ways") or ()),
            groups={name: value for name, value in chosen.items() if value},
            items=items,
        )


class PlanForm(forms.Form):
    """When a letter by the clock goes."""

    is_on = forms.BooleanField(label=_("Send it"), required=False)
    days = forms.IntegerField(label=_("How many days"), min_value=1, max_value=60)
    unit = forms.ChoiceField(label=_("Counted as"), choices=Unit)
    at = forms.TimeField(
        label=_("Time of day"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), input_formats=["%H:%M", "%H.%M"]
    )

    def plan(self, side: str) -> Plan:
        """Return when it goes."""
        cleaned = self.cleaned_data
        return Plan(cleaned["days"], cleaned["unit"], side, cleaned["at"])
