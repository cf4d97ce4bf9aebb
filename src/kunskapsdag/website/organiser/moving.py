"""The forms by which a day is cancelled or moved, and the table of everything that moves along."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core import clock
from kunskapsdag.core.fields import ParagraphField
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event, Venue
from kunskapsdag.events.rules import FIRST_YEAR, LAST_YEAR
from kunskapsdag.programme.models import ProgrammeItem
from kunskapsdag.registrations.queries.moving import PROMISED, last_days, news_of
from kunskapsdag.registrations.rules import moving
from kunskapsdag.registrations.rules.moving import Line, Move, Times
from kunskapsdag.website.organiser import goes_along
from kunskapsdag.website.organiser.goes_along import Row

MOMENT = "%Y-%m-%dT%H:%M"


class MomentInput(forms.DateTimeInput):
    """A date and a clock time, chosen in the browser's own way."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format=MOMENT)


def _moment(label: Any, *, required: bool = False) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, required=required, widget=MomentInput())


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


def _time(label: Any, *, required: bool = False) -> forms.TimeField:
    return forms.TimeField(label=label, required=required, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))


class CancelDayForm(forms.Form):
    """Why the day is cancelled, and a word that nobody types by mistake."""

    reason = ParagraphField(
        label=_("Why is the day cancelled?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One or two sentences. They stand in the mail to everybody and on the page. Write nothing about anybody's health."
        ),
        error_messages={"required": _("Write why: it stands in the mail and on the page.")},
    )
    word = forms.CharField(
        label=_("Type “cancel” to confirm"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Type the word to confirm: this cannot be undone.")},
    )

    def clean_word(self) -> str:
        """Refuse everything but the word."""
        word: str = self.cleaned_data["word"]
        if word.strip().casefold().strip("“”\"'") not in {pgettext("typed to confirm", "cancel").casefold(), "cancel"}:
            raise ValidationError(_("Type the word to confirm: this cannot be undone."))
        return word


class WhereToForm(forms.Form):
    """The new start and the new place."""

    starts_at = _moment(_("The day starts"), required=True)
    attendance = forms.ChoiceField(label=_("Where"), choices=Attendance.choices)
    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.all(), required=False)
    online_url = forms.URLField(
        label=_("Link for those online"),
        required=False,
        assume_scheme="https",
        help_text=_("Stands only on the own pages of those who have a place, to which their mail leads."),
    )

    def clean_starts_at(self) -> dt.datetime:
        """Refuse years that are a slip of the finger."""
        starts_at: dt.datetime = self.cleaned_data["starts_at"]
        if not FIRST_YEAR <= starts_at.year <= LAST_YEAR:
            raise ValidationError(_("Check the year."))
        return starts_at

    def clean(self) -> dict[str, Any]:
        """Refuse a day on site without a venue at once."""
        cleaned = super().clean() or {}
        if cleaned.get("attendance") in (Attendance.ON_SITE, Attendance.BOTH) and "venue" in cleaned and not cleaned["venue"]:
            self.add_error("venue", _("Choose a venue, or say that the day is held online only."))
        return cleaned

    @staticmethod
    def start_of(event: Event) -> dict[str, Any]:
        """Return what the form shows first: the day as it is."""
        return {
            "starts_at": clock.swedish(event.starts_at),
            "attendance": event.attendance,
            "venue": event.venue_id,
            "online_url": event.online_url,
        }


class MoveForm(WhereToForm):
    """Everything that moves along, each as it is proposed, for the organiser to correct."""

    # The start that the proposal was made for: another one needs another proposal.
    proposed_for = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    # How the day stood when the form was shown.
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)
    # What was new of what is told when the form was shown: it decides who was counted.
    news = forms.CharField(required=False, widget=forms.HiddenInput, max_length=120)
    ends_at = _moment(_("The day ends"), required=True)
    doors_open_at = _moment(_("Doors open"))
    registration_opens_at = _moment(_("Registration opens"))
    registration_closes_at = _moment(_("Last time to register"))
    free_until = _day(_("Cancelling is free of charge until"))
    reason = ParagraphField(
        label=_("Why is the day moved?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences. They stand in the mail to everybody and on the page."),
        error_messages={"required": _("Write why: it stands in the mail and on the page.")},
    )

    def __init__(self, event: Event, starts_at: dt.datetime, *args: Any, **kwargs: Any) -> None:
        """``starts_at``: the start that everything else is proposed for."""
        self.event, self.new_start = event, starts_at
        self.days = moving.days_between(event.starts_at, starts_at)
        self.shift = moving.clock_shift(event.starts_at, starts_at)
        super().__init__(*args, **kwargs)
        self.items = self._moving_items()
        self.last_days = last_days(event, now=clock.now())
        for item in self.items:
            if item.day:
                self.fields[f"item-{item.pk}-day"] = _day(gettext("Day"))
            self.fields[f"item-{item.pk}-starts"] = _time(gettext("From"), required=True)
            self.fields[f"item-{item.pk}-ends"] = _time(gettext("To"))
        for one in self.last_days:
            self.fields[one.name] = _day(gettext("To and including"))

    def _moving_items(self) -> list[ProgrammeItem]:
        """Return the items that cannot stay as they are: those with a day of their own, and all where the clock changes."""
        items = ProgrammeItem.objects.filter(event=self.event).order_by("day", "starts", "pk")
        return list(items) if self.shift else list(items.filter(day__isnull=False)) if self.days else []

    def rows(self) -> list[Row]:
        """Return the table."""
        names = ("ends_at", "doors_open_at", "registration_opens_at", "registration_closes_at")
        rows = [Row(str(self.fields[name].label), getattr(self.event, name), [self[name]]) for name in names]
        rows += [Row(one.label, one.day, [self[one.name]], kind="day") for one in self.last_days]
        for item in self.items:
            parts = ("day", "starts", "ends") if item.day else ("starts", "ends")
            rows.append(Row(item.title, item, [self[f"item-{item.pk}-{part}"] for part in parts], kind="item"))
        return rows + goes_along.rows(self.event, self.new_start, now=clock.now())

    def move(self) -> Move:
        """Return what the form says; call it only when the form is valid."""
        data = self.cleaned_data
        is_online = data["attendance"] == Attendance.ONLINE
        return Move(
            times=Times(
                starts_at=data["starts_at"],
                ends_at=data["ends_at"],
                doors_open_at=data["doors_open_at"],
                opens_at=data["registration_opens_at"],
                closes_at=data["registration_closes_at"],
            ),
            attendance=data["attendance"],
            venue=None if is_online else data["venue"].pk,
            online_url=data["online_url"],
            free_until=data["free_until"],
            items={
                item.pk: Line(data.get(f"item-{item.pk}-day"), data[f"item-{item.pk}-starts"], data[f"item-{item.pk}-ends"])
                for item in self.items
            },
            last_days={one.name: data[one.name] for one in self.last_days},
        )

    def tell(self, faults: dict[str, Any]) -> None:
        """Put what a rule said beside its field."""
        names = {"opens_at": "registration_opens_at", "closes_at": "registration_closes_at"}
        for name, text in faults.items():
            field: str | None = names.get(name, name)
            if name.startswith("item-"):
                field = f"{name}-day" if f"{name}-day" in self.fields else f"{name}-starts"
            self.add_error(field if field in self.fields else None, str(text))


def news_in(form: MoveForm) -> str:
    """Return what is new by a form that is valid, as the form keeps it."""
    return " ".join(sorted(news_of(form.event, form.move())))


def mark(event: Event) -> str:
    """Return how the day stands, in a form that changes when it is moved or cancelled."""
    return f"{event.starts_at.isoformat()}|{event.calendar_sequence}|{event.status}"


def proposed(event: Event, where_to: dict[str, Any], *, now: dt.datetime) -> MoveForm:
    """Return the whole form with everything as it is proposed for a new start and place."""
    starts_at = where_to["starts_at"]
    old = Times(event.starts_at, event.ends_at, event.doors_open_at, event.registration_opens_at, event.registration_closes_at)
    new = moving.proposal(old, starts_at, now=now)
    days, shift = moving.days_between(event.starts_at, starts_at), moving.clock_shift(event.starts_at, starts_at)
    initial: dict[str, Any] = {
        **where_to,
        "starts_at": clock.swedish(starts_at),
        "venue": where_to["venue"].pk if where_to["venue"] else None,
        "proposed_for": starts_at.isoformat(),
        "seen": mark(event),
        "news": " ".join(sorted(news_of(event, _proposed_move(where_to, new)))),
        "ends_at": clock.swedish(new.ends_at),
        "doors_open_at": _swedish(new.doors_open_at),
        "registration_opens_at": _swedish(new.opens_at),
        "registration_closes_at": _swedish(new.closes_at),
        "free_until": moving.free_until(today=clock.swedish(now).date(), starts_on=clock.swedish(starts_at).date()),
        "reason": where_to.get("reason", ""),
    }
    if moving.keeps_last_time(
        needs_approval=event.needs_approval,
        decision_day=event.decision_day,
        closes_at=event.registration_closes_at,
        starts_at=starts_at,
    ):
        initial["registration_closes_at"] = _swedish(event.registration_closes_at)
    form = MoveForm(event, starts_at, initial=initial)
    for item in form.items:
        line = moving.moved_line(Line(item.day, item.starts, item.ends), days=days, shift=shift)
        form.initial = {
            **form.initial,
            f"item-{item.pk}-day": line.day,
            f"item-{item.pk}-starts": line.starts,
            f"item-{item.pk}-ends": line.ends,
        }
    first_day = clock.swedish(starts_at).date()
    for one in form.last_days:
        # What was promised to others stays promised, unless the day is now held before it.
        stays = one.name == PROMISED and one.day < first_day
        moved = one.day if stays else moving.moved_last_day(one.day, days)
        # Nobody is answered before today, nor while one can still apply.
        still = clock.swedish(max(now, new.closes_at) if new.closes_at and not stays else now).date()
        form.initial[one.name] = max(moved, still) if one.name == PROMISED else moved
    return form


def _proposed_move(where_to: dict[str, Any], times: Times) -> Move:
    """Return where and when the day would be held; what goes along does not matter here."""
    venue = where_to["venue"]
    return Move(
        times=times,
        attendance=where_to["attendance"],
        venue=venue.pk if venue else None,
        online_url=where_to["online_url"],
        free_until=clock.swedish(times.starts_at).date(),
    )


def _swedish(moment: dt.datetime | None) -> dt.datetime | None:
    return clock.swedish(moment) if moment else None
