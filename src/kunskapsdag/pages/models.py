"""What every page of the site is made of."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page

from kunskapsdag.core import caching
from kunskapsdag.pages import contexts, validators


class BasePage(Page):
    """A page of the public site: cached for everybody, personal for none."""

    class Meta:
        abstract = True

    promote_panels: ClassVar[list[Any]] = Page.promote_panels

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what the app's views show on this kind of page."""
        context: dict[str, Any] = super().get_context(request, *args, **kwargs)
        return context | contexts.context_for(self, request)

    def answer(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the page, with the status that its context asks for."""
        response = super().serve(request, *args, **kwargs)
        shown = getattr(response, "context_data", None) or {}
        response.status_code = shown.get("status", response.status_code)
        return response

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the page, marked as the same for everybody unless a member of staff looks at it."""
        return caching.public_page(self.answer)(request, *args, **kwargs)

    def get_sitemap_urls(self, request: HttpRequest | None = None) -> list[dict[str, Any]]:
        """Return the page's address under the site's public name, whatever name the request used."""
        address = settings.BASE_URL + (self.get_url(request) or "/")
        return [{"location": address, "lastmod": self.last_published_at}]


@register_setting(icon="view")
class SiteLook(BaseSiteSetting):
    """Name, sender and colour of the site."""

    name = models.CharField(_("name of the site"), max_length=60, default="Kunskapsdag")
    organisation = models.CharField(_("who is behind the site"), max_length=120, blank=True)
    about = models.CharField(_("one sentence about the site"), max_length=250, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    accent = models.CharField(
        _("accent colour"),
        max_length=7,
        default="#1d5a4b",
        validators=[validators.validate_accent],
        help_text=_("As #1d5a4b. White text must be readable on it: contrast at least 4.5:1."),
    )
    accessibility_page = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("accessibility statement"),
    )
    privacy_page = models.ForeignKey(
        Page,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("how we handle personal data"),
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("name"),
        FieldPanel("organisation"),
        FieldPanel("about"),
        FieldPanel("email"),
        FieldPanel("accent"),
        FieldPanel("accessibility_page"),
        FieldPanel("privacy_page"),
    ]

    class Meta:
        verbose_name = _("Name and look")
