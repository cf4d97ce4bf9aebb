"""Days, themes, venues and persons in the admin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, IntegerField, OuterRef, ProtectedError, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.panels import FieldPanel, ObjectList, TitleFieldPanel
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views import snippets

from kunskapsdag.core import faults
from kunskapsdag.events.models import Event, Series, Theme, Venue
from kunskapsdag.programme.models import Person
from kunskapsdag.registrations.enums import TAKES_PLACE, State
from kunskapsdag.registrations.models import Registration
from kunskapsdag.website import choosers
from kunskapsdag.website.models import InvitationPage
from kunskapsdag.website.organiser import panels, permissions, urls
from kunskapsdag.website.organiser.saving import SavesDay, SavesNewDay
from kunskapsdag.website.organiser.venues import SavesVenue, VenueForm
from kunskapsdag.website.organiser.views import series as series_views


class OnlyStaffOfDays:
    """404 to those who may not see days, 403 to those who may see but not do this."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer in words, where Wagtail would send the reader to its first page."""
        if not request.user.has_perm(permissions.SEE_DAY):
            return faults.not_found(request)
        try:
            return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
        except PermissionDenied:
            return faults.forbidden(request)


def _counted(**which: Any) -> Subquery:
    rows = Registration.objects.filter(event=OuterRef("pk"), **which).order_by()
    return Subquery(rows.values("event").annotate(count=Count("pk")).values("count"), output_field=IntegerField())


class DayIndexView(OnlyStaffOfDays, snippets.IndexView):
    """All days, coming and past."""

    def get_base_queryset(self) -> Any:
        """Count the places in the same question, for the rows that are shown only."""
        return Event.objects.select_related("venue").annotate(
            taken=Coalesce(_counted(state__in=TAKES_PLACE), 0), waits=Coalesce(_counted(state=State.WAITING), 0)
        )


class DayCreateView(OnlyStaffOfDays, SavesNewDay, snippets.CreateView):
    """A new day."""

    object: Any

    def get_success_url(self) -> str:
        """Go on to the day's overview."""
        return reverse("days:overview", args=[self.object.pk])


class DayEditView(OnlyStaffOfDays, SavesDay, snippets.EditView):
    """The day's facts, places, programme and speakers."""

    object: Any

    def get_success_url(self) -> str:
        """Go on to those whom the change concerns, else back to the day's overview."""
        name = "news" if self.change and self.request.user.has_perms(permissions.TELL_OF_CHANGES) else "overview"
        return reverse(f"days:{name}", args=[self.object.pk])

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Lead back to the overview."""
        url = reverse("days:overview", args=[self.object.pk])
        return [HeaderButton(_("Overview"), url=url, icon_name="view")]


class DayDeleteView(OnlyStaffOfDays, snippets.DeleteView):
    """Removing a day that nobody has registered for, with its draft page."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Remove it, or say why it must stay."""
        try:
            return super().form_valid(form)
        except ProtectedError:
            messages.error(
                self.request,
                _("The day has registrations or a published page, so it stays. Cancel the day instead."),
            )
            return redirect("days:overview", self.object.pk)

    def get_usage(self) -> Any:
        """Leave the page out: it goes with the day."""
        return None

    def get_usage_url(self) -> None:
        """Show no usage: registrations are told of when they stand in the way."""

    def delete_action(self) -> None:
        """Remove the draft page and the day together."""
        with transaction.atomic():
            for page in InvitationPage.objects.filter(event=self.object, live=False, first_published_at=None):
                page.delete(user=self.request.user)
            super().delete_action()


class DayHistoryView(OnlyStaffOfDays, snippets.HistoryView):
    """Who has changed the day."""


class DayUsageView(OnlyStaffOfDays, snippets.UsageView):
    """Where the day is used."""


def _places(row: Any) -> str:
    taken = f"{row.taken}/{row.capacity}" if row.capacity else str(row.taken)
    return _("%(taken)s, %(waits)s waiting") % {"taken": taken, "waits": row.waits} if row.waits else taken


class DayViewSet(snippets.SnippetViewSet):
    """Days: list, editor, overview and everything under it. Names: ``days:overview``, ``days:registrations`` …"""

    model = Event
    url_prefix = "dagar"
    url_namespace = "days"
    base_url_path = "dagar"
    admin_url_namespace = "days"
    icon = "date"
    menu_label = gettext_lazy("Knowledge days")
    menu_name = "days"
    menu_order = 10
    add_to_admin_menu = True
    copy_view_enabled = False
    list_per_page = 30
    ordering = ["-starts_at", "-pk"]
    search_fields = ["title", "target_group"]
    search_backend_name = None
    add_to_reference_index = False
    index_view_class = DayIndexView
    add_view_class = DayCreateView
    edit_view_class = DayEditView
    delete_view_class = DayDeleteView
    history_view_class = DayHistoryView
    usage_view_class = DayUsageView
    list_display = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title"),
            sort_key="title",
            get_url=lambda row: reverse("days:overview", args=[row.pk]),
        ),
        Column("starts_at", label=gettext_lazy("Starts"), sort_key="starts_at"),
        Column("venue", label=gettext_lazy("Venue")),
        Column("places", label=gettext_lazy("Places"), accessor=_places),
        Column("get_status_display", label=gettext_lazy("Status"), accessor="get_status_display"),
    ]
    edit_handler = panels.edit_handler()

    def get_urlpatterns(self) -> list[Any]:
        """Add the day's own screens."""
        return [*super().get_urlpatterns(), *urls.urlpatterns]


class PartViewSet(snippets.SnippetViewSet):
    """What days are made of: found in a day's own form as well as in a list."""

    chooser_per_page = choosers.A_PAGE
    list_display = ["name"]
    search_fields = ["name"]
    search_backend_name = None


class ThemeViewSet(PartViewSet):
    """Themes."""

    model = Theme
    chooser_viewset_class = choosers.ThemeChooserViewSet
    icon = "tag"


class VenueEditView(SavesVenue, snippets.EditView):
    """A venue: days where people are registered are shown before its address is changed."""


class VenueViewSet(PartViewSet):
    """Venues."""

    model = Venue
    edit_view_class = VenueEditView
    edit_handler = ObjectList([FieldPanel(name) for name in choosers.VenueForm.Meta.fields], base_form_class=VenueForm)
    chooser_viewset_class = choosers.VenueChooserViewSet
    icon = "site"
    list_display = ["name", "town"]
    search_fields = ["name", "town"]


class PersonViewSet(PartViewSet):
    """Persons who take part in days."""

    model = Person
    chooser_viewset_class = choosers.PersonChooserViewSet
    icon = "user"


class SeriesIndexView(OnlyStaffOfDays, snippets.IndexView):
    """All series, with how many days each has."""

    def get_base_queryset(self) -> Any:
        """Count the days in the same question."""
        return Series.objects.annotate(days=Count("events"))


class SeriesCreateView(OnlyStaffOfDays, snippets.CreateView):
    """A new series."""

    object: Any

    def get_success_url(self) -> str:
        """Go on to the overview, where days are attached."""
        return reverse("series:overview", args=[self.object.pk])


class SeriesEditView(OnlyStaffOfDays, snippets.EditView):
    """The words of a series."""

    object: Any

    def get_success_url(self) -> str:
        """Go back to the overview."""
        return reverse("series:overview", args=[self.object.pk])

    @cached_property
    def header_buttons(self) -> list[Any]:
        """Lead back to the overview."""
        url = reverse("series:overview", args=[self.object.pk])
        return [HeaderButton(_("Overview"), url=url, icon_name="view")]


class SeriesDeleteView(OnlyStaffOfDays, snippets.DeleteView):
    """Removing a series; its days live on."""


class SeriesViewSet(snippets.SnippetViewSet):
    """Series: list, words, and the overview of their occasions (``series:overview``)."""

    model = Series
    url_namespace = "series"
    admin_url_namespace = "series"
    base_url_path = "serier"
    icon = "list-ul"
    copy_view_enabled = False
    add_to_reference_index = False
    search_fields = ["title"]
    search_backend_name = None
    index_view_class = SeriesIndexView
    add_view_class = SeriesCreateView
    edit_view_class = SeriesEditView
    delete_view_class = SeriesDeleteView
    list_display = [
        TitleColumn(
            "title",
            label=gettext_lazy("Title"),
            sort_key="title",
            get_url=lambda row: reverse("series:overview", args=[row.pk]),
        ),
        Column("days", label=gettext_lazy("Days")),
        BooleanColumn("is_public", label=gettext_lazy("Public")),
    ]
    edit_handler = ObjectList(
        [
            TitleFieldPanel("title", targets=["slug"], placeholder=False),
            FieldPanel("slug"),
            FieldPanel("lead"),
            FieldPanel("text"),
            FieldPanel("is_public"),
        ]
    )

    def get_urlpatterns(self) -> list[Any]:
        """Add the overview and what is done there."""
        own = [
            path("<row:pk>/", series_views.overview, name="overview"),
            path("<row:pk>/lagg-till/", series_views.attach, name="attach"),
            path("<row:pk>/ta-bort/<row:day>/", series_views.detach, name="detach"),
        ]
        return [*super().get_urlpatterns(), *own]


class RegisterGroup(snippets.SnippetViewSetGroup):
    """What days are made of: one menu item for all."""

    items = (SeriesViewSet, VenueViewSet, PersonViewSet, ThemeViewSet)
    menu_label = gettext_lazy("Venues and persons")
    menu_icon = "folder-open-inverse"
    menu_name = "day-parts"
    menu_order = 20
