"""The municipalities as staff see them: to look at, not to change, since the register comes with us."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from kunskapsdag.core import choosing
from kunskapsdag.core.text import one_line
from kunskapsdag.municipalities.models import Municipality


class LookOnly(ModelPermissionPolicy):
    """Nobody adds, changes or deletes here; who may look is decided by the group as elsewhere."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Allow looking only."""
        return action == "view" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Allow looking only."""
        return "view" in actions and super().user_has_permission(user, "view")


def beginning(rows: Any, typed: str) -> Any:
    """Keep municipalities whose name or code begins with what was typed; a first small letter is forgiven."""
    typed = one_line(typed)
    return rows.filter(Q(code__startswith=typed) | Q(name__startswith=typed[:1].upper() + typed[1:]))


class SearchForm(choosing.SearchForm):
    """Search in the window where a municipality is chosen."""

    def found(self, objects: Any, typed: str) -> Any:
        """Return those that begin with what was typed."""
        return beginning(objects, typed)


class MunicipalityChooserViewSet(choosing.SearchedChooserViewSet):
    """Choose a municipality by the beginning of its name."""

    search_form_class = SearchForm


class MunicipalityIndexView(IndexView):
    """The list, searched by the beginning of the name or the code."""

    def search_queryset(self, queryset: Any) -> Any:
        """Keep those that begin with what was typed."""
        return beginning(queryset, self.search_query) if self.is_searching else queryset


class MunicipalityViewSet(SnippetViewSet):
    """Municipalities with their county and functional region."""

    model = Municipality
    icon = "globe"
    menu_label = _("Municipalities")
    menu_order = 910
    add_to_admin_menu = True
    index_view_class = MunicipalityIndexView
    chooser_viewset_class = MunicipalityChooserViewSet
    list_display = ["name", "code", "county", "functional_region"]
    list_filter = ["county", "functional_region"]
    list_per_page = 50
    search_fields = ["name"]
    inspect_view_enabled = True
    copy_view_enabled = False

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch both areas with the rows."""
        return Municipality.objects.select_related("county", "functional_region")
