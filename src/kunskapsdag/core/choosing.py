"""The window of the admin in which one of many is chosen, searched by rules of our own instead of a search index."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import SnippetChooserViewSet

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


class SearchedChooserViewSet(SnippetChooserViewSet):
    """Shows what ``search_form_class`` finds, when the window opens and as one types."""

    search_form_class: type[SearchForm]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Hand the form to both views of the window."""
        own: dict[str, Any] = super().get_common_view_kwargs(filter_form_class=self.search_form_class, **kwargs)
        return own
