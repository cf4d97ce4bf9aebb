"""Reads what the organiser and the invited write."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kunskapsdag.core import tables
from kunskapsdag.core.fields import EmailField, LineField, ParagraphField
from kunskapsdag.core.text import has_web_address
from kunskapsdag.events.enums import Admission
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import rules
from kunskapsdag.invitations.enums import Column
from kunskapsdag.invitations.models import InvitationList
from kunskapsdag.municipalities.models import County
from kunskapsdag.organisations import queries as organisations
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations.rules import email_key

LONGEST_PASTE = 400_000


class OtherPersonForm(forms.Form):
    """Whom to ask instead, or as well."""

    error_css_class = "invalid"

    name = LineField(
        label=_("Her or his name"),
        max_length=rules.LONGEST_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write the name.")},
    )
    email = EmailField(
        label=_("E-mail"),
        max_length=rules.LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
        help_text=_("The invitation is sent here at once. The address is used for nothing else."),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("This is not a whole e-mail address. It should look like namn@kommun.se."),
        },
    )

    def clean_name(self) -> str:
        """Refuse what cannot be a name: it stands in a letter that we send to somebody else."""
        name: str = self.cleaned_data["name"]
        if not any(char.isalpha() for char in name) or has_web_address(name):
            raise ValidationError(_("Write only the name here, with letters."))
        return name

    def clean_email(self) -> str:
        """Refuse an address that grows too long when letter case is taken away."""
        email: str = self.cleaned_data["email"]
        if len(email_key(email)) > rules.LONGEST_ADDRESS:
            raise ValidationError(_("This is not a whole e-mail address. It should look like namn@kommun.se."))
        return email

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Return what is wrong, as the id of the field and the sentence."""
        alone = [("", str(fault)) for fault in self.non_field_errors()]
        return alone + [(bound.id_for_label, str(bound.errors[0])) for bound in self if bound.errors]


class AddressForm(forms.Form):
    """An address that the office has been told about."""

    email = EmailField(
        label=_("E-mail"),
        max_length=rules.LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("This is not a whole e-mail address. It should look like namn@kommun.se."),
        },
    )


class CorrectForm(OtherPersonForm):
    """A name or an address that was wrong, for the office."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["email"].help_text = _(
            "With a new address the old link stops working. Send the invitation again afterwards."
        )


class ListForm(forms.ModelForm):
    """A list's name and words."""

    name = LineField(label=_("Name of the list"), max_length=80, help_text=_("Only the office sees it."))
    lead = ParagraphField(
        label=_("Words first in the letter"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "What, when, where and cost come by themselves below, with the button. An empty line makes a new paragraph. "
            "Leave it empty for a short standard text."
        ),
    )

    class Meta:
        model = InvitationList
        fields = ["name", "lead", "pause_days"]

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["pause_days"].label = _("Days between two letters to the same person")

    def clean_name(self) -> str:
        """Refuse a name that another of the day's lists has."""
        name: str = self.cleaned_data["name"]
        same = InvitationList.objects.filter(event=self.event, name=name).exclude(pk=self.instance.pk)
        if same.exists():
            raise ValidationError(_("The day has another list with this name."))
        return name


class TableForm(forms.Form):
    """A file, or pasted text."""

    file = forms.FileField(
        label=_("File from Excel (xlsx) or csv"),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        help_text=_("At most 5 MB and 5,000 rows. One person on each row; the first row may hold headings."),
    )
    pasted = forms.CharField(
        label=_("Or paste here"),
        required=False,
        strip=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false"}),
        help_text=_("Rows copied from Excel, or addresses from Outlook: Anna Berg <anna.berg@kommun.se>; …"),
    )

    def clean(self) -> dict[str, Any]:
        """Read the table; say in words what is wrong with it."""
        cleaned = super().clean() or {}
        file, pasted = cleaned.get("file"), cleaned.get("pasted") or ""
        if file is None and not pasted.strip():
            if not self.errors:
                raise ValidationError(_("Choose a file, or paste the list."))
            return cleaned
        try:
            if file is not None:
                # One byte more than may be read tells that there are too many.
                cleaned["rows"] = tables.read(file.read(tables.MOST_BYTES + 1))
            else:
                cleaned["rows"] = tables.read_text(rules.unfolded(pasted))
        except tables.UnreadableTable as error:
            self.add_error("file" if file is not None else "pasted", str(error))
        return cleaned


class MappingForm(forms.Form):
    """What each column holds."""

    def __init__(self, data: Any, *, rows: list[list[str]], mapped: rules.Mapped) -> None:
        super().__init__(data)
        self.width = len(rows[0])
        self.rows = rows
        held = {place: column for column, place in mapped.columns.items()}
        self.fields["has_headings"] = forms.BooleanField(
            label=_("The first row holds headings"), required=False, initial=mapped.has_headings
        )
        for place in range(self.width):
            samples = [row[place] for row in rows[:4] if row[place]]
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=rows[0][place] or f"{place + 1}",
                choices=[("", pgettext_lazy("a column", "not used")), *Column.choices],
                required=False,
                initial=held.get(place, ""),
                help_text=" · ".join(samples)[:120],
            )

    def clean(self) -> dict[str, Any]:
        """Refuse two columns of the same, and a list without addresses."""
        cleaned = super().clean() or {}
        chosen = [cleaned.get(f"column_{place}") for place in range(self.width)]
        for column in Column:
            if chosen.count(column.value) > 1:
                raise ValidationError(_("Two columns hold the same: %(what)s. Choose one of them.") % {"what": column.label})
        if Column.EMAIL not in chosen:
            raise ValidationError(_("Say which column holds the e-mail addresses."))
        return cleaned

    def mapped(self) -> rules.Mapped:
        """Return what was chosen."""
        data = self.cleaned_data
        columns = {data[f"column_{place}"]: place for place in range(self.width) if data.get(f"column_{place}")}
        return rules.Mapped(columns, has_headings=data["has_headings"])


class AdmissionForm(forms.Form):
    """For whom the day is."""

    admission = forms.ChoiceField(label=_("Who may register"), choices=Admission.choices, widget=forms.RadioSelect)
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of organisations"),
        choices=Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: every kind."),
    )
    counties = forms.ModelMultipleChoiceField(
        label=_("Counties"),
        queryset=County.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: the whole country."),
    )
    organisations = ParagraphField(
        label=_("These organisations, whatever is chosen above"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("One on each row, as they stand in the register."),
    )

    def clean_organisations(self) -> list[Organisation]:
        """Find each organisation in the register, and tell all that are not there."""
        found: list[Organisation] = []
        missing: list[str] = []
        for line in filter(None, map(str.strip, self.cleaned_data["organisations"].splitlines())):
            meant = organisations.recognise(line).organisation
            if meant is None:
                missing.append(line)
            else:
                found.append(meant)
        if missing:
            raise ValidationError(_("Not found in the register: %(names)s.") % {"names": ", ".join(missing[:10])})
        return found

    def clean(self) -> dict[str, Any]:
        """Refuse a choice of organisations that chooses none."""
        cleaned = super().clean() or {}
        is_empty = not (cleaned.get("kinds") or cleaned.get("counties") or cleaned.get("organisations"))
        if cleaned.get("admission") == Admission.CHOSEN and is_empty and not self.errors:
            raise ValidationError(_("Choose kinds, counties or organisations, or open the day to everybody."))
        return cleaned

    def admitted(self) -> rules.Admitted:
        """Return the organisations that were chosen."""
        data = self.cleaned_data
        return rules.Admitted(
            frozenset(data["kinds"]),
            frozenset(county.pk for county in data["counties"]),
            frozenset(organisation.pk for organisation in data["organisations"]),
        )
