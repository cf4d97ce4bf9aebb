"""When something goes wrong: a sentence a person can use, never a stack trace."""

import logging
import sys
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.core.handlers.wsgi import WSGIRequest
from django.db import DatabaseError, DataError, InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

logger = logging.getLogger("kunskapsdag.faults")

# What databases say when the fault is in the question: a missing table, a misspelt word, a constraint of the schema.
OUR_FAULT = ("no such ", "near ", "syntax error", "has no column", "too many sql variables", "ambiguous column")
# PostgreSQL answers so on a server that has become a read-only copy, with a class that elsewhere means a bug.
READ_ONLY = "read-only transaction"
OUT_OF_RANGE = "out of range"
UNPROVEN = gettext_lazy(
    "The form had been open for too long, so nothing has been saved. Send it once more. If that does not help, your "
    "browser does not allow cookies for this site."
)

View = TypeVar("View", bound=Callable[..., HttpResponse])


def is_passing(error: DatabaseError | InterfaceError) -> bool:
    """Return whether the fault is in the machine, not in the question: it may work in a minute.

    Locked, full, away, restarting, too many connections, deadlock: Django names them all ``OperationalError``, and a
    connection that broke ``InterfaceError``. SQLite uses the first for faults in the question, too.
    """
    text = str(error).lower()
    if isinstance(error, InterfaceError):
        return True
    if isinstance(error, OperationalError):
        return not any(words in text for words in OUR_FAULT)
    return READ_ONLY in text


def is_about_no_row(error: Exception) -> bool:
    """Return whether a number was asked for that no row can have: SQLite's driver says so, or PostgreSQL itself."""
    return isinstance(error, OverflowError) or (isinstance(error, DataError) and OUT_OF_RANGE in str(error).lower())


def page(request: HttpRequest, *, status: int, heading: str, text: str) -> HttpResponse:
    """Return a small page that needs neither database, session nor site settings: they may be what is missing."""
    context = {"status": status, "heading": heading, "text": text}
    return HttpResponse(render_to_string("core/fault.html", context), status=status)


def unavailable(request: HttpRequest, error: BaseException | None = None) -> HttpResponse:
    """Answer 503: nothing of what was sent has been saved, and the visitor is told so."""
    logger.error("503 at %s: %s", request.path, error)
    if request.method in ("GET", "HEAD"):
        heading = _("We cannot show the page right now")
        text = _("The system is resting or has too much to do. Wait a minute and load the page again.")
    else:
        heading = _("We cannot save right now")
        text = _(
            "Nothing of what you sent has been saved. Wait a minute, go back with the browser's back button and send "
            "again: what you wrote is still there."
        )
    response = page(request, status=503, heading=heading, text=text)
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response


def busy(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer 503 without waking Django: there are more visitors than can be served (WSGI)."""
    response = unavailable(WSGIRequest(environ))
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'self'"
    start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
    return [response.content]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 where more was sent than any form of ours takes."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        return page(
            request,
            status=413,
            heading=_("That was more than we can take at once"),
            text=_(
                "Nothing has been saved. Go back with the browser's back button: what you wrote is still there. Send a "
                "part of it, and the rest afterwards."
            ),
        )
    return page(
        request,
        status=400,
        heading=_("The page did not understand what was sent"),
        text=_("Go back and try again. If it happens again, write to us and tell what you were about to do."),
    )


def answers_unproven(view: View) -> View:
    """Decorate a view with a form that people fill in: what they typed is shown again where the form's proof is missing.

    Such a view is called for a post that may have been sent from anywhere: it asks ``is_unproven`` before it acts.
    """
    view.answers_unproven = True  # type: ignore[attr-defined]  # a mark on the function
    return view


def is_unproven(request: HttpRequest) -> bool:
    """Return whether nobody can tell that what was sent comes from a form of ours."""
    return getattr(request, "is_unproven", False)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when a form was sent from somewhere else, or after its cookie had gone."""
    match = request.resolver_match
    if match is not None and getattr(match.func, "answers_unproven", False):
        request.is_unproven = True  # type: ignore[attr-defined]  # a mark on the request
        with transaction.atomic():
            answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
            # A view that forgets to ask has done nothing either.
            transaction.set_rollback(True)
        if answer.status_code >= HTTPStatus.BAD_REQUEST:
            return answer
    return page(
        request,
        status=403,
        heading=_("The form had been open for too long"),
        text=_(
            "For your safety we did not save anything. Go back, reload the page and send again. Cookies must be allowed "
            "for this site."
        ),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return page(
        request,
        status=403,
        heading=_("You may not do this"),
        text=_("Your account does not have the right to this page. Ask the person who handles accounts in your office."),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return page(
        request,
        status=404,
        heading=_("There is no page here"),
        text=_(
            "The address may be misspelt, or the link may have been broken in two by your mail program. Copy the whole "
            "link and try again."
        ),
    )


def not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer 405."""
    return page(request, status=405, heading=_("That cannot be done here"), text=_("Go back and use the buttons on the page."))


def server_error(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer 500; the details are in the log, not on the screen.

    A database that is away is noticed here when it happens outside the view, such as when a session is saved.
    """
    error = sys.exc_info()[1]
    with translation.override("sv"):
        if isinstance(error, DatabaseError | InterfaceError) and is_passing(error):
            return unavailable(request, error)
        return page(
            request,
            status=500,
            heading=_("Something went wrong on our side"),
            text=_("We have made a note of it. Nothing you sent has been saved half-way: try again in a little while."),
        )
