"""Who is logged in sees only the staff screens that are hers: none at all without the right to enter."""

import math
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse

from kunskapsdag.accounts.forms import ThrottledLoginForm
from kunskapsdag.core import clock, faults

# Logging in and out must work for everybody.
OPEN_TO_ALL = frozenset({"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog"})

# These list what has been done with every registration, whoever asks: that somebody's needs were read, who cancelled.
SUPERUSERS_ONLY = frozenset({"wagtailadmin_reports:site_history", "wagtailadmin_reports:site_history_results"})


def strangers_see_nothing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 on every staff screen to someone who is logged in without the right to enter, or to this very screen."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.path.startswith("/admin/"):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in OPEN_TO_ALL:
            return None
        user = request.user
        if user.is_authenticated and not _may_enter(user, match.view_name if match is not None else ""):
            return faults.not_found(request)
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware


class SaysHowLong:
    """Answers 429 with the form and its words, where logging in has to wait. A class: Django asks this hook whose it is."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as always."""
        return self.get_response(request)

    def process_template_response(self, request: HttpRequest, response: SimpleTemplateResponse) -> SimpleTemplateResponse:
        """Say when to come back."""
        form = (response.context_data or {}).get("form")
        until = form.waits_until if isinstance(form, ThrottledLoginForm) else None
        if until is not None:
            response.status_code = HTTPStatus.TOO_MANY_REQUESTS
            response["Retry-After"] = str(max(1, math.ceil((until - clock.now()).total_seconds())))
        return response


def _may_enter(user: Any, screen: str) -> bool:
    if screen in SUPERUSERS_ONLY:
        return bool(user.is_active and user.is_superuser)
    return bool(user.has_perm("wagtailadmin.access_admin"))
