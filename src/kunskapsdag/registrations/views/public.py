"""The registration form: one page, no account, no script needed."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from kunskapsdag.core import clock, faults, rows
from kunskapsdag.core.caching import for_you_only, personal_page
from kunskapsdag.core.limits import ALONE, network_of
from kunskapsdag.events.enums import Admission, Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.events.rules import is_registration_time
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.rules import prices
from kunskapsdag.fees.rules.tables import price_rows
from kunskapsdag.organisations.queries import options
from kunskapsdag.registrations import actions, links, queries, sections
from kunskapsdag.registrations.errors import DayIsFull, NotOpen, RegistrationError, TooMuch
from kunskapsdag.registrations.forms import PersonForm, new_form_key, read_form_key
from kunskapsdag.registrations.views import blank, ways

UNPROVEN = 403  # nobody can tell that it was sent from our form
NOT_YOU = 403
WRONG = 422  # what was sent was understood, but cannot be used as it is
CONFLICT = 409  # the day says no
TOO_MUCH = 429  # a limit says no


class OnlyByInvitation(Exception):
    """The day has no form for everybody: those who are invited have a link of their own."""


@faults.answers_unproven
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or register who has filled it in."""
    try:
        if request.method == "POST":
            return for_you_only(_register(request, slug))
        content = blank.page(
            (request.get_host(), slug, get_language() or "sv"),
            csrf=get_token(request),
            key=new_form_key(slug),
            render=lambda: _empty(request, slug),
        )
    except OnlyByInvitation:
        return for_you_only(without_invitation(request, slug))
    return for_you_only(HttpResponse(content))


@require_safe
@personal_page
def mail_sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that a mail is on its way: whether an address was registered before is nobody else's business."""
    return render(request, "registrations/mail_sent.html", {"event": public_event(slug)})


def public_event(slug: str) -> Event:
    """Return a day that is shown to the public; 404 otherwise."""
    events = Event.objects.select_related("venue", "organiser")
    event = events.filter(slug=slug, is_public=True).order_by().first()
    if event is None:
        raise Http404
    return event


def _empty(request: HttpRequest, slug: str) -> bytes:
    event = public_event(slug)
    if event.admission == Admission.INVITED:
        raise OnlyByInvitation
    asked = sections.asked(event, now=clock.now())
    context = form_context(event, PersonForm(has_fee=fees.terms_of(event.pk).has_fee, has_ways=has_ways(event), sections=asked))
    context |= {"csrf_token": blank.CSRF_MARK, "form_key": blank.KEY_MARK}
    return render_to_string("registrations/form.html", context | {"request": request}).encode()


def has_ways(event: Event) -> bool:
    """Return whether one chooses between coming and taking part online."""
    return event.attendance == Attendance.BOTH


def form_context(event: Event, person_form: PersonForm) -> dict[str, Any]:
    """Return what the form's template needs; for those too who show it filled in beforehand."""
    now = clock.now()
    places = queries.places(event, now=now)
    is_open = event.status != Status.CANCELLED and is_registration_time(
        event.registration_opens_at, event.registration_closes_at, event.starts_at, now
    )
    takes_line = event.has_waiting_list and places.is_offering
    is_full = is_open and places.left == 0
    # Where one can take part online there is always something to choose; what is full stands at each way.
    must_wait = is_full and not places.has_online_room and not event.needs_approval
    terms = fees.terms_of(event.pk)
    return {
        "event": event,
        "form": person_form,
        "places": places,
        "price": terms.has_fee,
        "price_rows": price_rows(terms.categories, now),
        # Where one chooses her price the choices tell it all: a table above them would say the same.
        "chooses_price": len(prices.chosen_by_oneself(terms.categories)) > 1,
        "terms_rows": fees.terms_rows_of(event, terms, now),
        "no_show": terms.no_show_words,
        "is_open": is_open,
        "applies": is_open and event.needs_approval,
        "is_full": must_wait and not takes_line,
        "will_wait": must_wait and takes_line,
        "ways": ways.choices(person_form, places, takes_line=takes_line),
        "is_past": now >= event.ends_at,
        "not_yet": event.registration_opens_at is None or now < event.registration_opens_at,
        "names": options(),
        "place_rules": queries.rules_in_words(event, now=now) if is_open else [],
    }


def _register(request: HttpRequest, slug: str) -> HttpResponse:
    found = rows.load(Event, "slug = %s AND is_public", [slug])
    if not found:
        raise Http404
    event = found[0]
    if event.admission == Admission.INVITED:
        raise OnlyByInvitation
    now = clock.now()
    person_form = PersonForm(
        request.POST,
        has_fee=fees.terms_of(event.pk).has_fee,
        has_ways=has_ways(event),
        sections=sections.asked(event, data=request.POST, now=now),
    )
    is_valid = person_form.is_valid()
    if faults.is_unproven(request):
        person_form.add_error(None, faults.UNPROVEN)
        return _again(request, slug, person_form, status=UNPROVEN)
    if not is_valid:
        return _again(request, slug, person_form, status=WRONG)
    person = person_form.person()
    try:
        actions.require_pass(ALONE, network_of(request), event=event, who=(person.name, person.email), now=now)
        receipt = actions.register(
            event=event,
            person=person,
            form_key=read_form_key(slug, request.POST.get("key", "")),
            by=None,
            now=now,
            answers=person_form.answers,
        )
    except (NotOpen, DayIsFull, TooMuch) as error:
        return _again(request, slug, person_form, status=status_of(error), refusal=error)
    except RegistrationError as error:
        person_form.tell(error)
        return _again(request, slug, person_form, status=WRONG)
    if receipt.registration is None:
        return see_other(request.path + "mejl/")
    return see_other(links.path(receipt.registration, "receipt"))


def without_invitation(request: HttpRequest, slug: str) -> HttpResponse:
    """Say in words that the day is only for those who have been invited."""
    return render(request, "registrations/only_invited.html", {"event": public_event(slug)}, status=NOT_YOU)


def _again(
    request: HttpRequest, slug: str, person_form: PersonForm, *, status: int, refusal: RegistrationError | None = None
) -> HttpResponse:
    """Show the form once more with everything that was typed, and the words that tell what to do."""
    key = request.POST.get("key", "")[:400] or new_form_key(slug)
    context = form_context(public_event(slug), person_form) | {"form_key": key, "refusal": refusal}
    return render(request, "registrations/form.html", context, status=status)


def status_of(error: RegistrationError) -> int:
    """Return the status of a page that shows a form again with what a rule said."""
    if isinstance(error, TooMuch):
        return TOO_MUCH
    return CONFLICT if isinstance(error, NotOpen | DayIsFull) else WRONG


def see_other(path: str) -> HttpResponse:
    """Answer 303: the browser fetches the next page with GET, and a reload sends nothing again."""
    response = HttpResponseRedirect(path)
    response.status_code = 303
    return response
