"""The rules for the places end to end: who gets a place, who is offered one, and what is said."""

import datetime as dt
import uuid

import pytest

from kunskapsdag.core import audit, clock
from kunskapsdag.events.models import Event
from kunskapsdag.municipalities.models import County
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.pages import dates
from kunskapsdag.registrations import actions, queries
from kunskapsdag.registrations.enums import Category, RuleKind, State, Who
from kunskapsdag.registrations.errors import DayIsFull, OfferIsOver, RefusedByRule
from kunskapsdag.registrations.forms import PersonForm
from kunskapsdag.registrations.models import NumberSeries, PlaceRule, Registration
from kunskapsdag.registrations.queries import line, placed
from kunskapsdag.registrations.rules import PersonDetails
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db


def in_days(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def rule(event: Event, kind: RuleKind, number: int | None = None, **facts: object) -> PlaceRule:
    return PlaceRule.objects.create(event=event, kind=kind, number=number, **{"until": in_days(5), **facts})


def municipality(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def come(event: Event, name: str, organisation: str, category: Category = Category.OFFICIAL, **facts: object) -> Registration:
    found = Organisation.objects.filter(name=organisation).first()
    receipt = actions.register(
        event=event,
        person=PersonDetails(
            name=name,
            email=f"{name}@x.se",
            organisation_name=organisation,
            organisation_id=found.pk if found else None,
            category=category,
        ),
        form_key=uuid.uuid4(),
        by=None,
        now=facts.get("now") or clock.now(),  # type: ignore[arg-type]
    )
    assert receipt.registration is not None
    return receipt.registration


def states(event: Event) -> list[str]:
    return list(event.registrations.order_by("number").values_list("state", flat=True))


def day_after_the_rule(days: int = 6) -> dt.datetime:
    return clock.at(in_days(days), dt.time(0))


class TestCap:
    def test_the_third_from_a_municipality_waits_and_others_do_not(self) -> None:
        event = EventFactory(capacity=10)
        rule(event, RuleKind.CAP, 2, who=Who.MUNICIPALITIES)
        for name in ("a", "b", "c"):
            come(event, name, "Falköpings kommun")
        come(event, "d", "Skövde kommun")
        assert states(event) == ["confirmed", "confirmed", "waiting", "confirmed"]

    def test_she_is_told_which_rule_and_until_when(self) -> None:
        event = EventFactory(capacity=10)
        rule(event, RuleKind.CAP, 1, until=in_days(5))
        come(event, "a", "Falköpings kommun")
        waiting = come(event, "b", "Falköpings kommun")
        day = clock.today() + dt.timedelta(days=5)
        assert queries.why_waiting(waiting, now=clock.now()) == (
            f"Din organisation har 1 plats, och får ha högst 1 till och med {dates.short_day(day)}. "
            "Därefter gäller den ordning som man har anmält sig."
        )

    def test_when_the_rule_lapses_the_worker_lets_them_in_in_order(self) -> None:
        event = EventFactory(capacity=3)
        rule(event, RuleKind.CAP, 1)
        for name in ("a", "b", "c", "d"):
            come(event, name, "Falköpings kommun")
        now = day_after_the_rule()
        assert actions.offer_waiting_everywhere(now=now - dt.timedelta(seconds=1)) == 0
        assert actions.offer_waiting_everywhere(now=now) == 2
        assert states(event) == ["confirmed", "offered", "offered", "waiting"]
        assert actions.offer_waiting_everywhere(now=now) == 0

    def test_a_newcomer_in_the_second_after_the_rule_lapsed_does_not_pass_those_it_held_back(self) -> None:
        event = EventFactory(capacity=2)
        rule(event, RuleKind.CAP, 1)
        come(event, "a", "Falköpings kommun")
        come(event, "b", "Falköpings kommun")
        come(event, "c", "Skövde kommun", now=day_after_the_rule())
        assert states(event) == ["confirmed", "offered", "waiting"]

    def test_a_place_given_back_goes_past_those_over_the_cap_and_the_log_says_so(self) -> None:
        event = EventFactory(capacity=2)
        rule(event, RuleKind.CAP, 1)
        come(event, "a", "Falköpings kommun")
        leaving = come(event, "b", "Skövde kommun")
        come(event, "c", "Falköpings kommun")
        passer = come(event, "d", "Skövde kommun")
        actions.cancel_registration(registration=leaving, by=None, now=clock.now())
        assert states(event) == ["confirmed", "cancelled", "waiting", "offered"]
        assert [entry.data.get("passed") for entry in audit.entries(passer) if entry.action == "registration.offered"] == [1]

    def test_without_a_waiting_list_the_rule_is_the_answer(self) -> None:
        event = EventFactory(capacity=10, has_waiting_list=False)
        rule(event, RuleKind.CAP, 1)
        come(event, "a", "Falköpings kommun")
        with pytest.raises(RefusedByRule, match="Din organisation har 1 plats, och får ha högst 1"):
            come(event, "b", "Falköpings kommun")
        assert states(event) == ["confirmed"]

    def test_an_organisation_that_is_not_in_the_register_counts_by_its_name(self) -> None:
        event = EventFactory(capacity=10)
        rule(event, RuleKind.CAP, 1)
        for name, organisation in (("a", "Bygg & Co"), ("b", "BYGG & CO"), ("c", "Annat AB")):
            come(event, name, organisation)
        assert states(event) == ["confirmed", "waiting", "confirmed"]


class TestCountyFirst:
    def test_others_wait_until_the_day_and_are_then_offered_what_is_left(self) -> None:
        event = EventFactory(capacity=2)
        rule(event, RuleKind.COUNTY, county=County.objects.get(code="25"))
        come(event, "a", "Falköpings kommun")
        come(event, "b", "Luleå kommun")
        come(event, "c", "Påhittat AB")
        assert states(event) == ["waiting", "confirmed", "waiting"]
        actions.offer_waiting_everywhere(now=day_after_the_rule())
        assert states(event) == ["offered", "confirmed", "waiting"]


class TestQuota:
    def test_places_are_kept_for_elected_and_freed_on_the_release_day(self) -> None:
        event = EventFactory(capacity=3)
        rule(event, RuleKind.QUOTA, 2, who=Who.ELECTED)
        come(event, "a", "Falköpings kommun")
        come(event, "b", "Falköpings kommun")
        come(event, "c", "Falköpings kommun", Category.ELECTED)
        assert states(event) == ["confirmed", "waiting", "confirmed"]
        assert queries.places(event, now=clock.now()).left == 0
        actions.offer_waiting_everywhere(now=day_after_the_rule())
        assert states(event) == ["confirmed", "offered", "confirmed"]

    def test_the_places_left_are_those_that_anybody_can_get(self) -> None:
        event = EventFactory(capacity=10)
        rule(event, RuleKind.QUOTA, 4, who=Who.ELECTED)
        RegistrationFactory(event=event)
        RegistrationFactory(event=event, elected=True)
        assert queries.places(event, now=clock.now()).left == 5
        assert queries.places(event, now=day_after_the_rule()).left == 8

    def test_a_partners_places_are_its_own(self) -> None:
        event = EventFactory(capacity=2)
        rule(event, RuleKind.QUOTA, 1, who=Who.ORGANISATION, organisation=municipality("Luleå kommun"))
        come(event, "a", "Falköpings kommun")
        come(event, "b", "Skövde kommun")
        come(event, "c", "Luleå kommun")
        assert states(event) == ["confirmed", "waiting", "confirmed"]


class TestStandsStill:
    def test_a_stricter_rule_takes_nothing_back(self) -> None:
        event = EventFactory(capacity=4)
        for name in ("a", "b", "c"):
            come(event, name, "Falköpings kommun")
        rule(event, RuleKind.CAP, 1)
        actions.offer_waiting_everywhere(now=clock.now())
        come(event, "d", "Falköpings kommun")
        assert states(event) == ["confirmed", "confirmed", "confirmed", "waiting"]

    def test_staff_can_give_a_place_past_a_rule_with_a_reason(self) -> None:
        event = EventFactory(capacity=4)
        rule(event, RuleKind.CAP, 1)
        come(event, "a", "Falköpings kommun")
        held_back = come(event, "b", "Falköpings kommun")
        actions.give_place(registration=held_back, by=None, now=clock.now(), reason="Föreläser på dagen")
        assert states(event) == ["confirmed", "confirmed"]

    def test_one_moved_to_the_list_is_not_offered_the_place_she_had(self) -> None:
        event = EventFactory(capacity=2)
        rule(event, RuleKind.CAP, 1)
        moved = come(event, "a", "Falköpings kommun")
        come(event, "b", "Skövde kommun")
        come(event, "c", "Skövde kommun")
        actions.move_to_waiting_list(registration=moved, by=None, now=clock.now(), reason="Dubbelbokad")
        assert states(event) == ["waiting", "confirmed", "waiting"]

    def test_a_full_day_without_a_waiting_list_is_still_full(self) -> None:
        event = EventFactory(capacity=1, has_waiting_list=False)
        rule(event, RuleKind.CAP, 1)
        come(event, "a", "Falköpings kommun")
        with pytest.raises(DayIsFull):
            come(event, "b", "Skövde kommun")


class TestQuestions:
    @pytest.mark.parametrize("people", [1, 3])
    def test_the_reasons_of_all_who_wait_take_three_questions(self, people: int, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
        event = EventFactory(capacity=people)
        rule(event, RuleKind.CAP, 1)
        for number in range(people):
            RegistrationFactory(event=event)
            RegistrationFactory(event=event, waiting=True, organisation_name=f"Org {number}")
        with django_assert_num_queries(3):
            assert len(line.verdicts(event, now=clock.now())) == people

    def test_the_line_is_looked_at_once_for_a_rule_that_lapsed(self) -> None:
        event = EventFactory(capacity=2)
        rule(event, RuleKind.CAP, 1)
        come(event, "a", "Falköpings kommun")
        first = NumberSeries.objects.get(event=event).decided_at
        come(event, "b", "Falköpings kommun")
        assert (first, NumberSeries.objects.get(event=event).decided_at is not None) == (None, True)


def test_offers_wait_for_office_hours() -> None:
    """Friday at four, with 48 hours: answer by Tuesday at four."""
    event = EventFactory(capacity=1, day=dt.date(2027, 5, 10))
    RegistrationFactory(event=event, waiting=True)
    friday = clock.at(dt.date(2027, 3, 5), dt.time(16))
    (offer,) = actions.offer_free_places(event=event, now=friday)
    assert offer.answer_by == clock.at(dt.date(2027, 3, 9), dt.time(16))
    assert State.OFFERED in states(event)


class TestWhyOneHasThePlace:
    def test_at_once_by_the_places_kept_for_partners(self) -> None:
        event = EventFactory(capacity=2)
        PlaceRule.objects.create(event=event, kind=RuleKind.QUOTA, number=1, who=Who.PARTNERS)
        details = PersonDetails(
            name="Eva",
            email="eva@x.se",
            organisation_name=event.organiser.name,
            organisation_id=event.organiser_id,
            category="official",
        )
        row = actions.register(event=event, person=details, form_key=uuid.uuid4(), by=None, now=clock.now()).registration
        assert row is not None
        told = placed.reason(row)
        assert told.startswith("Fick plats direkt") and "med nummer 1" in told
        assert told.endswith("Platsen var en av dem som är reserverade för: partner: arrangören och medarrangörerna.")

    def test_by_an_offer_past_those_over_the_cap(self) -> None:
        event = EventFactory(capacity=2)
        PlaceRule.objects.create(event=event, kind=RuleKind.CAP, number=1)
        RegistrationFactory(event=event, organisation_name="A")
        leaves = RegistrationFactory(event=event, organisation_name="B")
        RegistrationFactory(event=event, organisation_name="A", waiting=True)
        next_one = RegistrationFactory(event=event, organisation_name="C", waiting=True)
        actions.cancel_registration(registration=leaves, by=None, now=clock.now())
        next_one.refresh_from_db()
        told = placed.reason(next_one)
        assert "som nummer 2 i kön" in told and told.endswith("1 före väntar kvar på grund av en regel.")

    def test_nobody_makes_herself_a_speaker(self) -> None:
        assert PersonForm({"category": "speaker"}).has_error("category")
        form = PersonForm({"category": "speaker"}, initial={"category": "speaker"})
        form.is_valid()
        assert "category" not in form.errors

    def test_an_offer_answered_a_second_too_late_has_gone_on(self) -> None:
        event = EventFactory(capacity=1)
        late = RegistrationFactory(event=event, offered=True)
        RegistrationFactory(event=event, waiting=True)
        offer = late.offers.get()
        with pytest.raises(OfferIsOver):
            actions.accept_offer(registration=late, by=None, now=offer.answer_by)
        done = actions.accept_offer(registration=late, by=None, now=offer.answer_by - dt.timedelta(seconds=1))
        assert done.state == State.CONFIRMED
