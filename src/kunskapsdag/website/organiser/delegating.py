"""Reads what the office writes about a delegation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kunskapsdag.orders import rules
from kunskapsdag.orders.actions import Orderer
from kunskapsdag.organisations import queries as organisations
from kunskapsdag.registrations.forms import PersonForm


class PlacesForm(forms.Form):
    """How many places a contact person has, and until when they are kept without names."""

    number = forms.IntegerField(
        label=_("Number of places"),
        min_value=0,
        max_value=rules.MOST_AT_A_TIME,
        error_messages={"required": _("Write how many places.")},
    )
    release_on = forms.DateField(
        label=_("Kept to and including"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "What nobody has been named for then goes to the common list. The contact person is reminded three days before."
        ),
        error_messages={"required": _("Choose a day."), "invalid": _("Choose a day.")},
    )
    raise_capacity = forms.BooleanField(
        label=_("Raise the number of places of the day where they do not fit"),
        required=False,
        help_text=_("A rule, such as a cap for each organisation, is not set aside."),
    )


class DelegationForm(PersonForm):
    """Who gets places to name."""

    number = PlacesForm.base_fields["number"]
    release_on = PlacesForm.base_fields["release_on"]
    raise_capacity = PlacesForm.base_fields["raise_capacity"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("role", "food", "access", "on_participant_list"):
            del self.fields[name]
        self.names = organisations.all_names()
        self.fields["name"].label = _("Contact person")
        self.fields["name"].error_messages["required"] = _("Write the person's name.")
        self.fields["email"].error_messages["required"] = _("Write the person's e-mail address.")
        self.fields["email"].help_text = _("The link by which places are named is sent here.")
        self.fields["organisation"].error_messages["required"] = _("Write the person's organisation.")
        self.fields["organisation"].help_text = _("Begin to write, for example Falk, and choose from the list.")
        self.fields["category"].label = _("They take part as")
        self.fields["category"].help_text = _("Until they are named; the rules of the day count them so.")
        self.fields["category"].error_messages["required"] = _("Choose how they take part.")

    def contact(self) -> Orderer:
        """Return who gets the places; call it only when the form is valid."""
        data = self.cleaned_data
        organisation_id, organisation_name = self.found
        return Orderer(
            name=data["name"],
            email=data["email"],
            organisation_id=organisation_id,
            organisation_name=organisation_name,
            category=data["category"],
            invoice_reference=data.get("invoice_reference", ""),
        )

    def places(self) -> dict[str, Any]:
        """Return how many, until when, and whether room may be made for them."""
        return {name: self.cleaned_data[name] for name in ("number", "release_on", "raise_capacity")}
