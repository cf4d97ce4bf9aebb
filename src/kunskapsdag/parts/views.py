"""A person's own pages about the parts of the day, by the link in her mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from kunskapsdag.core import clock
from kunskapsdag.core.text import is_number
from kunskapsdag.parts import actions, queries
from kunskapsdag.parts.errors import OfferOfPartIsOver, PartError
from kunskapsdag.parts.forms import PartsForm
from kunskapsdag.parts.models import Part
from kunskapsdag.registrations import links
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.views.own import own
from kunskapsdag.registrations.views.public import CONFLICT, WRONG, see_other


@require_http_methods(["GET", "HEAD", "POST"])
@own
def change(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Choose other parts, until each one's last day."""
    now = clock.now()
    event = registration.event
    parts = queries.parts_of(event)
    if not registration.is_living or now >= event.ends_at or not parts:
        return see_other(links.path(registration))
    bookings = {booking.part_id: booking for booking in queries.bookings_of(registration)}
    form = PartsForm(
        request.POST if request.method == "POST" else None,
        parts=parts,
        seats=queries.seats_of(parts),
        bookings=bookings,
        prices=queries.lines_for(parts, registration),
        now=now,
    )
    status = 200
    if request.method == "POST":
        status = WRONG
        if form.is_valid():
            try:
                actions.change_choice(registration=registration, chosen=form.cleaned_data["chosen"], by=None, now=now)
            except PartError as error:
                form.add_error(None, str(error))
                status = CONFLICT
            else:
                return see_other(links.path(registration) + "?andrad=1")
    context = {"registration": registration, "event": event, "token": links.token(registration), "form": form}
    return render(request, "parts/change.html", context, status=status)


@require_POST
@own
def answer(request: HttpRequest, registration: Registration) -> HttpResponse:
    """Say yes or no to an offered seat."""
    key, said = request.POST.get("part", ""), request.POST.get("answer")
    part = Part.objects.filter(pk=int(key), event=registration.event_id).first() if is_number(key) else None
    if part is None or said not in ("yes", "no"):
        raise OfferOfPartIsOver
    act = actions.accept_seat if said == "yes" else actions.decline_seat
    act(registration=registration, part=part, by=None, now=clock.now())
    return see_other(links.path(registration))
