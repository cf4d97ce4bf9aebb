"""When something goes wrong: a sentence a person can use, never a stack trace."""

import logging
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _

logger = logging.getLogger("kunskapsdag.faults")

# What SQLite says when it has to give up; PostgreSQL's are told by their class.
PASSING = ("database is locked", "database or disk is full", "disk i/o error", "unable to open database", "readonly database")


def is_passing(error: DatabaseError) -> bool:
    """Return whether the fault is in the machine, not in the question: it may work in a minute."""
    if isinstance(error, InterfaceError):
        return True
    if not isinstance(error, OperationalError):
        return "database or disk is full" in str(error).lower()
    text = str(error).lower()
    return any(words in text for words in PASSING) or not text.startswith(("no such", "near"))


def page(request: HttpRequest, *, status: int, heading: str, text: str, action: str = "") -> HttpResponse:
    """Return a small page that needs neither database nor site settings."""
    context = {"status": status, "heading": heading, "text": text, "action": action}
    return render(request, "core/fault.html", context, status=status)


def unavailable(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """Answer 503: nothing of what was sent has been saved, and the visitor is told so."""
    logger.error("503 at %s: %s", request.path, error)
    response = page(
        request,
        status=503,
        heading=_("We cannot save right now"),
        text=_("Nothing of what you sent has been saved. Wait a minute, go back with the browser's back button and send again: what you wrote is still there."),
    )
    response["Retry-After"] = "60"
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return page(
        request,
        status=400,
        heading=_("The page did not understand what was sent"),
        text=_("Go back and try again. If it happens again, write to us and tell what you were about to do."),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 when a form was sent from somewhere else, or after its cookie had gone."""
    return page(
        request,
        status=403,
        heading=_("The form had been open for too long"),
        text=_("For your safety we did not save anything. Go back, reload the page and send again. Cookies must be allowed for this site."),
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
        text=_("The address may be misspelt, or the link may have been broken in two by your mail program. Copy the whole link and try again."),
    )


def not_allowed(request: HttpRequest) -> HttpResponse:
    """Answer 405."""
    return page(request, status=405, heading=_("That cannot be done here"), text=_("Go back and use the buttons on the page."))


def server_error(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Answer 500; the details are in the log, not on the screen."""
    with translation.override("sv"):
        return page(
            request,
            status=500,
            heading=_("Something went wrong on our side"),
            text=_("We have made a note of it. Nothing you sent has been saved half-way: try again in a little while."),
        )
