"""An invited person's own pages, by the link in her letter. Nothing changes but by POST: mail programs open links."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kunskapsdag.core import clock, faults
from kunskapsdag.core.caching import for_you_only
from kunskapsdag.events.enums import Status
from kunskapsdag.fees.queries import price_of, words_of
from kunskapsdag.invitations import actions, letters, links, queries
from kunskapsdag.invitations.enums import MAY_REGRET, State
from kunskapsdag.invitations.errors import InvitationError
from kunskapsdag.invitations.forms import OtherPersonForm
from kunskapsdag.invitations.models import Invitation
from kunskapsdag.invitations.sections import by_invitation
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations import links as registration_links
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.errors import DayIsFull, NotOpen, RegistrationError, TooMuch
from kunskapsdag.registrations.forms import PersonForm, new_form_key, read_form_key
from kunskapsdag.registrations.views.public import CONFLICT, TOO_MUCH, UNPROVEN, WRONG, form_context, has_ways, see_other

GONE = 410
SHOW_AND_SAVE = ["GET", "HEAD", "POST"]
InvitedView = Callable[..., HttpResponse]


def invited(view: InvitedView) -> InvitedView:
    """Give the view the invitation of a genuine link; 404 for a forged one, 410 for one that no longer holds."""

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        link = links.read(token)
        found = queries.by_link(link) if link else None
        if link is None or found is None:
            raise Http404
        if link.version != found.link_version or found.state == State.WITHDRAWN:
            response = render(request, "invitations/gone.html", {"event": found.event}, status=GONE)
        elif found.event.status == Status.CANCELLED:
            response = _of_cancelled_day(request, found)
        else:
            try:
                response = view(request, found)
            except InvitationError as error:
                response = _show(request, queries.by_link(link) or found, status=CONFLICT, refusal=str(error))
        return for_you_only(response)

    return wrapped


def _of_cancelled_day(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Show that the day is cancelled, wherever in the invitation she comes; nothing can be answered any more."""
    own = links.path(invitation)
    if request.method == "POST":
        return _show(request, invitation, status=CONFLICT)
    return _show(request, invitation) if request.path == own else see_other(own)


def written_to(view: InvitedView) -> InvitedView:
    """Give the view the invitation of a genuine link and the address that got it, also where the link holds no longer.

    Whoever has got a letter from us can always say that she wants no more. 404 for a forged link, 410 when we know no address.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, token: str) -> HttpResponse:
        link = links.read(token)
        found = queries.by_link(link) if link else None
        if link is None or found is None:
            raise Http404
        address = queries.address_written_to(found, link.version)
        if not address:
            return for_you_only(render(request, "invitations/gone.html", {"event": found.event}, status=GONE))
        return for_you_only(view(request, found, token, address))

    return wrapped


@require_safe
@invited
def invitation(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Show the invitation and its buttons."""
    return _show(request, invitation)


@faults.answers_unproven
@require_http_methods(SHOW_AND_SAVE)
@invited
def register(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Show the registration form filled in beforehand, or register her."""
    if _is_registered(invitation):
        return see_other(links.path(invitation))
    event, now = invitation.event, clock.now()
    data = request.POST if request.method == "POST" else None
    form = PersonForm(
        data,
        initial=_initial(invitation),
        has_fee=price_of(event) is not None,
        has_ways=has_ways(event),
        sections=sections.asked(event, data=data, now=now),
    )
    if data is None:
        return _form(request, invitation, form)
    is_valid = form.is_valid()
    if faults.is_unproven(request):
        form.add_error(None, faults.UNPROVEN)
        return _form(request, invitation, form, status=UNPROVEN)
    return _register(request, invitation, form) if is_valid else _form(request, invitation, form, status=WRONG)


def _register(request: HttpRequest, invitation: Invitation, form: PersonForm) -> HttpResponse:
    event = invitation.event
    try:
        receipt = registrations.register(
            event=event,
            person=form.person(),
            form_key=read_form_key(event.slug, request.POST.get("key", "")),
            by=None,
            now=clock.now(),
            answers={**form.answers, **by_invitation(invitation)},
        )
    except (NotOpen, DayIsFull) as error:
        return _form(request, invitation, form, status=CONFLICT, refusal=error)
    except RegistrationError as error:
        form.tell(error)
        return _form(request, invitation, form, status=WRONG)
    if receipt.registration is None:
        return render(request, "registrations/mail_sent.html", {"event": event})
    return see_other(registration_links.path(receipt.registration, "receipt"))


def _initial(invitation: Invitation) -> dict[str, Any]:
    return {
        "name": invitation.name,
        "email": invitation.email,
        "organisation": invitation.organisation.name if invitation.organisation else invitation.organisation_name,
        "role": invitation.role,
        "category": invitation.category,
    }


def _form(
    request: HttpRequest,
    invitation: Invitation,
    form: PersonForm,
    *,
    status: int = 200,
    refusal: RegistrationError | None = None,
) -> HttpResponse:
    event = invitation.event
    context = form_context(event, form) | {
        "form_key": request.POST.get("key", "")[:400] or new_form_key(event.slug),
        "refusal": refusal,
        "action": links.path(invitation, "register"),
        "back": links.path(invitation),
    }
    return render(request, "registrations/form.html", context, status=status)


@require_POST
@invited
def decline(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Say that she can't come."""
    actions.decline(invitation=invitation, by=None, now=clock.now())
    return see_other(links.path(invitation))


@require_POST
@invited
def regret(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Take back that she can't."""
    actions.regret(invitation=invitation, by=None, now=clock.now())
    return see_other(links.path(invitation))


@require_http_methods(SHOW_AND_SAVE)
@invited
def instead(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Say that she can't come, but someone else can."""
    return _pass_on(request, invitation, instead=True)


@require_http_methods(SHOW_AND_SAVE)
@invited
def forward(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Ask a colleague as well."""
    return _pass_on(request, invitation, instead=False)


def _pass_on(request: HttpRequest, invitation: Invitation, *, instead: bool) -> HttpResponse:
    form = OtherPersonForm(request.POST if request.method == "POST" else None)
    context = _context(invitation) | {"form": form, "instead": instead}
    if request.method != "POST":
        return render(request, "invitations/pass_on.html", context)
    if form.is_valid():
        try:
            actions.pass_on(invitation=invitation, instead=instead, by=None, now=clock.now(), **form.cleaned_data)
        except InvitationError as error:
            form.add_error(error.field, str(error))
        except TooMuch as error:
            form.add_error(None, str(error))
            return render(request, "invitations/pass_on.html", context, status=TOO_MUCH)
        else:
            return render(request, "invitations/passed_on.html", context | {"other": form.cleaned_data})
    return render(request, "invitations/pass_on.html", context, status=WRONG)


@require_POST
@invited
def send_own_link(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Mail the link of her registration to the address it has: an invitation may have been shown to others."""
    if _is_registered(invitation) and invitation.registration:
        registrations.send_link(registration=invitation.registration, by=None, now=clock.now())
    return render(request, "registrations/mail_sent.html", {"event": invitation.event})


@require_http_methods(SHOW_AND_SAVE)
@written_to
def no_more(request: HttpRequest, invitation: Invitation, token: str, address: str) -> HttpResponse:
    """Stop the reminders; a button, since scanners open every link of a letter."""
    if request.method == "POST":
        actions.want_no_reminders(invitation=invitation)
        invitation.wants_reminders = False
    return _fewer_letters(request, invitation, token, address)


@csrf_exempt  # mail programs post here for their reader: the link itself is the proof (RFC 8058)
@require_http_methods(SHOW_AND_SAVE)
@written_to
def unsubscribe(request: HttpRequest, invitation: Invitation, token: str, address: str) -> HttpResponse:
    """Send no more invitations to the address, by the button of a mail program or of our page; opening it changes nothing."""
    if request.method == "POST":
        actions.opt_out(address=address, event=invitation.event, by=None, now=clock.now())
    return _fewer_letters(request, invitation, token, address)


@require_POST
@written_to
def subscribe(request: HttpRequest, invitation: Invitation, token: str, address: str) -> HttpResponse:
    """Send invitations to the address again."""
    actions.opt_in(address=address, by=None)
    return _fewer_letters(request, invitation, token, address)


def _fewer_letters(request: HttpRequest, invitation: Invitation, token: str, address: str) -> HttpResponse:
    context = {
        "invitation": invitation,
        "event": invitation.event,
        "token": token,
        "address": address,
        "has_opted_out": queries.has_opted_out(address),
        # The link of an older letter leads to no invitation any more, but its reader may still say what she wants.
        "link_holds": token == links.token(invitation) and invitation.state != State.WITHDRAWN,
        "is_cancelled": invitation.event.status == Status.CANCELLED,
    }
    return render(request, "invitations/no_more.html", context)


def _is_registered(invitation: Invitation) -> bool:
    registration = invitation.registration
    return invitation.state == State.REGISTERED and registration is not None and registration.is_living


def _context(invitation: Invitation) -> dict[str, Any]:
    event, now = invitation.event, clock.now()
    is_registered = _is_registered(invitation)
    is_open = queries.may_register(event, now=now)
    return {
        "invitation": invitation,
        "event": event,
        "is_cancelled": event.status == Status.CANCELLED,
        "is_moved": event.status == Status.MOVED,
        "token": links.token(invitation),
        "lead": letters.paragraphs(invitation.list.lead),
        "price_words": words_of(event),
        "for_whom": queries.for_whom(event),
        "is_registered": is_registered,
        "has_declined": invitation.state in MAY_REGRET,
        "is_open": is_open,
        "not_yet": event.registration_opens_at is None or now < event.registration_opens_at,
        "is_over": now >= event.last_registration,
    }


def _show(request: HttpRequest, invitation: Invitation, *, status: int = 200, refusal: str = "") -> HttpResponse:
    return render(request, "invitations/invitation.html", _context(invitation) | {"refusal": refusal}, status=status)
