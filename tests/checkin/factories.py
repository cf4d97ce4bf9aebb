"""Ticks at the door, and decisions about those who did not come."""

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.checkin.enums import Decision
from kunskapsdag.checkin.models import CheckIn, NoShow
from kunskapsdag.core import clock
from tests.registrations.factories import ChargeFactory, RegistrationFactory


class CheckInFactory(DjangoModelFactory):
    """One who is ticked off; ``undone=True`` for the row that takes it back."""

    class Meta:
        model = CheckIn

    class Params:
        undone = factory.Trait(is_here=False, step=2)

    registration = factory.SubFactory(RegistrationFactory)
    step = 1
    is_here = True
    at = factory.LazyFunction(clock.now)


class NoShowFactory(DjangoModelFactory):
    """One who was not charged, with a reason; ``charged=True`` for one who was."""

    class Meta:
        model = NoShow

    class Params:
        charged = factory.Trait(
            decision=Decision.CHARGED,
            reason="",
            charge=factory.SubFactory(ChargeFactory, no_show=True, registration=factory.SelfAttribute("..registration")),
        )

    registration = factory.SubFactory(RegistrationFactory)
    decision = Decision.WAIVED
    reason = "Sjuk"
    decided_at = factory.LazyFunction(clock.now)
