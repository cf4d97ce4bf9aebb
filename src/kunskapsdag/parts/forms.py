"""The parts in the registration form: boxes to tick, and one of several where they exclude each other."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kunskapsdag.core.fields import LineField
from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.pages import dates
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.parts.rules import Seats
from kunskapsdag.parts.rules.prices import Line
from kunskapsdag.parts.seen import Seen, mark, read
from kunskapsdag.registrations.enums import Way
from kunskapsdag.registrations.rules import PersonDetails

NONE_OF_THEM = "0"
BY_HERSELF = ""
LEFT_TO_HER = gettext_lazy("Each chooses for herself, by the link in her mail")


@dataclass(slots=True)
class Option:
    """A part to choose: the box, and what stands beside it."""

    part: Part | None
    tag: Any
    for_id: str
    label: str
    # What decides the choice stands beside the box; where it is and what it is about is folded.
    facts: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    # One line where the price is the same for all, else one for each category.
    prices: Sequence[Line] = ()


@dataclass(slots=True)
class Block:
    """A part that stands alone, or several of which one is chosen; ``bound`` is the field, for its faults."""

    bound: Any
    legend: str
    options: list[Option]
    hint: str = ""


class PartsForm(forms.Form):
    """Which parts; ``chosen`` among the cleaned data is the set of their keys.

    What she has already stays possible to keep, also where the part is full; for the office everything is. ``prices`` are those
    of the parts that decide the fee of the day, by their keys; ``instead`` is what is told of them.
    """

    shown = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any,
        *,
        parts: Iterable[Part],
        seats: dict[int, Seats],
        bookings: dict[int, PartBooking] | None = None,
        prices: Mapping[int, Sequence[Line]] | None = None,
        instead: str = "",
        by: Any = None,
        now: dt.datetime,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.prices, self.instead = prices or {}, instead
        parts = list(parts)
        self.heading = _("Parts of the day")
        self.seats, self.bookings, self.by, self.now = seats, bookings or {}, by, now
        self.groups: list[tuple[str, list[Part]]] = []
        for part in parts:
            self._place(part)
        for name, members in self.groups:
            self.fields[_name(members)] = self._group(name, members) if name else self._alone(members[0])
        self._mark_what_is_shown(data, parts)

    def _mark_what_is_shown(self, data: Any, parts: Sequence[Part]) -> None:
        """Carry the prices that the page shows, so that none is paid that was not seen; the office is asked nothing."""
        if self.by is not None:
            del self.fields["shown"]
            return
        self.initial["shown"] = mark(parts)
        self.seen: Seen | None = None
        if data is not None:
            self.seen = read(data.get(self.add_prefix("shown"), ""))
            # Shown again, the page has the prices of now, and so has its mark.
            again = data.copy()
            again[self.add_prefix("shown")] = self.initial["shown"]
            self.data = again

    def _place(self, part: Part) -> None:
        known = next((members for name, members in self.groups if name and name == part.choose_group), None)
        if known is None:
            self.groups.append((part.choose_group, [part]))
        else:
            known.append(part)

    def _is_chosen(self, part: Part) -> bool:
        if self.bookings or self.is_changing:
            return part.pk in self.bookings
        return part.is_preselected and not self._is_closed(part)

    @property
    def is_changing(self) -> bool:
        """Return whether the form shows what somebody has, and not a new registration."""
        return self.prefix is None

    def _alone(self, part: Part) -> forms.Field:
        field_ = forms.BooleanField(label=part.title, required=False, initial=self._is_chosen(part))
        if self._is_fixed(part):
            field_.disabled = True
        if self.by is not None:  # the office's forms show no more than a field's own words
            field_.help_text = ", ".join(self._told(part))
        return field_

    def _group(self, name: str, members: list[Part]) -> forms.Field:
        is_place = members[0].is_place
        choices = [(str(part.pk), self._titled(part)) for part in members]
        if not is_place:
            choices.append((NONE_OF_THEM, str(gettext_lazy("None of them"))))
        elif members[0].event.attendance == "both" and all(part.only_on_site for part in members):
            choices.append((NONE_OF_THEM, str(gettext_lazy("None of them, since I take part online"))))
        chosen = next((str(part.pk) for part in members if self._is_chosen(part)), None if is_place else NONE_OF_THEM)
        field_ = forms.ChoiceField(
            label=name,
            choices=choices,
            widget=forms.RadioSelect,
            required=is_place,
            initial=chosen,
            error_messages={"required": _("Choose one: %(name)s.") % {"name": name}},
        )
        if any(self._is_fixed(part) and part.pk in self.bookings for part in members):
            field_.disabled = True
        return field_

    def _titled(self, part: Part) -> str:
        return part.title if self.by is None else f"{part.title} ({', '.join(self._told(part))})"

    def _is_closed(self, part: Part) -> bool:
        """Return whether nobody new can choose it."""
        if self.now >= part.begins and self.by is None:
            return True
        return self.seats[part.pk].is_full and (not part.has_waiting_list or part.is_place)

    def _is_fixed(self, part: Part) -> bool:
        """Return whether she can neither take nor leave it now.

        What has become full since the form was shown is read as it was sent, so that she is told.
        """
        booking = self.bookings.get(part.pk)
        if booking is None:
            return self._is_closed(part) and not self.is_bound
        return self.by is None and booking.state == Booking.BOOKED and self.now >= part.last_moment

    def clean(self) -> dict[str, Any]:
        """Collect the keys of the chosen parts."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen: set[int] = set()
        for name, members in self.groups:
            value = cleaned.get(_name(members))
            if name and value and value != NONE_OF_THEM:
                chosen.add(int(value))
            elif not name and value:
                chosen.add(members[0].pk)
            self._require_seen(_name(members), [part for part in members if part.pk in chosen])
        return cleaned | {"chosen": chosen}

    def _require_seen(self, name: str, chosen: Iterable[Part]) -> None:
        """Ask again where a part has become dearer since the page was shown; what she has keeps its price."""
        if self.by is not None or self.seen is None:
            return
        for part in chosen:
            if part.pk not in self.bookings and self.seen.is_below(part):
                text = _(
                    "The price of “%(title)s” has changed since you opened the page. It is now: %(now)s. Nothing is saved yet. "
                    "Send once more if you want it at that price."
                )
                now = "; ".join(line.words for line in self._prices(part))
                self.add_error(name, text % {"title": part.title, "now": now})

    def blocks(self) -> list[Block]:
        """Return what is shown, in the organiser's order."""
        return [self._block(name, members) for name, members in self.groups]

    def _block(self, name: str, members: list[Part]) -> Block:
        bound = self[_name(members)]
        if not name:
            alone = members[0]
            words = (alone.title, self._facts(alone), _more(alone), self._prices(alone))
            return Block(bound, "", [Option(alone, bound.as_widget(), bound.id_for_label, *words)])
        options = []
        by_value = {str(part.pk): part for part in members}
        for one in bound:
            known = by_value.get(str(one.data["value"]))
            is_ticked = str(one.data["value"]) == str(bound.value())
            if known is not None and self._is_closed(known) and known.pk not in self.bookings and not is_ticked:
                one.data["attrs"]["disabled"] = True
            told = (self._facts(known), _more(known), self._prices(known)) if known else ([], [], ())
            options.append(Option(known, one.tag(), one.id_for_label, str(one.choice_label), *told))
        return Block(bound, name, options, self.instead if members[0].is_place else "")

    def _prices(self, part: Part) -> Sequence[Line]:
        """Return what the part costs; what she has keeps the price that she saw."""
        booking = self.bookings.get(part.pk)
        if booking is not None:
            return [Line(price_in_words(booking.amount, booking.vat_rate) if booking.gross else _("included"))]
        known = self.prices.get(part.pk)
        return known or [Line(price_in_words(part.price, part.vat_rate) if part.amount else _("included"))]

    def _told(self, part: Part) -> list[str]:
        """Return all that stands beside a part, as words alone."""
        return [*self._facts(part), *_more(part), *(line.words for line in self._prices(part))]

    def _facts(self, part: Part) -> list[str]:
        when = f"{dates.span(part.starts_at, part.ends_at)}" if part.starts_at and part.ends_at else ""
        if when and not part.event.is_several_days and part.starts_at and part.ends_at:
            when = dates.hours(part.starts_at, part.ends_at)
        return [fact for fact in (when, self._standing(part), *self._terms(part)) if fact]

    def _standing(self, part: Part) -> str:
        """Return how many seats are left, or what her choice of it has come to."""
        booking, seats = self.bookings.get(part.pk), self.seats[part.pk]
        if booking is not None and booking.state != Booking.BOOKED:
            return str(booking.get_state_display())
        if booking is not None or seats.left is None:
            return ""
        if seats.left:
            return ngettext("%(left)s seat is left", "%(left)s seats are left", seats.left) % {"left": seats.left}
        return _("full") if self._is_closed(part) else _("full: you stand in line for it")

    def _terms(self, part: Part) -> list[str]:
        found = []
        if part.last_cancellation_day:
            day = dates.short_day(part.last_cancellation_day)
            text = (
                _("can no longer be given back, since %(day)s") if self._is_past(part) else _("can be given back until %(day)s")
            )
            found.append(text % {"day": day})
        return found

    def _is_past(self, part: Part) -> bool:
        return self.now >= part.last_moment


def _more(part: Part) -> list[str]:
    """Return what need not stand beside the box."""
    is_chosen_between = part.only_on_site and part.event.attendance == "both"
    return [fact for fact in (part.place, _("only on site") if is_chosen_between else "") if fact]


class OthersPartsForm(PartsForm):
    """Which parts those have whom somebody else registers: all of them, or one of them.

    What must be chosen may be left to the person herself. One who takes part online isn't asked of what is only on site.
    """

    def __init__(self, data: Any, *, parts: Iterable[Part], person: PersonDetails | None, **more: Any) -> None:
        is_online = person is not None and person.way == Way.ONLINE
        super().__init__(data, parts=[part for part in parts if not (is_online and part.only_on_site)], **more)
        if person is not None:
            self.heading = ""

    def _group(self, name: str, members: list[Part]) -> forms.Field:
        field_ = super()._group(name, members)
        if members[0].is_place:
            field_.required = False
            field_.choices = [(BY_HERSELF, str(LEFT_TO_HER)), *field_.choices]  # type: ignore[attr-defined]
            field_.initial = field_.initial or BY_HERSELF
        return field_


def _name(members: list[Part]) -> str:
    """Return the name of the field of a part, or of the first of several."""
    return f"part{members[0].pk}"


class RoomForm(forms.Form):
    """Where a part is held, and how many the room takes."""

    place = LineField(label=gettext_lazy("Room or meeting place"), max_length=120, required=False)
    capacity = forms.IntegerField(
        label=gettext_lazy("Number of seats"),
        required=False,
        min_value=1,
        max_value=20_000,
        help_text=gettext_lazy("Empty: no limit but that of the day. More seats are offered at once to those who wait."),
    )
