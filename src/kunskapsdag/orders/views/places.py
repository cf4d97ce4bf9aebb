"""What the orderer does with one place."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from kunskapsdag.core import clock, faults
from kunskapsdag.core.text import is_number
from kunskapsdag.orders import actions, links, queries
from kunskapsdag.orders.errors import ConfirmFirst
from kunskapsdag.orders.forms import PlacePersonForm
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.orders.views.own import base, own, page
from kunskapsdag.organisations.queries import options
from kunskapsdag.registrations.errors import RegistrationError, TooMuch
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.views.own import seen_sum
from kunskapsdag.registrations.views.public import CONFLICT, UNPROVEN, WRONG, see_other, status_of


@faults.answers_unproven
@require_http_methods(["GET", "HEAD", "POST"])
@own
def place(request: HttpRequest, order: Order, position: int) -> HttpResponse:
    """Name an unnamed place, or swap the person of a named one."""
    if order.awaits_confirmation:
        raise ConfirmFirst(order.email)
    found, registration = _place(order, position)
    is_post = request.method == "POST"
    if not is_post and not (registration.is_living and clock.now() < order.event.ends_at):
        return see_other(links.path(order))
    form = PlacePersonForm(request.POST if is_post else None, order=order)
    # What the form was shown for decides, not what has become of the place meanwhile: else a slow hand would oust somebody.
    is_swap = "byt" in request.POST if is_post else not registration.is_unnamed
    context = base(order) | {
        "form": form,
        "place": found,
        "registration": registration,
        "is_swap": is_swap,
        "names": options(),
    }

    def show(status: int) -> HttpResponse:
        return render(request, "orders/place.html", context, status=status)

    if not is_post:
        return show(200)
    is_valid = form.is_valid()
    if faults.is_unproven(request):
        form.add_error(None, faults.UNPROVEN)
        return show(UNPROVEN)
    if not is_valid:
        return show(WRONG)
    try:
        if is_swap:
            seen = _version(request.POST["byt"])
            done = actions.swap(place=found, person=form.person(), seen=seen, answers=form.shown, by=None, now=clock.now())
        else:
            done = actions.name_place(place=found, person=form.person(), answers=form.shown, by=None, now=clock.now())
    except RegistrationError as error:
        form.tell(error)
        context["registration"] = Registration.objects.get(pk=registration.pk)
        return show(status_of(error) if error.field or isinstance(error, TooMuch) else CONFLICT)
    return see_other(links.path(order) + ("?andrad=1" if done else "?mejl=1"))


@require_http_methods(["GET", "HEAD", "POST"])
@own
def cancel_place(request: HttpRequest, order: Order, position: int) -> HttpResponse:
    """Show what giving back one place costs, then do it."""
    if order.awaits_confirmation:
        raise ConfirmFirst(order.email)
    found, registration = _place(order, position)
    if request.method == "POST":
        seen, whose = seen_sum(request.POST.get("seen", "0")), request.POST.get("whose")
        version = _version(whose) if whose is not None else None
        actions.cancel_place(place=found, seen=seen, whose=version, by=None, now=clock.now())
        return see_other(links.path(order) + "?avanmald=1")
    if not registration.is_living or clock.now() >= order.event.ends_at:
        return see_other(links.path(order))
    registration.event = order.event
    costs = queries.costs_of_leaving([registration], now=clock.now())
    context: dict[str, Any] = {"place": found, "registration": registration, "costs": costs, "number": 1}
    return render(request, "orders/cancel.html", base(order) | context)


@require_POST
@own
def answer(request: HttpRequest, order: Order, position: int) -> HttpResponse:
    """Say yes or no to an offer for a place without a name."""
    said = request.POST.get("answer")
    if said not in ("yes", "no"):
        return page(request, order, status=WRONG)
    found, _registration = _place(order, position)
    actions.answer_for(place=found, takes_it=said == "yes", by=None, now=clock.now())
    return see_other(links.path(order))


def _version(written: str) -> int:
    """Return the version that a form carries; what is none was shown to nobody."""
    return int(written) if is_number(written) else 0


def _place(order: Order, position: int) -> tuple[OrderPlace, Registration]:
    found = order.places.select_related("registration").filter(position=position, registration__isnull=False).first()
    if found is None or found.registration is None:
        raise Http404
    found.order = order
    return found, found.registration
