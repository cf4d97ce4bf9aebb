"""Reads who is asked, and what the one who takes over says about herself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kunskapsdag.registrations.forms import PersonForm
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.substitutes.actions import Asked
from kunskapsdag.substitutes.models import Question

LATER = ("role", "category", "food", "access", "on_participant_list", "invoice_reference")


class AskForm(PersonForm):
    """Name, address and organisation of the one who is asked; the rest she writes herself, in private."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out what only she can say."""
        super().__init__(*args, **kwargs)
        for name in LATER:
            self.fields.pop(name, None)
        self.fields["name"].label = _("Who can come instead?")
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["name"].error_messages["required"] = _("Write the name of the one who can come instead.")
        self.fields["email"].label = _("Her or his e-mail")
        self.fields["email"].widget.attrs["autocomplete"] = "off"
        self.fields["email"].help_text = _("The question is sent here.")
        self.fields["email"].error_messages["required"] = _("Write the address of the one who can come instead.")
        self.fields["organisation"].label = _("Her or his organisation")
        self.fields["organisation"].widget.attrs["autocomplete"] = "off"

    def asked(self) -> Asked:
        """Return who is asked; call it only when the form is valid."""
        organisation_id, organisation_name = self.found
        return Asked(self.cleaned_data["name"], self.cleaned_data["email"], organisation_id, organisation_name)


class AnswerForm(PersonForm):
    """What the one who takes over says about herself. Address and organisation are those she was asked with."""

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        """Leave out what was said when she was asked."""
        super().__init__(*args, **kwargs)
        self.question = question
        for name in ("email", "organisation", "organisation_choice"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Read nothing about the organisation."""
        return forms.Form.clean(self) or {}

    def person(self) -> PersonDetails:
        """Return the details; call it only when the form is valid."""
        self.cleaned_data["email"] = self.question.email
        self.found = (self.question.organisation_id, self.question.organisation_name)
        return super().person()
