"""Whom a limit has stopped, and which orders wait for their orderers to confirm; the office may let them through."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from kunskapsdag.core import audit, clock, faults, limits
from kunskapsdag.events.models import Event
from kunskapsdag.orders import queries as orders
from kunskapsdag.registrations.actions import limited
from kunskapsdag.website.organiser import permissions, queries, screens
from kunskapsdag.website.organiser.permissions import for_day

WORDS: dict[str, Promise] = {
    limits.ALONE.name: gettext_lazy("Unusually many registrations from one network"),
    limits.ORDERS.name: gettext_lazy("Many orders with the same address"),
    limits.WAITING_ORDERS.name: gettext_lazy("Several large orders that nobody has confirmed"),
    limits.WAITING_NETWORK.name: gettext_lazy("Many large orders from one network that nobody has confirmed"),
    limits.ORDERER.name: gettext_lazy("Orders for unusually many people"),
    limits.ORDERED.name: gettext_lazy("Unusually many ordered for on this day"),
    limits.CHAIN.name: gettext_lazy("An invitation that has been passed on many times"),
    limits.SUBSTITUTES.name: gettext_lazy("Unusually many asked to take over a place"),
    limits.OWN_ADDRESS.name: gettext_lazy("Changes her own address again and again"),
}


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON)
def overview(request: HttpRequest, event: Event) -> HttpResponse:
    """Show who was stopped, and the orders that wait."""
    context = {
        "stops": [(stop, WORDS.get(stop.limit, stop.limit)) for stop in queries.stops(event)],
        "orders": orders.unconfirmed(event),
    }
    return screens.show(
        request,
        event,
        "limits.html",
        here="registrations",
        title=_("Stopped by a limit"),
        trail=[{"url": screens.day_url(event, "registrations"), "label": _("Registrations")}],
        context=context,
    )


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SAVE_ONLY)
def let_through(request: HttpRequest, event: Event, stop: int) -> HttpResponse:
    """Let one who was stopped go on."""
    found = queries.stops(event).filter(pk=stop).first()
    if found is None:
        return faults.not_found(request)
    limits.let_through(found, now=clock.now())
    audit.log(event, "event.let_through", by=request.user, limit=found.limit, about=limited(event))
    messages.success(request, _("Let through. Tell the person to send once more."))
    return redirect("days:limits", event.pk)
