"""The window of the admin in which one of many is chosen, searched by rules of our own instead of a search index."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

LONGEST_SEARCH = 150


class SearchForm(BaseFilterForm):
    """Search as one types."""

    q = forms.CharField(label=_("Search"), required=False, max_length=LONGEST_SEARCH)

    def found(self, objects: QuerySet[Any], typed: str) -> QuerySet[Any]:
        """Return those that what was typed means."""
        raise NotImplementedError

    def filter(self, objects: QuerySet[Any]) -> QuerySet[Any]:
        """Keep those that are found; all of them as long as nothing is typed."""
        typed = self.cleaned_data.get("q")
        if typed:
            self.is_searching = True
            self.search_query = typed
            objects = self.found(objects, typed)
        kept: QuerySet[Any] = super().filter(objects)
        return kept


class KnowingChooser(AdminSnippetChooser):
    """Shows what is chosen; ``known`` holds what the form has read already, by its key as text, and need not be asked for."""

    known: Mapping[str, Model] = MappingProxyType({})

    def get_instance(self, value: Any) -> Model | None:
        """Return what is chosen, or None."""
        known = self.known.get(str(value))
        found: Model | None = known if known is not None else super().get_instance(value)
        return found


class SearchedChooserViewSet(SnippetChooserViewSet):
    """Shows what ``search_form_class`` finds, when the window opens and as one types."""

    search_form_class: type[SearchForm]
    base_widget_class = KnowingChooser

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the form to both views of the window."""
        own: dict[str, Any] = super().get_common_view_kwargs(filter_form_class=self.search_form_class, **kwargs)
        return own
