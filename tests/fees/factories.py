"""Fees."""

from decimal import Decimal

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.fees.models import Basis, Fee, VatRate
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
