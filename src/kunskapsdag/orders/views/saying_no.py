"""One whom somebody else has registered says no, by her own link."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kunskapsdag.core import clock
from kunskapsdag.orders import actions, queries
from kunskapsdag.registrations import links
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.views.own import own
from kunskapsdag.registrations.views.public import see_other


@require_http_methods(["GET", "HEAD", "POST"])
@own
def say_no(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Ask whether she means it, then give the place back to who ordered it; it costs her nothing."""
    order = queries.order_of(registration)
    if order is None:
        raise Http404
    context = {"order": order, "event": registration.event, "registration": registration, "token": links.token(registration)}
    if request.method == "POST":
        actions.say_no(registration=registration, now=clock.now())
        return render(request, "orders/said_no.html", context)
    if not queries.may_say_no(registration, now=clock.now()):
        return see_other(links.path(registration))
    return render(request, "orders/say_no.html", context)
