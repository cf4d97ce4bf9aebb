"""Who may see a day's screens and who may change something there. Each view begins with this."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse

from kunskapsdag.core import faults
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.events.models import Event

SEE_DAY = "events.view_event"
CHANGE_DAY = "events.change_event"
ADD_DAY = "events.add_event"
CHANGE_SERIES = "events.change_series"
SEE_LIST = "registrations.view_registration"
SEE_PERSON = "accounts.read_details"
EXPORT = "accounts.export_lists"
ADD = "registrations.add_registration"
CHANGE = "registrations.change_registration"
READ_NEEDS = "registrations.read_needs"
TICK_OFF = "checkin.add_checkin"
DECIDE_NO_SHOWS = "checkin.decide_noshow"
SEE_MONEY = "fees.view_fee"
SEE_INVOICES = "invoicing.view_document"
ISSUE_INVOICES = "invoicing.issue_document"
CHANGE_SELLER = "invoicing.change_seller"
SEE_MAILS = "mail.view_message"
WRITE_MAILS = "mail.change_message"
TELL_OF_CHANGES = (SEE_DAY, SEE_MAILS, SEE_LIST, WRITE_MAILS)

READ_ONLY = ("GET", "HEAD")
SHOW_AND_SAVE = ("GET", "HEAD", "POST")
SAVE_ONLY = ("POST",)

DayView = Callable[..., HttpResponse]


def for_day(
    *see: str, change: str | tuple[str, ...] = (), methods: tuple[str, ...] = READ_ONLY
) -> Callable[[DayView], DayView]:
    """Let a view have the event of its address, for those who have the rights.

    Without a right to see, or without such a day: 404, so that nobody learns what exists. Wrong method: 405. Who may
    see but not change: 403. ``change`` is asked for every method: such a screen does nothing but change. Several rights
    must all be held.
    """
    needed = (change,) if isinstance(change, str) else change

    def decorate(view: DayView) -> DayView:
        @wraps(view)
        def guarded(request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            if not user.has_perms((SEE_DAY, *see)):
                return faults.not_found(request)
            event = Event.objects.select_related("venue", "organiser", "theme", "series").filter(pk=pk).first()
            if event is None:
                return faults.not_found(request)
            if request.method not in methods:
                return wrong_method(request, methods)
            if not user.has_perms(needed):
                return faults.forbidden(request)
            return for_you_only(view(request, event, **kwargs))

        return guarded

    return decorate


def for_house(
    *see: str, change: str | tuple[str, ...] = (), methods: tuple[str, ...] = READ_ONLY
) -> Callable[[DayView], DayView]:
    """Let a view that is about all days see None where it else has its day; the same answers as ``for_day``."""
    needed = (change,) if isinstance(change, str) else change

    def decorate(view: DayView) -> DayView:
        @wraps(view)
        def guarded(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            user: Any = request.user
            if not user.has_perms((SEE_DAY, *see)):
                return faults.not_found(request)
            if request.method not in methods:
                return wrong_method(request, methods)
            if not user.has_perms(needed):
                return faults.forbidden(request)
            return for_you_only(view(request, None, **kwargs))

        return guarded

    return decorate


def wrong_method(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse:
    """Answer 405 with the methods that are right."""
    response = faults.not_allowed(request)
    response["Allow"] = ", ".join(methods)
    return response
