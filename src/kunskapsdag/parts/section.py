"""The parts in the registration form, on the person's own page and the office's, in mails and files."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.forms import Form
from django.http import QueryDict
from django.utils.translation import gettext as _

from kunskapsdag.core.money import kronor
from kunskapsdag.events.models import Event
from kunskapsdag.fees import queries as fees
from kunskapsdag.fees.queries import DayTerms
from kunskapsdag.fees.rules import price_in_words, prices
from kunskapsdag.pages import dates
from kunskapsdag.parts import actions, queries, rules
from kunskapsdag.parts.enums import Booking
from kunskapsdag.parts.forms import OthersPartsForm, PartsForm
from kunskapsdag.parts.models import Part, PartBooking
from kunskapsdag.parts.rules import Seats
from kunskapsdag.parts.rules import prices as part_prices
from kunskapsdag.registrations import emails, links
from kunskapsdag.registrations.enums import State, Way
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.sections import Card, Cost, DayPrice, MakeForm, Section, Was

TOLD_IN = frozenset({emails.CONFIRMED, emails.WAITING, emails.OFFERED, emails.SUBSTITUTE, emails.WAY_CHANGED, emails.DAY_MOVED})


class PartsSection(Section):
    """What there is to choose on a day. After the registration it is changed on a page of its own."""

    name = "parts"
    place = 30
    template = "parts/fields.html"

    def is_used(self, event: Event) -> bool:
        """Return whether the day has parts."""
        return queries.has_parts(event)

    def used_among(self, events: Sequence[Event]) -> set[int]:
        """Return the days that have parts; one question."""
        return queries.days_with_parts(events)

    def form(
        self, event: Event, *, data: QueryDict | None, registration: Registration | None, by: Any, now: dt.datetime
    ) -> Form | None:
        """Ask when one registers."""
        if registration is not None:
            return None
        parts = queries.parts_of(event)
        return self._form(event, parts, queries.seats_of(parts), data=data, by=by, now=now) if parts else None

    def forms(
        self, events: Sequence[Event], *, data: Mapping[int, QueryDict | None], now: dt.datetime
    ) -> Mapping[int, Form | None]:
        """Return the same for several days; two questions."""
        parts = queries.parts_of_each(events)
        seats = queries.seats_of(part for own in parts.values() for part in own)
        return {
            event.pk: self._form(event, parts[event.pk], seats, data=data.get(event.pk), by=None, now=now) for event in events
        }

    def _form(
        self, event: Event, parts: Sequence[Part], seats: dict[int, Seats], *, data: Any, by: Any, now: dt.datetime
    ) -> PartsForm:
        terms = fees.terms_of(event.pk)
        categories = prices.chosen_by_oneself(terms.categories) if by is None else terms.categories
        return PartsForm(
            data,
            parts=parts,
            seats=seats,
            prices={part.pk: part_prices.lines(part.pricing, categories, now) for part in parts if part.is_place},
            instead=_instead(terms),
            by=by,
            now=now,
            prefix=self.name,
        )

    def next_form(
        self,
        registration: Registration,
        *,
        organisation_id: int | None,
        is_same: bool,
        data: QueryDict | None,
        now: dt.datetime,
    ) -> Form | None:
        """Show who takes over the seats that go along, and let her choose otherwise."""
        parts = queries.parts_of(registration.event)
        if not parts:
            return None
        return PartsForm(
            data,
            parts=parts,
            seats=queries.seats_of(parts),
            bookings={booking.part_id: booking for booking in queries.bookings_of(registration)},
            prices=queries.lines_for(parts, registration),
            now=now,
            prefix=self.name,
        )

    def hand_on(
        self, registration: Registration, answers: Mapping[str, Any] | None, *, was: Was, by: Any, now: dt.datetime
    ) -> None:
        """Let the seats go along; who has been asked has those that she wants."""
        self.take(registration, answers, by=by, now=now)

    def take(self, registration: Registration, answers: Mapping[str, Any] | None, *, by: Any, now: dt.datetime) -> None:
        """Take the seats, in the transaction that registers."""
        if answers is not None and "chosen" in answers:
            actions.choose(registration=registration, chosen=answers["chosen"], by=by, now=now)

    def take_many(
        self, registrations: Sequence[Registration], answers: Sequence[Mapping[str, Any] | None], *, by: Any, now: dt.datetime
    ) -> None:
        """Let those who are registered by somebody else have what is chosen beforehand; each changes it for herself."""
        if not registrations or not queries.uses_parts(registrations[0].event):
            return
        pairs = list(zip(registrations, answers, strict=True))
        unasked = [one for one, answer in pairs if answer is None]
        if unasked:
            actions.preselect(registrations=unasked, now=now)
        asked = [(one, answer["chosen"]) for one, answer in pairs if answer is not None and "chosen" in answer]
        new = [(one, chosen) for one, chosen in asked if one.created_at == now]
        if new:
            actions.choose_many(
                registrations=[one for one, _chosen in new], chosen=[chosen for _one, chosen in new], by=by, now=now
            )
        for registration, chosen in asked:
            if registration.created_at != now:  # a place that has been named: it may have its seats already
                actions.choose(registration=registration, chosen=chosen, by=by, now=now, may_lack_place=True)

    def form_for_others(self, event: Event, *, by: Any, now: dt.datetime) -> MakeForm | None:
        """Ask who registers others which parts they have."""
        parts = queries.parts_of(event)
        seats = queries.seats_of(parts)
        terms = fees.terms_of(event.pk)
        lines = {part.pk: part_prices.lines(part.pricing, terms.categories, now) for part in parts if part.is_place}

        def make(data: QueryDict | None, *, prefix: str, person: PersonDetails | None = None) -> Form:
            return OthersPartsForm(
                data,
                parts=parts,
                seats=seats,
                prices=lines,
                instead=_instead(terms),
                person=person,
                by=by,
                now=now,
                prefix=prefix,
            )

        return make if parts else None

    def costs(
        self,
        event: Event,
        people: Sequence[PersonDetails],
        answers: Sequence[Mapping[str, Any] | None],
        *,
        days: Sequence[DayPrice | None],
    ) -> list[list[Cost]]:
        """Return what the parts chosen cost, each as it is now."""
        priced = [part for part in queries.parts_of(event) if part.is_place or part.amount]
        return [
            [
                _cost(part, day)
                for part in priced
                if answer is not None
                and part.pk in answer.get("chosen", ())
                and not (person.way == Way.ONLINE and part.only_on_site)
            ]
            for person, answer, day in zip(people, answers, days, strict=True)
        ]

    def unfinished(self, event: Event, registrations: Sequence[Registration]) -> Mapping[int, Sequence[str]]:
        """Return who has not chosen what must be chosen; two questions."""
        groups: dict[str, set[int]] = {}
        for part in queries.parts_of(event):
            if part.is_place:
                groups.setdefault(part.choose_group, set()).add(part.pk)
        if not groups:
            return {}
        chosen = queries.chosen_by([one.pk for one in registrations])
        left = {
            one.pk: [name for name, keys in groups.items() if not keys & chosen.get(one.pk, set())] for one in registrations
        }
        return {key: names for key, names in left.items() if names}

    def cancelling(self, registration: Registration, *, now: dt.datetime) -> list[str]:
        """Tell which parts are paid for although she cancels."""
        if not queries.uses_parts(registration.event):
            return []
        late = [
            one for one in queries.bookings_of(registration) if one.state == Booking.BOOKED and actions.is_owed(one, now=now)
        ]
        text = _("“%(title)s” is paid for also if you cancel: %(price)s. Its last day to give back was %(day)s.")
        return [
            text
            % {
                "title": one.part.title,
                "price": price_in_words(one.amount, one.vat_rate),
                "day": dates.short_day(one.part.last_cancellation_day),
            }
            for one in late
            if one.part.last_cancellation_day
        ]

    def own_card(self, registration: Registration, *, now: dt.datetime) -> Card | None:
        """Show what she has chosen, what it comes to, and the offers that wait for her answer."""
        if not queries.uses_parts(registration.event):
            return None
        bookings = queries.bookings_of(registration)
        may_change = registration.is_living and now < registration.event.ends_at
        if not bookings and not may_change:
            return None
        context = card_context(registration, bookings, now=now) | {
            "token": links.token(registration),
            "may_change": may_change,
            "is_paid_for": True,
        }
        return Card("parts/own_card.html", context)

    def staff_card(self, registration: Registration, *, user: Any, now: dt.datetime) -> Card | None:
        """Show the office what she has chosen, and lead to where it is changed for her."""
        if not queries.has_parts(registration.event):
            return None
        context = card_context(registration, queries.bookings_of(registration), now=now)
        may_change = registration.is_living and user.has_perm("registrations.change_registration")
        return Card("parts/staff_card.html", context | {"may_change": may_change})

    def lines(self, registration: Registration, kind: str) -> list[str]:
        """Tell in the mails which parts she has."""
        if kind not in TOLD_IN or not queries.uses_parts(registration.event):
            return []
        bookings = queries.bookings_of(registration)
        ended = queries.ended_with_move(registration) if kind == emails.DAY_MOVED else []
        said = chosen_in_words(registration, bookings) if bookings else []
        if kind == emails.DAY_MOVED:
            text = _("Answer the offer of a seat in “%(title)s” by %(when)s.")
            offers = [(one.part.title, one.answer_by) for one in bookings if one.state == Booking.OFFERED]
            said += [text % {"title": title, "when": dates.at(last)} for title, last in offers if last]
        if ended:
            titles = ", ".join(part.title for part in ended)
            said.append(_("What was only for those on site ends, and costs nothing: %(titles)s.") % {"titles": titles})
        return said

    def columns(self, event: Event) -> list[str]:
        """Return a column for each part."""
        return [part.title for part in queries.parts_of(event)]

    def values(self, event: Event) -> Mapping[int, Sequence[Any]]:
        """Return where each choice stands; empty where the part is not chosen."""
        words = {one.value: str(one.label) for one in Booking}
        parts = queries.parts_of(event)
        return {
            key: [words.get(states.get(part.pk, ""), "") for part in parts] for key, states in queries.columns(event).items()
        }


def _instead(terms: DayTerms) -> str:
    """Return what is told above the parts that are paid instead of the day."""
    if not terms.has_fee:
        return ""
    told = [_("What you choose here is paid instead of the price of the day.")]
    if terms.has_codes:
        told.append(_("A discount code is taken off it."))
    return " ".join(told)


def _cost(part: Part, day: DayPrice | None) -> Cost:
    """Return what a part costs one for whom the day costs this."""
    if not part.is_place:
        price = part.pricing.of(None)
    else:
        price = part.pricing.of(part_prices.Price(day.amount, day.rate) if day else None, day.discount if day else None)
    return Cost(part.title, price.amount, price.rate, part.is_place)


def card_context(registration: Registration, bookings: list[PartBooking], *, now: dt.datetime) -> dict[str, Any]:
    """Return what both cards show."""
    charges = queries.charges_of(registration)
    return {
        "registration": registration,
        "bookings": [
            (booking, position_of(booking, places)) for places in [queries.positions(bookings)] for booking in bookings
        ],
        "overlaps": [(one.title, other.title) for one, other in rules.overlapping(booking.part.choice for booking in bookings)],
        "sums": queries.sums_of(charges) if charges else None,
        "now": now,
    }


def position_of(booking: PartBooking, places: dict[int, int]) -> int | None:
    """Return her place in the line of a part."""
    return places.get(booking.pk)


def chosen_in_words(registration: Registration, bookings: list[PartBooking]) -> list[str]:
    """Return all that is chosen as lines of a mail, with what each costs, and what she pays together."""
    places = queries.positions(bookings)
    with_price = any(one.gross for one in bookings)
    lines = [f"– {_in_words(one, places.get(one.pk), with_price=with_price)}" for one in bookings]
    said = ["\n".join([_("Your parts of the day:"), *lines])]
    paid = [one for one in queries.charges_of(registration) if one.gross]
    if len(paid) > 1 and registration.state == State.CONFIRMED:
        found = queries.sums_of(paid)
        text = _("Together: %(net)s without VAT, %(vat)s VAT, %(gross)s with VAT.")
        said.append(text % {"net": kronor(found.net), "vat": kronor(found.vat), "gross": kronor(found.gross)})
    return said


def _in_words(booking: PartBooking, position: int | None, *, with_price: bool) -> str:
    part = booking.part
    words = [part.title]
    if part.starts_at and part.ends_at:
        span = dates.span if part.event.is_several_days else dates.hours
        when = span(part.starts_at, part.ends_at)
        words.append(when[:1].lower() + when[1:])
    if part.place and booking.state == Booking.BOOKED:
        words.append(part.place)
    if position:
        words.append(_("in line as number %(position)s") % {"position": position})
    elif booking.state != Booking.BOOKED:
        words.append(str(booking.get_state_display()))
    price = price_in_words(booking.amount, booking.vat_rate) if booking.gross else _("included")
    return ", ".join(words) + (f": {price}" if with_price else "")
