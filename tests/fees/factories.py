"""Fees."""

from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import Basis, CancellationStep, DiscountCode, Fee, NoShowFee, VatRate
from tests.events.factories import EventFactory


class FeeFactory(DjangoModelFactory):
    """750 kronor without VAT; ``inclusive=True`` with VAT included, ``free=True`` costs nothing."""

    class Meta:
        model = Fee

    class Params:
        inclusive = factory.Trait(basis=Basis.INCLUSIVE)
        free = factory.Trait(amount=Decimal(0))

    event = factory.SubFactory(EventFactory)
    amount = Decimal(750)
    basis = Basis.EXCLUSIVE
    vat_rate = VatRate.STANDARD


class CancellationStepFactory(DjangoModelFactory):
    """Free to 28 days before."""

    class Meta:
        model = CancellationStep

    event = factory.SubFactory(EventFactory)
    days_before = 28
    percent = 0


class NoShowFeeFactory(DjangoModelFactory):
    """500 kronor without VAT."""

    class Meta:
        model = NoShowFee

    event = factory.SubFactory(EventFactory)
    amount = Decimal(500)
    basis = Basis.EXCLUSIVE
    vat_rate = VatRate.STANDARD


class DiscountCodeFactory(DjangoModelFactory):
    """Ten per cent off, for anybody, as often as one likes; ``organisations=[...]`` for only these."""

    class Meta:
        model = DiscountCode
        skip_postgeneration_save = True

    event = factory.SubFactory(EventFactory)
    code = factory.Sequence(lambda number: f"KOMMUN{number:02}")
    percent = 10

    @factory.post_generation
    def organisations(self, create: bool, given: Any, **kwargs: Any) -> None:
        """Keep the organisations that the code is for."""
        if given:
            self.organisations = given
            self.save()


def a_day_with_steps(**fields: Any) -> Event:
    """Return a day that costs nothing to cancel to 28 days before, half to 14 days before, and then the whole fee."""
    event = EventFactory(**fields)
    for order, (days_before, percent) in enumerate([(28, 0), (14, 50)]):
        CancellationStepFactory(event=event, days_before=days_before, percent=percent, sort_order=order)
    return event
