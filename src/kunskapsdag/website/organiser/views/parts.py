"""The parts of a day: how many in each, lists for the kitchen, the bus and the door, another room, and one person's choice."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from kunskapsdag.core import audit, clock, faults, tabular
from kunskapsdag.core.seals import UnreadableSeal
from kunskapsdag.events.models import Event
from kunskapsdag.parts import actions, queries
from kunskapsdag.parts.enums import HOLDS, Booking
from kunskapsdag.parts.errors import PartError
from kunskapsdag.parts.forms import PartsForm, RoomForm
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.registrations.enums import TAKES_PLACE
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.models import Needs, Registration
from kunskapsdag.website.organiser import permissions, screens
from kunskapsdag.website.organiser.permissions import for_day
from kunskapsdag.website.organiser.views.lists import sums_of_needs

UNPROCESSABLE = 422
PER_PAGE = 100


@for_day(permissions.SEE_LIST)
def overview(request: HttpRequest, event: Event) -> HttpResponse:
    """Show each part with its seats, its line and what it comes to."""
    parts = queries.parts_of(event)
    seats = queries.seats_of(parts)
    user: Any = request.user
    money = queries.money(event) if user.has_perm(permissions.SEE_MONEY) else {}
    context = {
        "rows": [(part, seats[part.pk], money.get(part.pk)) for part in parts],
        "overlaps": queries.overlaps(parts),
        "may_see_money": user.has_perm(permissions.SEE_MONEY),
    }
    return screens.show(request, event, "parts.html", here="parts", title=_("Parts"), context=context)


@for_day(permissions.SEE_LIST)
def detail(request: HttpRequest, event: Event, part: int) -> HttpResponse:
    """Show who has chosen one part, and where it is held."""
    found = _find(event, part)
    return faults.not_found(request) if found is None else _detail(request, event, found)


def _find(event: Event, key: int) -> Part | None:
    """Return the part of this event; one of another event is nothing here."""
    part = Part.objects.filter(event=event, pk=key).first()
    if part is not None:
        part.event = event
    return part


def _detail(request: HttpRequest, event: Event, part: Part, *, form: RoomForm | None = None, status: int = 200) -> HttpResponse:
    user: Any = request.user
    context: dict[str, Any] = {
        "part": part,
        "seats": queries.seats_of([part])[part.pk],
        "page": Paginator(queries.people_in(part), PER_PAGE).get_page(request.GET.get("sida")),
        "form": form or RoomForm(initial={"place": part.place, "capacity": part.capacity}),
        "shows_food": part.is_meal and user.has_perm(permissions.READ_NEEDS),
    }
    if context["shows_food"]:
        try:
            context["food"] = sums_of_needs(_needs(part), "food")
        except UnreadableSeal:
            context["is_unreadable"] = True
    trail = [{"url": screens.day_url(event, "parts"), "label": _("Parts")}]
    return screens.show(
        request, event, "part.html", here="parts", title=part.title, trail=trail, context=context, status=status
    )


def _needs(part: Part) -> list[Needs]:
    """Return the needs of those who have a seat: what the kitchen cooks for. No names are read."""
    chosen = PartBooking.objects.filter(part=part, state__in=HOLDS, registration__state__in=TAKES_PLACE).order_by()
    return list(Needs.objects.filter(registration__in=chosen.values("registration")))


@for_day(permissions.SEE_LIST, change=permissions.CHANGE_DAY, methods=permissions.SAVE_ONLY)
def move(request: HttpRequest, event: Event, part: int) -> HttpResponse:
    """Hold a part in another room; only those of the part are told."""
    found = _find(event, part)
    if found is None:
        return faults.not_found(request)
    form = RoomForm(request.POST)
    if form.is_valid():
        try:
            told = actions.move_to_room(part=found, by=request.user, now=clock.now(), **form.cleaned_data)
        except PartError as error:
            form.add_error("capacity", str(error))
        else:
            text = ngettext("Saved. %(count)s person is told by mail.", "Saved. %(count)s persons are told by mail.", told)
            messages.success(request, text % {"count": told})
            return redirect("days:part", event.pk, found.pk)
    return _detail(request, event, found, form=form, status=UNPROCESSABLE)


@for_day(permissions.SEE_LIST, permissions.EXPORT)
def export(request: HttpRequest, event: Event, part: str, kind: str) -> HttpResponse:
    """Send the list of a part: names and organisations, never needs; who took it out is logged."""
    found = _find(event, int(part))
    if found is None:
        return faults.not_found(request)
    head = [_("Number"), _("Name"), _("Organisation"), _("State"), _("Queue number")]
    states = {one.value: str(one.label) for one in Booking}
    rows = [
        [
            booking.registration.number,
            booking.registration.name,
            booking.registration.organisation_name,
            states[booking.state],
            booking.queue_number if booking.state == Booking.WAITING else None,
        ]
        for booking in queries.people_in(found)
    ]
    body: Any
    if kind == "csv":
        body, content_type = "".join(tabular.csv_lines(head, rows)).encode(), tabular.CSV_TYPE
    else:
        body, content_type = tabular.xlsx(found.title, head, rows), tabular.XLSX_TYPE
    audit.log(event, "registration.exported", by=request.user, kind=kind, rows=len(rows), part=found.title)
    response = HttpResponse(body, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="del-{found.pk}-{event.slug}.{kind}"'
    return response


@for_day(permissions.SEE_LIST, permissions.SEE_PERSON, change=permissions.CHANGE, methods=permissions.SHOW_AND_SAVE)
def person(request: HttpRequest, event: Event, number: int) -> HttpResponse:
    """Choose parts for one person; the office may also after the last day."""
    registration = Registration.objects.select_related("event").filter(event=event, number=number).first()
    parts = queries.parts_of(event)
    if registration is None or not parts:
        return faults.not_found(request)
    now = clock.now()
    form = PartsForm(
        request.POST if request.method == "POST" else None,
        parts=parts,
        seats=queries.seats_of(parts),
        bookings={booking.part_id: booking for booking in queries.bookings_of(registration)},
        prices=queries.lines_for(parts, registration),
        by=request.user,
        now=now,
    )
    if request.method == "POST" and form.is_valid():
        try:
            chosen = form.cleaned_data["chosen"]
            actions.change_choice(registration=registration, chosen=chosen, by=request.user, now=now)
        except RegistrationError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The parts are saved. The person is told by mail."))
            return redirect("days:registration", event.pk, number)
    trail = [
        {"url": screens.day_url(event, "registrations"), "label": _("Registrations")},
        {"url": screens.day_url(event, "registration", number), "label": f"{number} {registration.name}"},
    ]
    return screens.show(
        request,
        event,
        "person_parts.html",
        here="registrations",
        title=_("Change parts"),
        trail=trail,
        context={"form": form, "registration": registration},
        status=UNPROCESSABLE if form.errors else 200,
    )
