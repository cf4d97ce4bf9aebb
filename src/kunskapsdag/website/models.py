"""The pages of the public site. The page is the shop window; the models it points at are the till."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from kunskapsdag.events.models import Event, Series
from kunskapsdag.events.queries import series_address
from kunskapsdag.pages.blocks import BodyBlock
from kunskapsdag.pages.models import BasePage


class HomePage(BasePage):
    """The first page: the next days and the latest news."""

    lead = models.CharField(_("lead"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    max_count: ClassVar[int] = 1
    template = "website/home_page.html"

    class Meta:
        verbose_name = _("first page")


class CalendarPage(BasePage):
    """All days: coming, past, by theme and county."""

    intro = models.CharField(_("introduction"), max_length=250, blank=True)

    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar[list[str]] = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = ["website.InvitationPage"]
    max_count: ClassVar[int] = 1
    template = "website/calendar_page.html"

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Return the calendar's own address and those of the public series, which are no pages."""
        series = Series.objects.filter(is_public=True).order_by("pk")
        addresses = [{"location": series_address(one), "lastmod": one.changed_at} for one in series]
        return [*super().get_sitemap_urls(request), *addresses]

    class Meta:
        verbose_name = _("calendar of days")


class InvitationPage(BasePage):
    """The words and pictures of one day; everything that decides something stands in the event."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="page", verbose_name=_("knowledge day"))
    lead = models.TextField(_("lead"), max_length=600, blank=True, help_text=_("Two or three sentences: why come?"))
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=250, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)
    documentation = StreamField(
        BodyBlock(),
        verbose_name=_("documentation"),
        blank=True,
        help_text=_("Films, slides and what was said. Takes the place of the invitation when the day is over."),
    )

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("event"),
        FieldPanel("lead"),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        FieldPanel("body"),
        FieldPanel("documentation"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("lead"),
        index.SearchField("body"),
        index.SearchField("documentation"),
    ]
    parent_page_types: ClassVar[list[str]] = ["website.CalendarPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "website/invitation_page.html"

    preview_modes: ClassVar[list[tuple[str, Any]]] = [("", _("As now")), ("past", _("When the day is over"))]

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Give the page the address of its day before the address is checked."""
        if self.event_id:
            self.slug = self.event.slug
        super().full_clean(*args, **kwargs)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Return the address of the day, which does not depend on where in the tree the page hangs."""
        parts: tuple[int, str, str] | None = super().get_url_parts(request)
        return parts and (parts[0], parts[1], reverse("event-page", args=[self.slug]))

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the page as it is now, or as the documentation that it becomes."""
        request.preview_mode = mode_name  # type: ignore[attr-defined]
        response: HttpResponse = super().serve_preview(request, mode_name)
        return response


class TextPage(BasePage):
    """A page of text: about us, accessibility statement, personal data."""

    lead = models.CharField(_("lead"), max_length=300, blank=True)
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields: ClassVar[list[Any]] = [*BasePage.search_fields, index.SearchField("body")]
    parent_page_types: ClassVar[list[str]] = ["website.HomePage", "website.TextPage"]
    subpage_types: ClassVar[list[str]] = ["website.TextPage"]
    template = "website/text_page.html"

    class Meta:
        verbose_name = _("text page")
        verbose_name_plural = _("text pages")
