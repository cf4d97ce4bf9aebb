"""Reads what the organiser writes: the day with all its parts, a copy, a reason, a person."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from kunskapsdag.core import clock
from kunskapsdag.core.fields import LineField
from kunskapsdag.core.text import is_number
from kunskapsdag.events.enums import Status
from kunskapsdag.events.models import Event
from kunskapsdag.municipalities.models import County
from kunskapsdag.organisations import queries as organisations
from kunskapsdag.programme.models import Person
from kunskapsdag.registrations.enums import Category, State
from kunskapsdag.registrations.forms import PersonForm
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.website.organiser import listing
from kunskapsdag.website.organiser.actions import free_slug

LAST_YEAR = 2100
SOMEONE_ELSE = _(
    "Someone else has saved this day since you opened it. Nothing of yours is saved. Open the day in a new tab, "
    "see what has changed there, and bring over what you have written here."
)


class ItemForm(WagtailAdminModelForm):
    """A line of the programme; the persons to choose among are those who take part in the day."""

    def __init__(self, *args: Any, persons: list[tuple[int, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if persons is not None and "persons" in self.fields:
            field = self.fields["persons"]
            field.queryset = Person.objects.filter(pk__in=[key for key, _name in persons])
            field.widget.choices = persons

    def clean(self) -> dict[str, Any]:
        """Refuse an item that ends before it starts."""
        cleaned: dict[str, Any] = super().clean()
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The item must end after it starts."))
        return cleaned


class EventForm(WagtailAdminModelForm):
    """A day with its programme, speakers and fee. ``loaded`` tells how the day stood when the form was shown."""

    loaded = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["loaded"] = loaded(self.instance)
        if "slug" in self.fields:
            self.fields["slug"].required = False
        items = getattr(self, "formsets", {}).get("programme_items")
        if items is not None:
            items.form_kwargs["persons"] = self._persons()

    def _persons(self) -> list[tuple[int, str]]:
        """Return those who take part, as stored and as chosen in the form that is being sent."""
        keys: set[Any] = set()
        if self.instance.pk:
            keys |= {row.person_id for row in self.instance.speakers.all()}
            keys |= {
                person.pk for item in self.instance.programme_items.prefetch_related("persons") for person in item.persons.all()
            }
        for name, value in self.data.items() if self.is_bound else ():
            if name.startswith("speakers-") and name.endswith("-person") and is_number(str(value)):
                keys.add(int(value))
        return list(Person.objects.filter(pk__in=keys).order_by("name", "pk").values_list("pk", "name"))

    def clean(self) -> dict[str, Any]:
        """Refuse what others have changed meanwhile, and a status that nobody explains; make an address from the title."""
        cleaned: dict[str, Any] = super().clean()
        title = cleaned.get("title") or ""
        # A new day's address that the browser has made from the title is as good as none: nobody chose it.
        is_made = not self.instance.pk and cleaned.get("slug") == slugify(title)
        if "slug" in cleaned and (not cleaned["slug"] or is_made):
            starts = cleaned.get("starts_at")
            cleaned["slug"] = free_slug(title, clock.swedish(starts).year if starts else LAST_YEAR)
        if self.instance.pk and self.loaded_at() != self.instance.changed_at:
            raise ValidationError(SOMEONE_ELSE, code="changed_meanwhile")
        if cleaned.get("status") in (Status.MOVED, Status.CANCELLED) and not cleaned.get("status_text"):
            self.add_error("status_text", _("Write a sentence that tells why: it stands on the invitation."))
        return cleaned

    def is_valid(self) -> bool:
        """Check the programme against the days of the event too; each fault stands beside its field."""
        valid: bool = super().is_valid()
        items = self.formsets.get("programme_items")
        if items is None or not valid:
            return valid
        first, last = self.instance.first_day, self.instance.last_day
        for form in items.forms:
            day = form.cleaned_data.get("day") if not form.cleaned_data.get("DELETE") else None
            if day and not first <= day <= last:
                form.add_error("day", _("The event is not held on this day."))
                valid = False
        return valid

    def loaded_at(self) -> dt.datetime | None:
        """Return when the day had last been changed as the form was shown; None for a form that doesn't tell."""
        moment, _bar, _capacity = str(self.cleaned_data.get("loaded") or "").partition("|")
        try:
            return parse_datetime(moment)
        except ValueError:
            return None

    def loaded_capacity(self) -> int | None:
        """Return the number of places as the form was shown."""
        _moment, _bar, capacity = str(self.cleaned_data.get("loaded") or "").partition("|")
        return int(capacity) if is_number(capacity) else None


def loaded(event: Event) -> str:
    """Return how the day stands now, for the form to give back."""
    return f"{event.changed_at.isoformat()}|{event.capacity if event.capacity is not None else ''}"


class CopyForm(forms.Form):
    """The name and date of the new day."""

    title = LineField(label=_("Title"), max_length=160)
    day = forms.DateField(
        label=_("New date"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_(
            "The same weekday next year is suggested. The opening, the last day to register and the programme move "
            "as many days."
        ),
    )

    def clean_day(self) -> dt.date:
        """Refuse years that are a slip of the finger."""
        day: dt.date = self.cleaned_data["day"]
        if not 1990 <= day.year < LAST_YEAR:  # noqa: PLR2004  (years that a mistyped date falls outside)
            raise ValidationError(_("Check the year."))
        return day


class ReasonForm(forms.Form):
    """Why: kept in the log, and told to the person."""

    reason = LineField(
        label=_("Reason"),
        max_length=250,
        required=False,
        help_text=_("Kept in the log and told to the person in the mail. Write nothing about health."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CancelForm(ReasonForm):
    """Cancelling for someone."""

    tell = forms.BooleanField(label=_("Send a mail to the person"), required=False, initial=True)


class GivePlaceForm(ReasonForm):
    """Giving a place past the queue."""

    raise_capacity = forms.BooleanField(label=_("Raise the number of places by one where the day is full"), required=False)


class StaffPersonForm(PersonForm):
    """The public form with words for the one who writes for someone else."""

    def __init__(self, *args: Any, with_needs: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.with_needs = with_needs
        if not with_needs:
            del self.fields["food"], self.fields["access"]
        self.names = organisations.all_names()
        self.fields["name"].error_messages["required"] = _("Write the person's name.")
        self.fields["email"].error_messages["required"] = _("Write the person's e-mail address.")
        self.fields["email"].help_text = _("The confirmation and the person's own link are sent here.")
        self.fields["organisation"].error_messages["required"] = _("Write the person's organisation.")
        self.fields["organisation"].help_text = _("Begin to write, for example Falk, and choose from the list.")
        self.fields["category"].label = _("Takes part as")
        self.fields["category"].error_messages["required"] = _("Choose how the person takes part.")
        self.fields["on_participant_list"].label = _("The person has agreed to be on the list of participants")
        if "invoice_reference" in self.fields:
            self.fields["invoice_reference"].help_text = _(
                "The employer's reference code or order number. It can be added later."
            )

    def person_with(self, *, food: str, access: str) -> PersonDetails:
        """Return the details, with needs that the form did not show."""
        self.cleaned_data |= {"food": food, "access": access}
        return self.person()


class ListForm(forms.Form):
    """What the list is to show; words that are no choice count as nothing chosen."""

    q = LineField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Name, e-mail, organisation or number")}),
    )
    status = forms.ChoiceField(label=_("State"), required=False)
    som = forms.ChoiceField(label=_("Takes part as"), required=False)
    lan = forms.ChoiceField(label=_("County"), required=False)

    def __init__(self, data: Any, *, sort: str = "", in_addresses: bool = False) -> None:
        super().__init__(data)
        self.in_addresses = in_addresses
        if not in_addresses:
            self.fields["q"].widget.attrs["placeholder"] = _("Name, organisation or number")
        self.sort = sort
        self.fields["status"].choices = [  # type: ignore[attr-defined]
            (listing.LIVING_ONES, _("have or wait for a place")),
            ("alla", _("all, also those who have left")),
            *State.choices,
        ]
        self.fields["som"].choices = [("", _("all")), *Category.choices]  # type: ignore[attr-defined]
        counties = County.objects.values_list("code", "name")
        self.fields["lan"].choices = [("", _("all counties")), *counties]  # type: ignore[attr-defined]

    def wanted(self) -> listing.Wanted:
        """Return what was chosen."""
        self.is_valid()
        data = self.cleaned_data
        return listing.Wanted(
            words=str(data.get("q") or "")[: listing.LONGEST_SEARCH],
            state=data.get("status") or listing.LIVING_ONES,
            category=data.get("som") or "",
            county=data.get("lan") or "",
            sort=self.sort if self.sort in listing.SORTS else listing.NEWEST_FIRST,
            in_addresses=self.in_addresses,
        )
