"""Who is logged in but doesn't belong to the staff is not told that there is an admin."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from kunskapsdag.core import faults

# Logging in and out must work for everybody.
OPEN_TO_ALL = frozenset({"wagtailadmin_login", "wagtailadmin_logout", "wagtailadmin_javascript_catalog"})


def strangers_see_nothing(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer 404 on every staff screen to someone who is logged in without the right to enter."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    def process_view(request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if not request.path.startswith("/admin/"):
            return None
        match = request.resolver_match
        if match is not None and match.url_name in OPEN_TO_ALL:
            return None
        user = request.user
        if user.is_authenticated and not user.has_perm("wagtailadmin.access_admin"):
            return faults.not_found(request)
        return None

    middleware.process_view = process_view  # type: ignore[attr-defined]
    return middleware
