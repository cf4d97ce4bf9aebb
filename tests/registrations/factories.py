"""Registrations, named by where they stand."""

import datetime as dt
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.core import clock, seals
from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import rules
from kunskapsdag.registrations.enums import Category, ChargeKind, OfferState, State
from kunskapsdag.registrations.models import Charge, Needs, NumberSeries, PlaceOffer, Registration, RegistrationMessage
from tests.events.factories import EventFactory
from tests.mail.factories import MessageFactory

# Those who have once stood in the waiting list keep the number they got there.
FROM_THE_QUEUE = {State.WAITING, State.OFFERED, State.DECLINED, State.LAPSED}


class RegistrationFactory(DjangoModelFactory):
    """A confirmed registration; ``waiting``, ``offered``, ``cancelled``, ``declined``, ``lapsed`` for the other states.

    Numbers are taken from the event's own series, so that ``actions.register`` can go on after it. ``offered=True``
    has an open offer, ``declined=True`` and ``lapsed=True`` an answered one. ``elected=True``, ``by_staff=True``.
    """

    class Meta:
        model = Registration
        skip_postgeneration_save = True

    class Params:
        waiting = factory.Trait(state=State.WAITING)
        cancelled = factory.Trait(state=State.CANCELLED)
        offered = factory.Trait(
            state=State.OFFERED,
            offer=factory.RelatedFactory("tests.registrations.factories.PlaceOfferFactory", "registration"),
        )
        declined = factory.Trait(
            state=State.DECLINED,
            offer=factory.RelatedFactory("tests.registrations.factories.PlaceOfferFactory", "registration", declined=True),
        )
        lapsed = factory.Trait(
            state=State.LAPSED,
            offer=factory.RelatedFactory("tests.registrations.factories.PlaceOfferFactory", "registration", lapsed=True),
        )
        elected = factory.Trait(category=Category.ELECTED, role="kommunalråd")
        by_staff = factory.Trait(source="staff")

    event = factory.SubFactory(EventFactory)
    state = State.CONFIRMED
    name = factory.Sequence(lambda number: f"Maria Lind {number}")
    email = factory.Sequence(lambda number: f"maria.lind{number}@falkoping.se")
    email_key = factory.LazyAttribute(lambda registration: rules.email_key(registration.email))
    organisation_name = "Falköpings kommun"
    role = "strateg"
    category = Category.OFFICIAL
    created_at = factory.LazyFunction(clock.now)
    state_since = factory.SelfAttribute("created_at")

    @classmethod
    def _create(cls, model_class: type[Registration], *args: Any, **fields: Any) -> Registration:
        series, _new = NumberSeries.objects.get_or_create(event=fields["event"])
        if "number" not in fields:
            fields["number"] = series.last_number + 1
        series.last_number = max(series.last_number, fields["number"])
        if fields["state"] in FROM_THE_QUEUE and fields.get("queue_number") is None:
            fields["queue_number"] = series.last_queue_number + 1
        series.last_queue_number = max(series.last_queue_number, fields.get("queue_number") or 0)
        series.save(update_fields=["last_number", "last_queue_number"])
        return super()._create(model_class, *args, **fields)


class PlaceOfferFactory(DjangoModelFactory):
    """An open offer made an hour ago; ``overdue``, ``accepted``, ``declined``, ``lapsed``, ``withdrawn``."""

    class Meta:
        model = PlaceOffer

    class Params:
        overdue = factory.Trait(answer_by=factory.LazyFunction(lambda: clock.now() - dt.timedelta(minutes=1)))
        accepted = factory.Trait(state=OfferState.ACCEPTED, answered_at=factory.LazyFunction(clock.now))
        declined = factory.Trait(state=OfferState.DECLINED, answered_at=factory.LazyFunction(clock.now))
        lapsed = factory.Trait(
            state=OfferState.LAPSED,
            offered_at=factory.LazyFunction(lambda: clock.now() - dt.timedelta(hours=49)),
            answer_by=factory.LazyFunction(lambda: clock.now() - dt.timedelta(hours=1)),
            answered_at=factory.LazyFunction(clock.now),
        )
        withdrawn = factory.Trait(state=OfferState.WITHDRAWN, answered_at=factory.LazyFunction(clock.now))

    registration = factory.SubFactory(RegistrationFactory, state=State.OFFERED)
    offered_at = factory.LazyFunction(lambda: clock.now() - dt.timedelta(hours=1))
    answer_by = factory.LazyFunction(lambda: clock.now() + dt.timedelta(hours=47))


class NeedsFactory(DjangoModelFactory):
    """Sealed needs: ``food="nötter"``, ``access="hörslinga"``."""

    class Meta:
        model = Needs

    class Params:
        food = "Allergisk mot nötter"
        access = ""

    registration = factory.SubFactory(RegistrationFactory)
    sealed_food = factory.LazyAttribute(lambda needs: seals.seal(needs.food))
    sealed_access = factory.LazyAttribute(lambda needs: seals.seal(needs.access))


class RegistrationMessageFactory(DjangoModelFactory):
    """A mail about a registration; ``message__failed=True`` for its state."""

    class Meta:
        model = RegistrationMessage

    registration = factory.SubFactory(RegistrationFactory)
    message = factory.SubFactory(MessageFactory, to_email=factory.SelfAttribute("..registration.email"))


class ChargeFactory(DjangoModelFactory):
    """What a place costs: 750 kronor without VAT; ``cancellation=True``, ``no_show=True``, ``voided=True``."""

    class Meta:
        model = Charge

    class Params:
        cancellation = factory.Trait(kind=ChargeKind.CANCELLATION, text="Avbokad")
        no_show = factory.Trait(kind=ChargeKind.NO_SHOW, text="Utebliven")
        voided = factory.Trait(voided_at=factory.LazyFunction(clock.now), void_reason="Fel")

    registration = factory.SubFactory(RegistrationFactory)
    kind = ChargeKind.PLACE
    text = "Plats"
    vat_rate = 25
    net = Decimal(750)
    vat = factory.LazyAttribute(lambda charge: Amount.from_net(charge.net, Decimal(charge.vat_rate)).vat)
    gross = factory.LazyAttribute(lambda charge: charge.net + charge.vat)
    made_at = factory.LazyFunction(clock.now)


def full_event(*, capacity: int = 2, waiting: int = 0, **fields: Any) -> Event:
    """Return a day whose places are all taken, with this many in the waiting list."""
    event = EventFactory(capacity=capacity, **fields)
    RegistrationFactory.create_batch(capacity, event=event)
    RegistrationFactory.create_batch(waiting, event=event, waiting=True)
    return event
