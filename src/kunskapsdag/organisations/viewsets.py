"""Staff screens for organisations: list, form, and the window in which one is chosen."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from kunskapsdag.core import choosing
from kunskapsdag.organisations.models import Organisation, OrganisationQuerySet

A_PAGE = 50


class SearchForm(choosing.SearchForm):
    """Search among organisations as the registration form does."""

    def found(self, objects: Any, typed: str) -> Any:
        """Return those whose name holds what was typed."""
        return objects.matching(typed)


class OrganisationChooserViewSet(choosing.SearchedChooserViewSet):
    """Choose an organisation by typing a part of its name."""

    search_form_class = SearchForm


class OrganisationIndexView(IndexView):
    """The list, searched without regard to accents, on both databases alike."""

    def search_queryset(self, queryset: OrganisationQuerySet) -> OrganisationQuerySet:
        """Keep those whose name holds what was typed."""
        return queryset.matching(self.search_query) if self.is_searching else queryset


class OrganisationViewSet(SnippetViewSet):
    """Organisations: who takes part and who pays."""

    model = Organisation
    icon = "group"
    menu_label = _("Organisations")
    menu_order = 900
    add_to_admin_menu = True
    index_view_class = OrganisationIndexView
    chooser_viewset_class = OrganisationChooserViewSet
    list_display = ["name", "kind", "county", "organisation_number", BooleanColumn("is_hidden", label=_("hidden"))]
    list_filter = ["kind", "county", "is_hidden"]
    list_per_page = A_PAGE
    search_fields = ["name"]  # turns the search box on; search_queryset decides
    copy_view_enabled = False
    panels = [
        FieldPanel("name"),
        FieldPanel("kind"),
        FieldPanel("municipality"),
        FieldPanel("county"),
        MultiFieldPanel(
            [
                FieldPanel("organisation_number"),
                FieldPanel("peppol_id"),
                FieldPanel("invoice_email"),
                FieldPanel("invoice_address"),
            ],
            heading=_("Invoice"),
        ),
        InlinePanel("email_domains", heading=_("Mail domains"), label=_("mail domain")),
        FieldPanel("is_hidden"),
    ]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Fetch the counties with the rows, so that a long list costs no more than a short one."""
        return Organisation.objects.select_related("county", "municipality")
