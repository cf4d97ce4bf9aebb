"""The windows in which a venue, person or theme is chosen for a day: search, or make a new one without leaving the day."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.chooser import SnippetCreateView

from kunskapsdag.core import audit, choosing
from kunskapsdag.core.text import folded
from kunskapsdag.events.models import Theme, Venue
from kunskapsdag.programme.models import Person

A_PAGE = 20
ACROSS = forms.Textarea(attrs={"rows": 3})


def holding(rows: QuerySet[Any], typed: str, fields: tuple[str, ...]) -> QuerySet[Any]:
    """Keep rows whose fields together hold every typed word, accents and case aside; one question for all texts.

    The texts are compared here, since SQLite knows no capitals beyond Z; an office has some hundred persons.
    """
    words = folded(typed).split()
    stored = rows.order_by().values_list("pk", *fields)
    found = [pk for pk, *texts in stored if all(word in folded(" ".join(texts)) for word in words)]
    return rows.filter(pk__in=found)


class SearchForm(choosing.SearchForm):
    """Search as one types; ``fields_searched`` are the texts that are looked through."""

    fields_searched: ClassVar[tuple[str, ...]] = ("name",)

    def found(self, objects: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """Return those that hold every word."""
        return holding(objects, typed, self.fields_searched)


class VenueSearchForm(SearchForm):
    """Search venues by town too."""

    fields_searched = ("name", "town")


class ThemeForm(forms.ModelForm):
    """A new theme; its address is made from its name when it is left empty."""

    class Meta:
        model = Theme
        fields = ("name", "slug")
        help_texts: ClassVar = {"slug": _("Empty: made from the name.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False

    def clean_slug(self) -> str:
        """Return what was typed, or the name as it can stand in an address."""
        slug: str = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("name", ""))
        if not slug and "name" in self.cleaned_data:
            raise forms.ValidationError(_("Write how the theme is to stand in addresses, with a–z, digits and hyphens."))
        return slug


class VenueForm(forms.ModelForm):
    """A new venue; the municipality is a plain list, since a window in the window would be one too many."""

    map_url = Venue._meta.get_field("map_url").formfield(assume_scheme="https")  # noqa: SLF001  (Django's documented API)

    class Meta:
        model = Venue
        fields = ("name", "street", "postal_code", "town", "municipality", "map_url", "directions", "access")
        widgets: ClassVar = {"directions": ACROSS, "access": ACROSS}


class PersonForm(forms.ModelForm):
    """A new person; what she is on the day is written in the day."""

    class Meta:
        model = Person
        fields = ("name", "about")
        widgets: ClassVar = {"about": ACROSS}


class CreatePartView(SnippetCreateView):
    """Making a new one in the window, for those who may; Wagtail asks for the right, but logs nothing here."""

    request: HttpRequest

    def save_form(self, form: Any) -> Model:
        """Save, and log it as the ordinary form does."""
        made: Model = super().save_form(form)
        audit.log(made, "wagtail.create", by=self.request.user)
        return made


class PartChooserViewSet(choosing.SearchedChooserViewSet):
    """Choose by a part of the name, or make a new one."""

    search_form_class = SearchForm
    create_view_class = CreatePartView
    creation_tab_label = _("New")
    create_action_label = _("Save and choose")


class ThemeChooserViewSet(PartChooserViewSet):
    """Choose a theme."""

    creation_form_class = ThemeForm


class VenueChooserViewSet(PartChooserViewSet):
    """Choose a venue."""

    search_form_class = VenueSearchForm
    creation_form_class = VenueForm


class PersonChooserViewSet(PartChooserViewSet):
    """Choose a person."""

    creation_form_class = PersonForm
