"""A venue whose name or address is changed: the coming days that it touches are shown first, and each gets a ready draft."""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event, Venue
from kunskapsdag.mailings import actions, queries
from kunskapsdag.pages import dates
from kunskapsdag.registrations.models import Registration
from kunskapsdag.website.organiser import permissions
from kunskapsdag.website.organiser.consequences import Consequences
from kunskapsdag.website.organiser.saving import TellsOfFaults


class VenueForm(WagtailAdminModelForm):
    """A venue in the register; ``consequences`` is the mark of what the organiser has seen."""

    consequences = forms.CharField(required=False, widget=forms.HiddenInput, max_length=64)


@dataclass(frozen=True, slots=True)
class Touched:
    """A coming day at the venue, and how many have or wait for a place there."""

    event: Event
    count: int


class SavesVenue(TellsOfFaults):
    """Saves a changed venue. Nobody is mailed: the organiser of each day it touches decides."""

    def save_instance(self) -> Venue:
        """Save, once the days that it touches have been shown; what each of them was is kept for its draft."""
        form: VenueForm = self.form  # type: ignore[attr-defined]
        by: Any = self.request.user  # type: ignore[attr-defined]
        now = clock.now()
        before = Venue.objects.get(pk=form.instance.pk)
        is_new = (before.name, before.address) != (form.instance.name, form.instance.address)
        touched = days_at(before, now=now) if is_new else []
        _require_seen(touched, form.instance, seen=form.cleaned_data["consequences"])
        known = {one.event.pk: queries.snapshot(one.event) for one in touched}
        venue: Venue = super().save_instance()  # type: ignore[misc]
        to_tell = []
        for one in touched:
            one.event.venue = venue
            if actions.note_changes(event=one.event, before=known[one.event.pk], by=by, now=now):
                to_tell.append(one.event)
        if to_tell:
            _lead_on(self.request, to_tell)  # type: ignore[attr-defined]
        return venue


def days_at(venue: Venue, *, now: dt.datetime) -> list[Touched]:
    """Return the coming days at a venue with people who have or wait for a place, locked; two questions."""
    held = Event.objects.select_for_update(no_key=True).filter(venue=venue, ends_at__gt=now)
    events = list(held.exclude(status=Status.CANCELLED).exclude(attendance=Attendance.ONLINE).order_by("starts_at", "pk"))
    people = Registration.objects.living().filter(event__in=events).order_by()
    counts = dict(people.values_list("event").annotate(Count("pk")))
    for event in events:
        event.venue = venue
    return [Touched(event, counts[event.pk]) for event in events if event.pk in counts]


def _require_seen(touched: list[Touched], venue: Venue, *, seen: str) -> None:
    """Raise ``Consequences`` where days are touched and the form does not say that they were shown."""
    if not touched:
        return
    facts = [(one.event.pk, one.count) for one in touched], venue.name, venue.address
    mark = hashlib.sha256(repr(facts).encode()).hexdigest()
    if seen != mark:
        raise Consequences(_texts(touched), mark)


def _texts(touched: list[Touched]) -> list[str]:
    texts = [_("People are registered for days at this venue, and its name or address is new. Nothing is saved yet.")]
    for one in touched:
        text = ngettext(
            "%(title)s, %(day)s: %(count)s person has or waits for a place.",
            "%(title)s, %(day)s: %(count)s persons have or wait for a place.",
            one.count,
        )
        texts.append(text % {"title": one.event.title, "day": dates.short_day(one.event.first_day), "count": one.count})
    texts.append(_("If you save once more, each of these days gets a draft to send or to skip. Nobody is mailed by itself."))
    return texts


def _lead_on(request: Any, events: list[Event]) -> None:
    """Say where the drafts are, for who may send them; for others the days' overviews."""
    name = "days:news" if request.user.has_perms(permissions.TELL_OF_CHANGES) else "days:overview"
    links = format_html_join(", ", '<a href="{}">{}</a>', ((reverse(name, args=[one.pk]), one.title) for one in events))
    messages.warning(request, format_html("{} {}", _("Not yet told of the new address, with a ready draft:"), links))
