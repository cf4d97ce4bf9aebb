"""News items: "Aktuellt"."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from kunskapsdag.core import clock
from kunskapsdag.events.models import Event, Theme
from kunskapsdag.pages.blocks import BodyBlock
from kunskapsdag.pages.models import BasePage


class NewsIndexPage(BasePage):
    """The column "Aktuellt": all news, newest first."""

    intro = models.CharField(_("introduction"), max_length=250, blank=True)

    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("intro")]
    parent_page_types: ClassVar[list[str]] = ["website.HomePage"]
    subpage_types: ClassVar[list[str]] = ["news.NewsPage"]
    max_count: ClassVar[int] = 1
    template = "news/news_index_page.html"

    class Meta:
        verbose_name = _("news column")


class NewsPage(BasePage):
    """One news item, at an address that stays."""

    published_on = models.DateField(_("date"), default=clock.today)
    teaser = models.CharField(_("teaser"), max_length=300, help_text=_("Written for the list, not cut from the text."))
    picture = models.ForeignKey(
        "wagtailimages.Image", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    picture_alt = models.CharField(_("what the picture shows"), max_length=250, blank=True)
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("theme"))
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("about the day"))
    body = StreamField(BodyBlock(), verbose_name=_("text"), blank=True)

    content_panels: ClassVar[list[Any]] = [
        *BasePage.content_panels,
        FieldPanel("published_on"),
        FieldPanel("teaser"),
        FieldPanel("picture"),
        FieldPanel("picture_alt"),
        FieldPanel("theme"),
        FieldPanel("event"),
        FieldPanel("body"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("teaser"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["news.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "news/news_page.html"

    class Meta:
        verbose_name = _("news item")
        verbose_name_plural = _("news items")
        indexes = [models.Index(fields=["-published_on"], name="news_newest")]
