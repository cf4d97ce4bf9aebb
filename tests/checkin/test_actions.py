"""Ticking off, undoing, and deciding about those who did not come."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from kunskapsdag.checkin import actions, emails, queries, signals
from kunskapsdag.checkin.enums import Decision
from kunskapsdag.checkin.errors import (
    AlreadyDecided,
    ChangedMeanwhile,
    FeeHasChanged,
    HasNoPlace,
    IsInvoiced,
    NobodyTickedOff,
    NoFee,
    NotAtTheDoor,
    ReasonMissing,
)
from kunskapsdag.checkin.models import CheckIn, NoShow
from kunskapsdag.core import audit, clock
from kunskapsdag.events.models import Event
from kunskapsdag.registrations import letters
from kunskapsdag.registrations.models import Charge, Registration, RegistrationMessage
from tests.accounts.factories import UserFactory
from tests.checkin.factories import CheckInFactory, NoShowFactory
from tests.events.factories import EventFactory, days_from_now
from tests.fees.factories import NoShowFeeFactory
from tests.orders.factories import OrderFactory, unnamed_place
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db

FEE = Decimal("625.00")


def tick(registration: Registration, *, here: bool = True, seen: int = 0) -> CheckIn:
    return actions.tick(registration=registration, is_here=here, seen=seen, by=UserFactory(), now=clock.now())


def rows(registration: Registration) -> list[tuple[int, bool]]:
    return list(registration.check_ins.values_list("step", "is_here"))


# --- the door ----------------------------------------------------------------------------------------------------------


def test_undoing_is_a_new_row_and_one_may_tick_off_again() -> None:
    registration = RegistrationFactory(event=EventFactory(today=True))
    tick(registration)
    tick(registration, here=False, seen=1)
    tick(registration, seen=2)
    assert rows(registration) == [(1, True), (2, False), (3, True)]
    logged = [entry.action for entry in audit.entries(registration)]
    assert logged == ["checkin.came", "checkin.undone", "checkin.came"]


def test_a_second_door_changes_nothing_and_learns_who_was_first() -> None:
    registration = RegistrationFactory(event=EventFactory(today=True))
    first = tick(registration)
    assert tick(registration) == first
    assert rows(registration) == [(1, True)]


@pytest.mark.parametrize(("here", "seen"), [(False, 0), (False, 2), (False, 7)])
def test_what_has_not_been_seen_is_not_undone(here: bool, seen: int) -> None:
    registration = RegistrationFactory(event=EventFactory(today=True))
    tick(registration)
    with pytest.raises(ChangedMeanwhile):
        tick(registration, here=here, seen=seen)
    assert rows(registration) == [(1, True)]


def test_nobody_is_undone_who_was_not_ticked_off() -> None:
    registration = RegistrationFactory(event=EventFactory(today=True))
    with pytest.raises(ChangedMeanwhile):
        tick(registration, here=False)


def test_only_with_a_place_and_only_around_the_day() -> None:
    with pytest.raises(HasNoPlace):
        tick(RegistrationFactory(event=EventFactory(today=True), waiting=True))
    with pytest.raises(NotAtTheDoor):
        tick(RegistrationFactory())
    tick(RegistrationFactory(event=EventFactory(day=days_from_now(-5))))


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_as_much_however_many_come(number: int, django_assert_num_queries: Any) -> None:
    event = EventFactory(today=True)
    for _each in range(number):
        CheckInFactory(registration=RegistrationFactory(event=event), by=UserFactory())
    with django_assert_num_queries(2):
        queries.people(event)
    with django_assert_num_queries(2):
        queries.counted(event)


def test_the_list_is_in_swedish_order_and_tells_how_it_stands() -> None:
    event = EventFactory(today=True)
    for name in ("Östen Ö", "Anna A", "Åke Å", "Zeb Z"):
        RegistrationFactory(event=event, name=name)
    RegistrationFactory(event=event, name="Bo Väntar", waiting=True)
    anna = Registration.objects.get(name="Anna A")
    CheckInFactory(registration=anna)
    CheckInFactory(registration=anna, undone=True)
    people = queries.people(event)
    assert [person.name for person in people] == ["Anna A", "Zeb Z", "Åke Å", "Östen Ö"]
    assert (people[0].is_here, people[0].step) == (False, 2)
    assert queries.counted(event) == queries.Counted(here=0, places=4)


# --- afterwards --------------------------------------------------------------------------------------------------------


@pytest.fixture
def held() -> Event:
    """Return a day that has been, with one who came, two who did not, and a fee of 500 kr for that."""
    event = EventFactory(day=days_from_now(-2))
    NoShowFeeFactory(event=event)
    CheckInFactory(registration=RegistrationFactory(event=event, name="Kom"))
    RegistrationFactory(event=event, name="Borta")
    RegistrationFactory(event=event, name="Sjuk")
    RegistrationFactory(event=event, name="Avbokad", cancelled=True)
    return event


def charge(event: Event, *numbers: int, seen: Decimal = FEE) -> list[NoShow]:
    return actions.charge_no_shows(event=event, numbers=numbers, seen=seen, by=UserFactory(), now=clock.now())


def of(event: Event, name: str) -> Registration:
    return Registration.objects.select_related("event").get(event=event, name=name)


def letter(registration: Registration, kind: str) -> str:
    tie = RegistrationMessage.objects.select_related("message").get(registration=registration, message__kind=kind)
    return " ".join(letters.write(tie.message).text.replace("\xa0", " ").split())


def test_the_list_holds_those_with_a_place_who_were_not_ticked_off(held: Event) -> None:
    assert [one.registration.name for one in queries.absent(held)] == ["Borta", "Sjuk"]


def test_a_place_that_nobody_was_named_for_is_shown_at_the_door_and_charged_to_nobody(held: Event) -> None:
    place = unnamed_place(OrderFactory(event=held))
    assert [one.name for one in queries.people(held) if one.key == place.registration_id] == ["namnges senare"]
    assert place.registration_id not in {one.registration.pk for one in queries.absent(held)}


def test_nothing_is_charged_by_itself_and_only_those_who_are_named(held: Event) -> None:
    assert Charge.objects.count() == 0
    absent = of(held, "Borta")
    # Who came, who has cancelled and who is nobody are passed over.
    made = charge(held, absent.number, of(held, "Kom").number, of(held, "Avbokad").number, 999)
    assert [one.registration.name for one in made] == ["Borta"]
    (row,) = Charge.objects.all()
    assert (row.kind, row.net, row.vat, row.gross, row.text) == ("no_show", 500, 125, 625, "Utebliven, hade inte avbokat")
    mail = letter(absent, emails.NO_SHOW)
    assert "Enligt dagens villkor kostar det 500 kr exkl. moms (625 kr inkl. 25 % moms)." in mail
    assert "Skriv till Anna Ek, anna.ek@example.se, innan fakturan kommer." in mail


def test_deciding_twice_is_deciding_once(held: Event) -> None:
    absent = of(held, "Borta")
    charge(held, absent.number)
    assert charge(held, absent.number) == []
    with pytest.raises(AlreadyDecided):
        actions.waive_no_show(registration=absent, reason="Sjuk", by=None, now=clock.now())
    assert Charge.objects.count() == 1


def test_letting_be_needs_a_reason_that_is_kept(held: Event) -> None:
    sick, by = of(held, "Sjuk"), UserFactory()
    with pytest.raises(ReasonMissing):
        actions.waive_no_show(registration=sick, reason=" ", by=by, now=clock.now())
    actions.waive_no_show(registration=sick, reason="Ringde samma morgon", by=by, now=clock.now())
    decision = queries.standing(sick)
    assert decision is not None
    assert (decision.decision, decision.reason, decision.decided_by) == (Decision.WAIVED, "Ringde samma morgon", by)
    assert Charge.objects.count() == 0


def test_who_came_has_nothing_decided_about_her(held: Event) -> None:
    with pytest.raises(AlreadyDecided):
        actions.waive_no_show(registration=of(held, "Kom"), reason="Var ju här", by=None, now=clock.now())


def test_a_day_where_nobody_was_ticked_off_has_no_list(held: Event) -> None:
    CheckIn.objects.all().delete()
    with pytest.raises(NobodyTickedOff):
        charge(held, of(held, "Borta").number)
    assert (Charge.objects.count(), queries.came(held)) == (0, {})


def test_another_fee_than_the_one_shown_charges_nobody(held: Event) -> None:
    with pytest.raises(FeeHasChanged):
        charge(held, of(held, "Borta").number, seen=Decimal(500))
    held.no_show_fees.all().delete()
    with pytest.raises(NoFee):
        charge(held, of(held, "Borta").number)
    assert NoShow.objects.count() == 0


def test_a_decision_is_taken_back_with_a_reason_and_may_be_made_anew(held: Event) -> None:
    absent, by = of(held, "Borta"), UserFactory()
    charge(held, absent.number)
    with pytest.raises(ReasonMissing):
        actions.take_back(registration=absent, reason="", by=by, now=clock.now())
    actions.take_back(registration=absent, reason="Hon var här", by=by, now=clock.now())
    (row,) = Charge.objects.all()
    assert (row.voided_at is not None, row.void_reason) == (True, "Hon var här")
    assert "en avgift på 500 kr exkl. moms (625 kr inkl. 25 % moms). Du behöver inte betala den." in letter(
        absent, emails.TAKEN_BACK
    )
    with pytest.raises(AlreadyDecided):
        actions.take_back(registration=absent, reason="Igen", by=by, now=clock.now())
    charge(held, absent.number)
    assert [one.decision for one in NoShow.objects.filter(taken_back_at=None)] == [Decision.CHARGED]


@pytest.fixture
def _invoiced() -> Iterator[None]:
    def refuse(**kwargs: Any) -> None:
        raise IsInvoiced

    signals.taking_back.connect(refuse)
    yield
    signals.taking_back.disconnect(refuse)


@pytest.mark.usefixtures("_invoiced")
def test_what_is_invoiced_is_not_taken_back(held: Event) -> None:
    absent = of(held, "Borta")
    charge(held, absent.number)
    with pytest.raises(IsInvoiced):
        actions.take_back(registration=absent, reason="Hon var här", by=None, now=clock.now())
    assert Charge.objects.standing().count() == 1


def test_who_is_ticked_off_afterwards_is_told_of_where_something_is_decided(held: Event) -> None:
    absent = of(held, "Borta")
    NoShowFactory(registration=absent, charged=True)
    tick(absent)
    found = {one.registration.name: one.came_after_all for one in queries.absent(held)}
    assert found == {"Borta": True, "Sjuk": False}


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_absent_asks_as_much_however_long(number: int, django_assert_num_queries: Any) -> None:
    event = EventFactory(day=days_from_now(-2))
    for _each in range(number):
        NoShowFactory(registration=RegistrationFactory(event=event), charged=True)
        RegistrationFactory(event=event)
    with django_assert_num_queries(3):
        queries.absent(event)


def test_the_database_keeps_one_decision_each_and_wants_a_reason_for_waiving() -> None:
    registration = NoShowFactory().registration
    for wrong in ({"registration": registration}, {"reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            NoShowFactory(**wrong)
    NoShow.objects.update(taken_back_at=clock.now() - dt.timedelta(days=1))
    NoShowFactory(registration=registration)
