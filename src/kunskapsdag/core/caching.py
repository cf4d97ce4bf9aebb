"""How a view says that its page is the same for everybody."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

PUBLIC_SECONDS = 1


def for_everybody(response: HttpResponse, *, seconds: int = PUBLIC_SECONDS) -> HttpResponse:
    """Mark a page as public for ``seconds``: kept as bytes by ``core.pagecache``, and by a CDN in front of us."""
    response["Cache-Control"] = f"public, max-age={seconds}"
    patch_vary_headers(response, ["Cookie"])
    return response


def for_you_only(response: HttpResponse) -> HttpResponse:
    """Mark a page as personal: nobody keeps it, no search engine lists it, and its address is told to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view whose page is the same for everybody who isn't staff."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 200 and not _is_staff(request):  # noqa: PLR2004  (OK)
            for_everybody(response)
        return response

    return wrapped


def personal_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Decorate a view that shows one person's details."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return for_you_only(view(request, *args, **kwargs))

    return wrapped


def _is_staff(request: HttpRequest) -> bool:
    """Tell staff apart by their cookie alone, so that an anonymous page never touches the session table."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or settings.LANGUAGE_COOKIE_NAME in request.COOKIES
