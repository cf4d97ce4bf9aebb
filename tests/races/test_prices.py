"""The last use of a code, one person at two doors, and two who decide at once; on both databases."""

import uuid
from decimal import Decimal

import pytest

from kunskapsdag.checkin import actions as door
from kunskapsdag.checkin.models import CheckIn, NoShow
from kunskapsdag.core import clock
from kunskapsdag.fees import queries as fees
from kunskapsdag.registrations import actions
from kunskapsdag.registrations.actions.charging import Asked
from kunskapsdag.registrations.errors import PriceError
from kunskapsdag.registrations.models import Charge, PriceChoice, Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.checkin.factories import CheckInFactory
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import DiscountCodeFactory, FeeFactory, NoShowFeeFactory
from tests.races.conftest import together
from tests.registrations.factories import RegistrationFactory

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_a_code_for_three_is_used_by_three_of_twelve():
    event = EventFactory(capacity=50)
    fee = FeeFactory(event=event)
    code = DiscountCodeFactory(event=event, most_uses=3)
    asked = Asked(fee.category, fee.price, fees.discount(event.pk, code.code))

    def register(number):
        person = PersonDetails(f"Person {number}", f"person{number}@x.se", "X", "official")
        answers = {"price": {"asked": asked}}
        return actions.register(event=event, person=person, form_key=uuid.uuid4(), by=None, now=clock.now(), answers=answers)

    outcome = together(12, register)
    assert [type(error) for error in outcome.errors] == [PriceError] * 9
    assert (PriceChoice.objects.filter(code=code).count(), Registration.objects.count(), Charge.objects.count()) == (3, 3, 3)


def test_one_person_at_eight_doors_is_ticked_off_once():
    registration = RegistrationFactory(event=EventFactory(today=True))
    outcome = together(8, lambda _door: door.tick(registration=registration, is_here=True, seen=0, by=None, now=clock.now()))
    assert outcome.errors == []
    assert {row.pk for row in outcome.results} == {CheckIn.objects.get().pk}


def test_eight_who_decide_at_once_make_one_decision():
    event = EventFactory(day=days_from_now(-2))
    NoShowFeeFactory(event=event)
    CheckInFactory(registration=RegistrationFactory(event=event))
    absent = RegistrationFactory(event=event)
    outcome = together(
        8,
        lambda _who: door.charge_no_shows(
            event=event, numbers=[absent.number], seen=Decimal("625.00"), by=None, now=clock.now()
        ),
    )
    assert outcome.errors == []
    assert sorted(len(made) for made in outcome.results) == [0] * 7 + [1]
    assert (NoShow.objects.count(), Charge.objects.count()) == (1, 1)
