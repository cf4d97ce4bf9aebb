"""Parts of days, and who has chosen them."""

from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.core import clock
from kunskapsdag.parts.enums import Booking, PartKind
from kunskapsdag.parts.models import Part, PartBooking
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory


class PartFactory(DjangoModelFactory):
    """Something to choose; ``lunch``, ``dinner`` (400 kr without VAT), ``seminar`` (of one group) for usual ones."""

    class Meta:
        model = Part

    class Params:
        lunch = factory.Trait(title="Lunch", kind=PartKind.LUNCH, is_preselected=True)
        dinner = factory.Trait(title="Middag", kind=PartKind.DINNER, amount=Decimal(400))
        seminar = factory.Trait(kind=PartKind.SEMINAR, choose_group="Seminarium kl. 13.30")

    event = factory.SubFactory(EventFactory)
    title = factory.Sequence(lambda number: f"Del {number}")
    sort_order = factory.Sequence(int)


class PartBookingFactory(DjangoModelFactory):
    """A booked seat; ``state=Booking.WAITING`` gets the next number, ``OFFERED`` an answer time."""

    class Meta:
        model = PartBooking

    part = factory.SubFactory(PartFactory)
    registration = factory.LazyAttribute(lambda booking: RegistrationFactory(event=booking.part.event))
    state = Booking.BOOKED
    net = factory.LazyAttribute(lambda booking: booking.part.price.net)
    vat = factory.LazyAttribute(lambda booking: booking.part.price.vat)
    gross = factory.LazyAttribute(lambda booking: booking.part.price.gross)
    vat_rate = factory.SelfAttribute("part.vat_rate")
    chosen_at = factory.LazyFunction(clock.now)
    state_since = factory.LazyFunction(clock.now)

    @classmethod
    def _create(cls, model_class: type[PartBooking], *args: Any, **fields: Any) -> PartBooking:
        if fields["state"] in (Booking.WAITING, Booking.OFFERED) and "queue_number" not in fields:
            fields["queue_number"] = PartBooking.objects.filter(part=fields["part"]).count() + 1
        if fields["state"] == Booking.OFFERED:
            fields.setdefault("offered_at", clock.now())
            fields.setdefault("answer_by", clock.now().replace(year=clock.now().year + 1))
        return super()._create(model_class, *args, **fields)
