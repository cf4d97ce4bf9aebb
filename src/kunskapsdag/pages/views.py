"""Small answers that every page leans on: colours, chosen language, robots.txt, favicon."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import condition, require_safe
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap

from kunskapsdag.core import caching, faults
from kunskapsdag.pages import colours, navigation

THEME_SECONDS = 3600  # the link carries the colour, so a new colour is a new address
YEAR = 365 * 24 * 3600


def _theme_etag(request: HttpRequest) -> str:
    accent = navigation.look(request).accent
    return f'"{hashlib.sha256(colours.stylesheet(accent).encode()).hexdigest()[:20]}"'


@require_safe
@condition(etag_func=_theme_etag)
def theme(request: HttpRequest) -> HttpResponse:
    """Return the colours that the organiser has chosen, for light and dark."""
    css = colours.stylesheet(navigation.look(request).accent)
    response = HttpResponse(css, content_type="text/css; charset=utf-8")
    response["Cache-Control"] = f"public, max-age={THEME_SECONDS}"
    return response


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the visitor's language and go back to where she was.

    A link and not a form, so that public pages need no CSRF cookie and can be kept for everybody.
    """
    if code not in dict(settings.LANGUAGES):
        return faults.not_found(request)
    address = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None) or not address.startswith("/"):
        address = "/"
    response = HttpResponseRedirect(address)
    if code == settings.LANGUAGE_CODE:
        response.delete_cookie(settings.LANGUAGE_COOKIE_NAME, samesite="Lax")
    else:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=YEAR,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@caching.public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what to leave alone, and where the list of pages is."""
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /sprak/",
        "Disallow: /min-anmalan/",
        f"Sitemap: {settings.BASE_URL}{reverse('pages:sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
@caching.public_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Tell search engines all published pages and when each was last changed."""
    response: HttpResponse = wagtail_sitemap(request, template_name="pages/sitemap.xml")
    return response


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """Send those who ask for the old name to our own drawing."""
    return redirect(static("pages/favicon.svg"))
