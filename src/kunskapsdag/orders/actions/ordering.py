"""Ordering: several registered in one transaction, and more added later."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import get_language

from kunskapsdag.core import audit
from kunskapsdag.events.enums import Attendance, SubstituteRule
from kunskapsdag.events.models import Event
from kunskapsdag.orders import emails, queries, rules
from kunskapsdag.orders.actions.proving import must_wait, require_may_write
from kunskapsdag.orders.emails import told_by
from kunskapsdag.orders.enums import Kind
from kunskapsdag.orders.errors import NamesAreDue, NobodyOrdered, OrganisationStays, TooMany
from kunskapsdag.orders.models import Addition, Order, OrderPlace
from kunskapsdag.orders.rules import paste
from kunskapsdag.orders.rules.paste import Line
from kunskapsdag.registrations import sections
from kunskapsdag.registrations.actions import Several, locked, name_place, register_many
from kunskapsdag.registrations.enums import State, Way, Where
from kunskapsdag.registrations.errors import RegistrationError
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails, handing
from kunskapsdag.registrations.sections import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Orderer:
    """Who answers for the places, and as what those without a name count."""

    name: str
    email: str
    organisation_name: str
    organisation_id: int | None = None
    category: str
    invoice_reference: str = ""


@dataclass(frozen=True, slots=True)
class Ordered:
    """What came of a form: a new order, or the one that the same form made before."""

    order: Order
    is_new: bool


def place_order(
    *,
    event: Event,
    orderer: Orderer,
    people: Sequence[PersonDetails],
    unnamed: int = 0,
    together: bool = False,
    left: Sequence[Line] = (),
    form_key: uuid.UUID,
    by: Any,
    now: dt.datetime,
    answers: Sequence[Answers] = (),
    once: Answers | None = None,
    way: Way = Way.ON_SITE,
    network: str = "",
) -> Ordered:
    """Register several, and take places that are named later. ``left`` are lines that wait in the order to be mended.

    ``answers`` are the sections' for each person and then each unnamed place, ``once`` what was asked once for all of them.
    ``way`` is how the unnamed take part, ``network`` where it came from.

    Where they are many, nobody is written to before the orderer has shown that her address is hers; the places are held.

    :raises TooMuch: a limit is reached.
    :raises NobodyOrdered: there is no person and no place.
    :raises TooMany: more than an order may hold at a time.
    :raises NamesAreDue: places without names are not to be had.
    :raises RegistrationError: what ``register_many`` raises; then there is no order either.
    """
    waits = False
    if by is None:
        addresses = [*(person.email_key for person in people), *(f"{form_key}:{place}" for place in range(unnamed))]
        who = (orderer.name, orderer.email)
        waits = must_wait(event, who, addresses, form_key=form_key, network=network, now=now)
    with transaction.atomic():
        event = locked(event.pk)
        known = Order.objects.filter(event=event, form_key=form_key).first()
        if known is not None:
            return Ordered(known, is_new=False)
        _require_some(event, people, unnamed, now=now)
        order = _create(event, orderer, form_key=form_key, together=together, now=now)
        order.confirm_by = rules.confirm_by(now=now, starts_at=event.starts_at) if waits else None
        order.confirmed_at = now if by is not None else None
        order.save(update_fields=["confirm_by", "confirmed_at"])
        sections.take_once(event, order, once or {}, by=by, now=now)
        everybody = [*people, *[unnamed_person(order, way)] * unnamed]
        several = _register(order, everybody, answers, form_key=form_key, together=together, by=by, now=now)
        _keep_left(order, left, several, people)
        audit.log(order, "order.placed", by=by, places=len(several.made), waits=waits)
        emails.queue(order, emails.PLACED, now=now, **_facts(several))
    return Ordered(order, is_new=True)


def add_more(
    *,
    order: Order,
    people: Sequence[PersonDetails],
    unnamed: int = 0,
    left: Sequence[Line] = (),
    form_key: uuid.UUID,
    by: Any,
    now: dt.datetime,
    answers: Sequence[Answers] = (),
    way: Way = Way.ON_SITE,
) -> Ordered:
    """Name the order's unnamed places first, those that hold a place before those that wait, then register the rest.

    Each person gets a place of the way in which she takes part. ``answers`` and ``way`` are as in ``place_order``.

    :raises ConfirmFirst: they are many, and the orderer has not shown that her address is hers.
    :raises RegistrationError: as ``place_order``.
    """
    if by is None:
        addresses = [*(person.email_key for person in people), *(f"{form_key}:{place}" for place in range(unnamed))]
        require_may_write(order, addresses, now=now)
    with transaction.atomic():
        event = locked(order.event_id)
        order = Order.objects.select_related("event").get(pk=order.pk)
        if not Addition.objects.get_or_create(order=order, form_key=form_key)[1]:
            return Ordered(order, is_new=False)
        _require_some(event, people, unnamed, now=now)
        named = _name_first(order, people, answers, now=now, by=by)
        rest = [person for place, person in enumerate(people) if place not in named]
        several = Several()
        if rest or unnamed:
            everybody = [*rest, *[unnamed_person(order, way)] * unnamed]
            left_answers = [one for place, one in enumerate(answers) if place not in named]
            several = _register(order, everybody, left_answers, form_key=form_key, together=False, by=by, now=now)
        _keep_left(order, left, several, rest)
        audit.log(order, "order.added", by=by, places=len(several.made), named=len(named))
        emails.queue(order, emails.ADDED, now=now, **_facts(several), named=len(named))
    return Ordered(order, is_new=True)


def forget_left(*, order: Order, by: Any, now: dt.datetime) -> None:
    """Throw away the lines that were never registered."""
    Order.objects.filter(pk=order.pk).update(left_lines="")


def take_places(order: Order, registrations: Sequence[Registration], told: Sequence[PersonDetails] = ()) -> None:
    """Tie registrations to the order, and after them the lines that only led to a mail."""
    last = order.places.aggregate(last=Max("position"))["last"] or 0
    rows = [OrderPlace(order=order, registration=one, position=last + place) for place, one in enumerate(registrations, 1)]
    last += len(rows)
    rows += [
        OrderPlace(
            order=order,
            told_name=(person.name or person.email)[:254],
            told_email=person.email_key if order.awaits_confirmation else "",
            position=last + place,
        )
        for place, person in enumerate(told, 1)
    ]
    OrderPlace.objects.bulk_create(rows)


def unnamed_person(order: Order, way: Way = Way.ON_SITE) -> PersonDetails:
    """Return what is known of a place that is named later."""
    return PersonDetails(
        name="",
        email="",
        organisation_name=order.organisation_name,
        organisation_id=order.organisation_id,
        category=order.category,
        invoice_reference=order.invoice_reference,
        way=way,
    )


def _require_some(event: Event, people: Sequence[PersonDetails], unnamed: int, *, now: dt.datetime) -> None:
    if not people and unnamed < 1:
        raise NobodyOrdered
    if len(people) + unnamed > rules.MOST_AT_A_TIME:
        raise TooMany(len(people) + unnamed, rules.MOST_AT_A_TIME)
    if unnamed > 0 and not rules.takes_unnamed(event.names_due_on, now):
        raise NamesAreDue


def _create(event: Event, orderer: Orderer, *, form_key: uuid.UUID, together: bool, now: dt.datetime) -> Order:
    return Order.objects.create(
        event=event,
        kind=Kind.ORDER,
        form_key=form_key,
        name=orderer.name,
        email=orderer.email,
        organisation_id=orderer.organisation_id,
        organisation_name=orderer.organisation_name,
        category=orderer.category,
        invoice_reference=orderer.invoice_reference,
        language=(get_language() or "sv")[:2],
        is_together=together,
        created_at=now,
    )


def _register(
    order: Order,
    people: Sequence[PersonDetails],
    answers: Sequence[Answers],
    *,
    form_key: uuid.UUID,
    together: bool,
    by: Any,
    now: dt.datetime,
) -> Several:
    several = register_many(
        event=order.event,
        people=people,
        form_key=form_key,
        is_staff=by is not None,
        together=together,
        untold=order.awaits_confirmation,
        facts=told_by(order),
        answers=answers,
        by=by,
        now=now,
    )
    take_places(order, [several.made[place] for place in sorted(several.made)], [people[place] for place in several.told])
    return several


def _name_first(
    order: Order, people: Sequence[PersonDetails], answers: Sequence[Answers], *, by: Any, now: dt.datetime
) -> set[int]:
    """Let the first in the list have the unnamed places; return which ones. Who is registered already gets none of them.

    Those of the organisation that has the places come first: what others cost is shown before, as for anybody who comes new.
    """
    free = [] if rules.is_too_late(order.names_due_on, now) else queries.unnamed(order)
    keys = [person.email_key for person in people]
    known = set(
        Registration.objects.living().filter(event_id=order.event_id, email_key__in=keys).values_list("email_key", flat=True)
    )
    facts = told_by(order)
    named = set()
    mine = (order.organisation_id, order.organisation_name)
    rows = [(place, person, (person.organisation_id, person.organisation_name)) for place, person in enumerate(people)]
    for place, person, _whence in sorted(rows, key=lambda row: handing.where(mine, row[2]) == Where.OTHER):
        registration = next((one for one in free if one.way == person.way), None)
        if registration is None or person.email_key in known:
            continue
        registration.email_key = person.email_key
        try:
            if by is None:
                require_whence(order.event, registration, person)
            found = name_place(registration=registration, person=person, by=by, now=now, facts=facts(registration))
        except RegistrationError:
            if not _is_other(registration, person):
                raise
            continue  # a rule, or the price, says no to her organisation: she comes as anybody else does
        free.remove(registration)
        if answers:
            sections.take_many([found], [answers[place]], by=by, now=now)
        named.add(place)
    return named


def require_whence(event: Event, registration: Registration, person: PersonDetails) -> None:
    """Refuse another organisation than the one that has the place, where the day does not leave that to those who have them.

    :raises OrganisationStays: the organiser decides, or nobody may.
    """
    if event.substitute_rule != SubstituteRule.FREE and _is_other(registration, person):
        raise OrganisationStays


def _is_other(registration: Registration, person: PersonDetails) -> bool:
    mine = (registration.organisation_id, registration.organisation_name)
    return handing.where(mine, (person.organisation_id, person.organisation_name)) == Where.OTHER


def _keep_left(order: Order, left: Sequence[Line], several: Several, people: Sequence[PersonDetails]) -> None:
    """Keep in the order what was not registered: wrong lines, and those for whom there was neither place nor line."""
    refused = [people[place] for place in several.refused if place < len(people)]
    ways = order.event.attendance == Attendance.BOTH
    lines = [
        *left,
        *(Line(one.name, one.email, one.organisation_name, one.category, one.role, one.way if ways else "") for one in refused),
    ]
    order.left_lines = paste.as_text(lines)
    order.save(update_fields=["left_lines"])


def _facts(several: Several) -> dict[str, Any]:
    """Return what came of it in numbers, for the mail."""
    rows = several.made.values()
    return {
        "places": sum(row.state == State.CONFIRMED for row in rows),
        "waiting": sum(row.state == State.WAITING for row in rows),
        "applied": sum(row.state == State.APPLIED for row in rows),
        "unnamed": sum(row.is_unnamed for row in rows),
        "told": len(several.told),
        "refused": len(several.refused),
    }
