"""Saving a day from the editor: under the lock that every taker of a place queues at, and never over someone else's work."""

import datetime as dt
from http import HTTPStatus
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import queries as invitations
from kunskapsdag.mailings import actions as mailings
from kunskapsdag.mailings import queries as mailing_queries
from kunskapsdag.mailings.models import DayChange
from kunskapsdag.parts import actions as part_actions
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations import queries as registration_queries
from kunskapsdag.registrations import rules, sections
from kunskapsdag.registrations.enums import Cause
from kunskapsdag.registrations.errors import CapacityBelowTaken
from kunskapsdag.registrations.models import Registration
from kunskapsdag.website.models import CalendarPage
from kunskapsdag.website.organiser import actions, consequences, parts
from kunskapsdag.website.organiser.consequences import Consequences
from kunskapsdag.website.organiser.errors import page_faults
from kunskapsdag.website.organiser.forms import SOMEONE_ELSE, EventForm

# A change of any of these must reach the calendars that have the day.
IN_CALENDARS = ("title", "starts_at", "ends_at", "attendance", "venue_id", "online_url", "status")

# A change of any of these moves the day for those who have registered.
MOVES = ("starts_at", "ends_at", "attendance", "venue_id")


class TellsOfFaults:
    """Turns a fault found under the lock into words at its field; nothing typed is lost."""

    def form_invalid(self, form: EventForm) -> HttpResponse:
        """Answer 422: Wagtail says 200 where nothing has been saved."""
        answer: HttpResponse = super().form_invalid(form)  # type: ignore[misc]  # Wagtail's view comes after
        if answer.status_code == HTTPStatus.OK:
            answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return answer

    def form_valid(self, form: EventForm) -> HttpResponse:
        """Save, or show the form again with the fault; by then the transaction is rolled back."""
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except ValidationError as error:
            if isinstance(error, Consequences):
                form.data = form.data.copy()
                form.data["consequences"] = error.mark
            _tell(form, error)
            if self.view_name == "create":  # type: ignore[attr-defined]
                form.instance.pk = None
                form.instance._state.adding = True  # noqa: SLF001  (Django's documented API)
                self.object = None
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)


def _tell(form: EventForm, error: ValidationError) -> None:
    """Put each fault at its field; those of fields that only the day's page has stand above the form."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, faults in error.error_dict.items():
        fault = ValidationError(faults)
        form.add_error(*((name, fault) if name in form.fields else (None, page_faults(fault))))


class SavesNewDay(TellsOfFaults):
    """Creates a day together with its page, a draft."""

    def save_instance(self) -> Event:
        """Save the day and its page in the transaction that is under way."""
        event: Event = super().save_instance()  # type: ignore[misc]
        if CalendarPage.objects.exists():
            actions.create_invitation(event=event, by=self.request.user)  # type: ignore[attr-defined]
        return event


class SavesDay(TellsOfFaults):
    """Saves a changed day."""

    # What those who are coming have not been told, once the day is saved.
    change: DayChange | None = None

    def save_instance(self) -> Event:
        """Save under the lock; the number of places goes through its own action, which offers new places at once."""
        form: EventForm = self.form  # type: ignore[attr-defined]
        by: Any = self.request.user  # type: ignore[attr-defined]
        locked = Event.objects.select_for_update(no_key=True).get(pk=form.instance.pk)
        if form.loaded_at() != locked.changed_at:
            raise ValidationError(SOMEONE_ELSE, code="changed_meanwhile")
        capacity = _capacity(form, locked)
        _require_ways(form, locked)
        now = clock.now()
        _refuse_silent_moves(form.instance, locked, now=now)
        before = consequences.standing(locked, capacity=locked.capacity, now=now)
        known = mailing_queries.snapshot(locked)
        _keep_what_is_not_in_the_form(form.instance, locked)
        event: Event = super().save_instance()  # type: ignore[misc]
        after = consequences.standing(event, capacity=capacity, now=now)
        consequences.require_seen(before, after, seen=form.cleaned_data["consequences"])
        registrations.change_capacity(event=event, capacity=capacity, by=by, now=now)
        parts.require_seats(event)
        sections.forget(event)
        part_actions.offer_in_parts(event=event, now=now)
        if warning := parts.overlap_warning(event):
            messages.warning(self.request, warning)  # type: ignore[attr-defined]
        actions.follow_title(event=event, by=by)
        # Nobody is mailed here: the organiser is shown whom the change concerns, and a draft.
        self.change = mailings.note_changes(event=event, before=known, by=by, now=now)
        return event


def _capacity(form: EventForm, locked: Event) -> int | None:
    """Return the number of places to set: the form's where this user changed it, else what stands in the database."""
    wanted: int | None = form.cleaned_data["capacity"]
    shown = form.loaded_capacity()
    if wanted == shown:
        wanted = locked.capacity
    elif locked.capacity != shown:
        text = _("The number of places has been changed to %(places)s since you opened the page.")
        raise ValidationError({"capacity": text % {"places": locked.capacity or _("no limit")}})
    try:
        rules.require_capacity(wanted, taken=registration_queries.taking(form.instance))
    except CapacityBelowTaken as error:
        raise ValidationError({"capacity": str(error)}) from error
    return wanted


def _require_ways(form: EventForm, locked: Event) -> None:
    """Refuse fewer places online than are taken; another way of holding the day goes by its own action."""
    capacity = form.instance.online_capacity
    if locked.attendance != Attendance.BOTH or capacity is None or capacity == locked.online_capacity:
        return
    count = registration_queries.online(locked)
    if capacity < count:
        text = ngettext(
            "%(count)s person takes part online, so there cannot be fewer places than that.",
            "%(count)s persons take part online, so there cannot be fewer places than that.",
            count,
        )
        raise ValidationError({"online_capacity": text % {"count": count}})


def _keep_what_is_not_in_the_form(event: Event, locked: Event) -> None:
    """Put back columns that others may have changed since the form's row was read; ``save()`` writes all of them."""
    event.capacity = locked.capacity
    event.uid = locked.uid
    is_news = any(getattr(event, name) != getattr(locked, name) for name in IN_CALENDARS)
    event.calendar_sequence = locked.calendar_sequence + is_news
    if event.status == Status.MOVED and event.starts_at != locked.starts_at and event.previous_starts_at is None:
        event.previous_starts_at = locked.starts_at


def _refuse_silent_moves(event: Event, locked: Event, *, now: dt.datetime) -> None:
    """Lead to the actions that tell everybody: nobody's day is moved or cancelled behind her back."""
    people = Registration.objects.filter(event=locked)
    reopens = locked.status == Status.CANCELLED != event.status
    if reopens and (people.filter(cancelled_because=Cause.DAY).exists() or invitations.has_told_of_cancelled_day(locked)):
        text = _("Everybody has been told that the day is cancelled, so it stays cancelled. Copy it to a new date instead.")
        raise ValidationError({"status": text})
    if now >= locked.ends_at or locked.status == Status.CANCELLED:
        return
    changed = [name for name in MOVES if getattr(event, name) != getattr(locked, name)]
    if locked.online_url and event.online_url != locked.online_url:
        changed.append("online_url")
    cancels = event.status != locked.status and event.status == Status.CANCELLED
    if event.status != locked.status and event.status == Status.MOVED:
        changed.append("status")
    if not (changed or cancels):
        return
    count = people.living().count()
    if changed != ["online_url"]:  # who has not answered never sees the link
        count += invitations.unanswered(locked).count()
    if not count:
        return
    faults = {name.removesuffix("_id"): _way("move_day", _("Move the day"), locked, count) for name in changed}
    if cancels:
        faults["status"] = _way("cancel_day", _("Cancel the day"), locked, count)
    raise ValidationError(faults)


def _way(screen: str, label: str, event: Event, count: int) -> SafeString:
    """Return the sentence that says why the form does not do it, with the way to the screen that does."""
    text = ngettext(
        "%(count)s person has or waits for a place, or is invited, and must be told. Use the screen made for it:",
        "%(count)s persons have or wait for a place, or are invited, and must be told. Use the screen made for it:",
        count,
    )
    url = reverse(f"days:{screen}", args=[event.pk])
    return format_html('{} <a href="{}">{}</a>', text % {"count": count}, url, label)
