"""What every answer passes on its way out."""

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import SimpleTemplateResponse
from django.utils import translation
from django.utils.translation import check_for_language

from kunskapsdag.core import faults, nonce

logger = logging.getLogger("kunskapsdag.faults")

# The page itself tells people when; what a program is told where the view does not say.
SECONDS_AFTER_LIMIT = 3600

Handler = Callable[[HttpRequest], HttpResponse]

# The public pages: nothing from others, nothing inline, no frames around us.
PUBLIC_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'self'; manifest-src 'self'"
)
# Wagtail's editor sets styles on elements, shows previews in a frame and starts its widgets by inline scripts, which
# carry the page's own word (core.nonce; website/templates/wagtailadmin). No other inline script runs.
STAFF_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-{word}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'self'"
)
# Uploaded files: even an SVG or HTML that slipped through must not run anything.
UPLOAD_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; sandbox"


def content_security_policy(get_response: Handler) -> Handler:
    """Say in every answer what a page may load."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = nonce.begin()
        try:
            response = get_response(request)
            word = nonce.current()
        finally:
            nonce.end(token)
        if request.path.startswith(settings.MEDIA_URL):
            policy = UPLOAD_POLICY
        elif request.path.startswith("/admin/") or getattr(request, "is_preview", False):
            policy = STAFF_POLICY.format(word=word)
        else:
            policy = PUBLIC_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=(), interest-cohort=()")
        return response

    return middleware


def chosen_language(get_response: Handler) -> Handler:
    """Use the language that the visitor has chosen, else Swedish; what the browser prefers is not asked.

    A Swedish page must not turn half English because a work computer is set up in English.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) and check_for_language(chosen) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
            # A page that is rendered later must speak the same language.
            if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
                response.render()
        response.headers.setdefault("Content-Language", language)
        return response

    return middleware


def human_faults(get_response: Handler) -> Handler:
    """Answer with a human sentence when the database is locked, away or has no room, or is asked for what cannot be.

    A number that no row can have is a matter of the address, so it is 404, and 400 where something was sent. Django's
    own answer to a wrong method is an empty page: someone who reloads the address of a button meets it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            with translation.override(getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)):
                response.content = faults.not_allowed(request).content
            response["Content-Length"] = str(len(response.content))
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            response.headers.setdefault("Retry-After", str(SECONDS_AFTER_LIMIT))
        return response

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, DatabaseError | InterfaceError) and faults.is_passing(exception):
            return faults.unavailable(request, exception)
        if faults.is_about_no_row(exception):
            logger.warning("%s at %s", type(exception).__name__, request.path, exc_info=exception)
            return faults.not_found(request) if request.method in ("GET", "HEAD") else faults.bad_request(request)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware
