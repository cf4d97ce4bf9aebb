"""A person's own pages: everything she may need, by the link in her mail, without logging in.

Mail programs and their scanners open links by themselves: nothing here changes anything but by POST.
"""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kunskapsdag.core import clock, faults
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.fees import queries as fees
from kunskapsdag.organisations.queries import options
from kunskapsdag.registrations import actions, links, queries, rules, sections
from kunskapsdag.registrations.calendar import calendar_file
from kunskapsdag.registrations.enums import MOVES, State, Way
from kunskapsdag.registrations.errors import CostHasChanged, HandedOn, RegistrationError, TooMuch
from kunskapsdag.registrations.forms import ONLINE_IN_LINE, PersonForm, initial_for
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.queries import charges, placed
from kunskapsdag.registrations.views import ways
from kunskapsdag.registrations.views.public import CONFLICT, UNPROVEN, WRONG, see_other, status_of

GONE = 410
OwnView = Callable[..., HttpResponse]


def own(view: OwnView) -> OwnView:
    """Give the view the registration of a genuine link; 404 for a forged one, 410 for one that has been replaced."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        link = links.read(token)
        registration = queries.by_link(link) if link else None
        if link is None or registration is None or (registration.is_unnamed and link.version >= registration.link_version):
            raise Http404  # nobody has ever been sent the link of a place without a name
        if link.version != registration.link_version:
            response = _replaced(request, registration)
        else:
            try:
                response = view(request, registration)
            except RegistrationError as error:
                response = _refused(request, link, error)
        return for_you_only(response)

    return wrapped


def _replaced(request: HttpRequest, registration: Registration) -> HttpResponse:
    return render(request, "registrations/link_replaced.html", {"event": registration.event}, status=GONE)


def _refused(request: HttpRequest, link: links.Link, error: RegistrationError) -> HttpResponse:
    """Show how the registration stands now with what the rule said; nothing of it, when it is no longer hers."""
    registration = queries.by_link(link)
    if registration is None:
        raise Http404
    if registration.link_version != link.version:
        return _replaced(request, registration)
    return _show(request, registration, status=status_of(error) if isinstance(error, TooMuch) else CONFLICT, refusal=error)


@require_safe
@own
def mine(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show how the registration stands and what can be done."""
    return _show(request, registration)


@require_safe
@own
def receipt(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show the same page the first time, with what happens next on top."""
    return _show(request, registration, is_new=True)


@faults.answers_unproven
@require_http_methods(["GET", "HEAD", "POST"])
@own
def change(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Change details."""
    if not registration.is_living:
        return see_other(links.path(registration))
    context = _context(registration)
    data = request.POST if request.method == "POST" else None
    form = PersonForm(
        data,
        initial=initial_for(registration),
        has_fee=context["price"],
        sections=sections.asked(registration.event, data=data, registration=registration, now=clock.now()),
    )
    is_valid = request.method == "POST" and form.is_valid()
    wrong = WRONG
    if faults.is_unproven(request):
        form.add_error(None, faults.UNPROVEN)
    elif is_valid:
        try:
            done = actions.change_details(
                registration=registration, person=form.person(), by=None, now=clock.now(), answers=form.answers
            )
        except HandedOn:
            raise
        except RegistrationError as error:
            form.tell(error)
            wrong = status_of(error) if isinstance(error, TooMuch) else WRONG
        else:
            return see_other(links.path(done) + "?andrad=1")
    context |= {"form": form, "names": options()}
    status = UNPROVEN if faults.is_unproven(request) else wrong if request.method == "POST" else 200
    return render(request, "registrations/change.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def cancel(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Show what cancelling costs, then cancel."""
    refusal, now = None, clock.now()
    if request.method == "POST":
        try:
            seen = seen_sum(request.POST.get("seen", "0"))
            actions.cancel_registration(registration=registration, by=None, now=now, seen=seen)
        except CostHasChanged as error:
            refusal = error
        else:
            return see_other(links.path(registration))
    if not registration.is_living or now >= registration.event.ends_at:
        return see_other(links.path(registration))
    cost = charges.cancelling_costs(registration, now=now, is_moved=queries.cancels_free(registration, now=now))
    context = _context(registration) | {
        "cost": cost,
        "terms_rows": charges.own_terms(registration.event, cost.place, today=clock.swedish(now).date()),
        "more_costs": sections.cancelling(registration, now=now),
        "refusal": refusal,
    }
    return render(request, "registrations/cancel.html", context, status=CONFLICT if refusal else 200)


def seen_sum(written: str) -> Decimal:
    """Return the sum that a form says it has shown; what is no sum was shown to nobody, and is never what it costs."""
    try:
        found = Decimal(written[:20])
    except InvalidOperation:
        return Decimal(-1)
    return found if found.is_finite() else Decimal(-1)  # not every "not a number" can be compared


@require_POST
@own
def answer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say yes or no to an offered place."""
    said = request.POST.get("answer")
    if said == "yes":
        actions.accept_offer(registration=registration, by=None, now=clock.now())
    elif said == "no":
        actions.decline_offer(registration=registration, by=None, now=clock.now())
    else:
        return _show(request, registration, status=WRONG)
    return see_other(links.path(registration))


@require_POST
@own
def way(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Come instead of taking part online, or the other way round."""
    said = request.POST.get("way")
    now = clock.now()
    if said == Way.ON_SITE:
        actions.take_part_on_site(registration=registration, by=None, now=now)
    elif said in (Way.ONLINE, ONLINE_IN_LINE):
        actions.take_part_online(registration=registration, by=None, now=now, stay_in_line=said == ONLINE_IN_LINE)
    elif said == ways.LEAVE_LINE:
        actions.leave_line(registration=registration, by=None, now=now)
    else:
        return _show(request, registration, status=WRONG)
    return see_other(links.path(registration))


@require_POST
@own
def wait_again(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Stand last in line again."""
    actions.wait_again(registration=registration, by=None, now=clock.now())
    return see_other(links.path(registration))


@require_POST
def new_link(request: HttpRequest, token: str) -> HttpResponse:
    """Mail the link that works to the address the registration has now; whoever asks learns nothing."""
    link = links.read(token)
    registration = queries.by_link(link) if link else None
    if registration is None:
        raise Http404
    actions.send_link(registration=registration, by=None, now=clock.now())
    return for_you_only(render(request, "registrations/mail_sent.html", {"event": registration.event}))


@require_safe
@own
def calendar(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Return the calendar file; only for one who has a place, for it holds the link to her own page."""
    if registration.state != State.CONFIRMED:
        raise Http404
    response = HttpResponse(
        calendar_file(registration, method="PUBLISH", now=clock.now(), version=registration.link_version),
        content_type="text/calendar; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{registration.event.slug}.ics"'
    return response


def _context(registration: Registration) -> dict[str, Any]:
    event = registration.event
    now = clock.now()
    promise = queries.promised_free(registration, now=now)
    pays = fees.terms_of(event.pk).has_fee
    is_offering = rules.may_offer(status=event.status, starts_at=event.starts_at, now=now)
    offer = queries.open_offer(registration) if registration.has_offer else None
    return {
        "registration": registration,
        "event": event,
        "token": links.token(registration),
        "position": queries.queue_position(registration),
        "why": queries.why_waiting(registration, now=now),
        "offer": offer,
        "price": pays,
        "free_until": promise.until if promise else None,
        "promise": promise,
        "is_moved": event.status == Status.MOVED,
        "is_over": now >= event.ends_at,
        "answer_is_late": event.decision_day is not None and now >= clock.end_of_day(event.decision_day),
        "is_offering": is_offering,
        "may_change": registration.is_living and now < event.ends_at,
        "may_wait_again": State.WAITING in MOVES[State(registration.state)]
        and registration.queue_number is not None
        and registration.state in (State.DECLINED, State.LAPSED)
        and is_offering
        and now < event.last_registration,
        "is_online": registration.takes_part_online,
        # Here and nowhere else: no list, mail, file or public page holds it, nor the page of one who comes.
        "online_url": event.online_url if registration.state == State.CONFIRMED and registration.takes_part_online else "",
        "ways": _ways(registration, now=now) if event.attendance == Attendance.BOTH else [],
    }


def _ways(registration: Registration, *, now: dt.datetime) -> list[ways.Change]:
    event = registration.event
    if event.status == Status.CANCELLED or now >= event.ends_at:
        return []
    places = queries.places(event, now=now)
    return ways.changes(registration, places, takes_line=event.has_waiting_list and places.is_offering)


def _show(
    request: HttpRequest,
    registration: Registration,
    *,
    status: int = 200,
    is_new: bool = False,
    refusal: RegistrationError | None = None,
) -> HttpResponse:
    context = _context(registration) | {
        "is_new": is_new,
        "refusal": refusal,
        "was_changed": "andrad" in request.GET,
        # Not on the receipt, which a thousand people see in the same minute and which says it all.
        "why_placed": "" if is_new else placed.reason(registration),
        "needs": queries.needs_of(registration),
        "cards": sections.own_cards(registration, now=clock.now()),
    }
    return render(request, "registrations/mine.html", context, status=status)
