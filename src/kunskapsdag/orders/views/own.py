"""The orderer's page: how each place stands and what can be done with the order as a whole. Needs are never shown here.

Mail programs and their scanners open links by themselves: nothing here changes anything but by POST.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kunskapsdag.core import clock, faults
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.orders import actions, links, queries, rules
from kunskapsdag.orders.choices import Choices
from kunskapsdag.orders.errors import ConfirmFirst
from kunskapsdag.orders.forms import LinesForm, NumberForm, orderer_of, takes_unnamed
from kunskapsdag.orders.models import Order
from kunskapsdag.orders.views import flow
from kunskapsdag.orders.views.ordering import is_open
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.errors import RegistrationError, TooMuch
from kunskapsdag.registrations.views.own import seen_sum
from kunskapsdag.registrations.views.public import CONFLICT, WRONG, has_ways, see_other, status_of

GONE = 410
TEMPLATES = {flow.PASTE: "orders/more.html", flow.CHECK: "orders/check.html"}


def own(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Give the view the order of a genuine link; 404 for a forged one, 410 for one that has been replaced."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str, **more: Any) -> HttpResponse:
        link = links.read(token)
        order = queries.by_link(link) if link else None
        if link is None or order is None:
            raise Http404
        if link.version != order.link_version:
            return for_you_only(render(request, "orders/link_replaced.html", {"event": order.event}, status=GONE))
        order.came_by_mail = came_by_mail = links.is_mailed(token)  # type: ignore[attr-defined]  # a mark for the links
        try:
            response = view(request, order, **more)
        except RegistrationError as error:
            order = queries.by_link(link) or order
            order.came_by_mail = came_by_mail  # type: ignore[attr-defined]  # as above
            status = status_of(error) if isinstance(error, TooMuch) else CONFLICT
            response = page(request, order, status=status, refusal=error)
        return for_you_only(response)

    return wrapped


@require_safe
@own
def order(request: HttpRequest, order: Order) -> HttpResponse:
    """Show how each place stands and what can be done."""
    return page(request, order)


@faults.answers_unproven
@require_http_methods(["GET", "HEAD", "POST"])
@own
def more(request: HttpRequest, order: Order) -> HttpResponse:
    """Add persons: they take the unnamed places first."""
    event = order.event
    now = clock.now()
    free = 0 if rules.is_too_late(order.names_due_on, now) else len(queries.unnamed(order))
    if not is_open(event) and not free:
        return see_other(links.path(order))
    may_add_unnamed = is_open(event) and not order.is_delegation and takes_unnamed(event, now)

    def form(data: Any, **fields: Any) -> LinesForm:
        choices = Choices(event, data, by=None, now=now, is_first=False)
        return LinesForm(data, choices=choices, takes_unnamed=may_add_unnamed, has_ways=has_ways(event), **fields)

    def keep(form: LinesForm, wanted: flow.Wanted) -> str:
        ordered = actions.add_more(
            order=order,
            people=wanted.people,
            unnamed=wanted.unnamed,
            left=wanted.left,
            form_key=wanted.key,
            answers=wanted.answers,
            way=wanted.way,
            by=None,
            now=clock.now(),
        )
        return links.path(ordered.order) + "?fler=1"

    def show(step: str, context: dict[str, Any], status: int) -> HttpResponse:
        return render(request, TEMPLATES[step], context, status=status)

    context = base(order) | {"free": free, "is_more": True, "is_open": is_open(event)}
    steps = flow.Flow(
        event, form, lambda _form: orderer_of(order), keep, show, pasted=order.left_lines, context=lambda: context
    )
    steps.free = free
    return flow.serve(request, steps)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def cancel(request: HttpRequest, order: Order) -> HttpResponse:
    """Show what giving back everything costs, then do it."""
    if request.method == "POST":
        actions.cancel_all(order=order, seen=seen_sum(request.POST.get("seen", "0")), by=None, now=clock.now())
        return see_other(links.path(order) + "?avanmald=1")
    living = [one.registration for one in queries.standings(order) if one.registration and one.is_living]
    if not living or clock.now() >= order.event.ends_at:
        return see_other(links.path(order))
    for registration in living:
        registration.event = order.event
    costs = queries.costs_of_leaving(living, now=clock.now())
    return render(request, "orders/cancel.html", base(order) | {"number": len(living), "costs": costs})


@require_http_methods(["GET", "HEAD", "POST"])
@own
def give_back(request: HttpRequest, order: Order) -> HttpResponse:
    """Give back so many places without a name."""
    free = len(queries.unnamed(order))
    form = NumberForm(request.POST if request.method == "POST" else None, initial={"number": free})
    context = base(order) | {"form": form, "free": free}
    if request.method != "POST":
        return render(request, "orders/give_back.html", context) if free else see_other(links.path(order))
    if form.is_valid():
        try:
            actions.give_back(order=order, number=form.cleaned_data["number"], by=None, now=clock.now())
        except RegistrationError as error:
            form.add_error("number", str(error))
        else:
            return see_other(links.path(order) + "?avanmald=1")
    return render(request, "orders/give_back.html", context, status=WRONG)


@require_POST
@own
def confirm(request: HttpRequest, order: Order) -> HttpResponse:
    """Let those who wait be written to; only by the link in her mail, which shows that the address is hers."""
    if not order.came_by_mail:  # type: ignore[attr-defined]  # set by ``own``
        raise ConfirmFirst(order.email)
    actions.confirm(order=order, by=None, now=clock.now())
    return see_other(links.path(order) + "?bekraftad=1")


@require_POST
@own
def forget(request: HttpRequest, order: Order) -> HttpResponse:
    """Throw away the lines that were never registered."""
    actions.forget_left(order=order, by=None, now=clock.now())
    return see_other(links.path(order))


@require_POST
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Mail the link that works to whoever ordered; whoever asks learns nothing."""
    link = links.read(token)
    order = queries.by_link(link) if link else None
    if order is None:
        raise Http404
    actions.send_link(order=order, by=None, now=clock.now())
    return for_you_only(render(request, "orders/link_sent.html", {"event": order.event}))


def base(order: Order) -> dict[str, Any]:
    """Return what every page of an order needs."""
    return {"order": order, "event": order.event, "token": links.token(order)}


def page(request: HttpRequest, order: Order, *, status: int = 200, refusal: RegistrationError | None = None) -> HttpResponse:
    """Show the order; ``refusal`` is why something could not be done."""
    now = clock.now()
    standings = queries.standings(order)
    is_over = now >= order.event.ends_at
    free = sum(one.is_unnamed for one in standings)
    awaits = order.awaits_confirmation
    context = base(order) | {
        "standings": standings,
        "sums": queries.sums([order.pk]).get(order.pk, queries.Sums()),
        "left": queries.left_lines(order),
        "has_told": any(one.registration is None for one in standings),
        "was_released": any(one.place.released_at for one in standings),
        "to_finish": sum(one.is_to_finish for one in standings),
        "free": free,
        "awaits": awaits and now < order.confirm_by,  # type: ignore[operator]  # it has one
        "was_dropped": awaits and now >= order.confirm_by,  # type: ignore[operator]  # as above
        "may_confirm": not order.confirmed_at and getattr(order, "came_by_mail", False),
        "may_name": bool(free) and not awaits and not rules.is_too_late(order.names_due_on, now) and not is_over,
        # Also after the last day for names: those whose person has said no.
        "nameable": [] if awaits or is_over else [one.place.position for one in standings if one.may_be_named(now)],
        "may_add": is_open(order.event) and not awaits,
        "may_change": not is_over,
        "is_open": is_open(order.event),
        "is_living": any(one.is_living for one in standings),
        "is_over": is_over,
        "refusal": refusal,
        "cards": sections.order_cards(order.event, order=order, now=now),
        "is_new": "ny" in request.GET,
        "was_confirmed": "bekraftad" in request.GET,
        "was_mailed": "mejl" in request.GET,
        "was_added": "fler" in request.GET,
        "was_changed": "andrad" in request.GET,
        "was_cancelled": "avanmald" in request.GET,
    }
    return render(request, "orders/order.html", context, status=status)
