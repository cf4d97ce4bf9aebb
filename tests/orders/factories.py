"""Orders, named by how they stand."""

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.core import clock
from kunskapsdag.orders.enums import Kind
from kunskapsdag.orders.models import Order, OrderPlace
from kunskapsdag.registrations.enums import Source
from kunskapsdag.registrations.models import Registration
from tests.events.factories import EventFactory, days_from_now
from tests.registrations.factories import RegistrationFactory


class OrderFactory(DjangoModelFactory):
    """An order without places; ``delegation=True`` for one that the office made."""

    class Meta:
        model = Order

    class Params:
        delegation = factory.Trait(kind=Kind.DELEGATION, release_on=factory.LazyFunction(lambda: days_from_now(10)))

    event = factory.SubFactory(EventFactory)
    name = "Anna Berg"
    email = factory.Sequence(lambda number: f"anna.berg{number}@falkoping.se")
    organisation_name = "Falköpings kommun"
    created_at = factory.LazyFunction(clock.now)


class OrderPlaceFactory(DjangoModelFactory):
    """A place of an order, with a person."""

    class Meta:
        model = OrderPlace

    order = factory.SubFactory(OrderFactory)
    position = factory.Sequence(lambda number: number + 1)
    registration = factory.SubFactory(
        RegistrationFactory, event=factory.SelfAttribute("..order.event"), source=Source.ORDER, awaits_details=True
    )


def unnamed_place(order: Order, **fields: object) -> OrderPlace:
    """Return a place of the order that nobody has been named for."""
    place = OrderPlaceFactory(order=order)
    Registration.objects.filter(pk=place.registration_id).update(
        name="", email="", email_key=f"unnamed:{place.pk}", is_unnamed=True, awaits_details=False, **fields
    )
    place.registration.refresh_from_db()
    return place
