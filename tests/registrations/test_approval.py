"""Days with approval: applying, the answers, the proposal and the promised morning; docs/rules/approval.md."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kunskapsdag.core import audit, clock, worker
from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions, emails, links
from kunskapsdag.registrations.enums import Category, Decision, RuleKind, Source, State, Who
from kunskapsdag.registrations.errors import (
    MoveNotAllowed,
    NoListToWaitIn,
    NoSuchMany,
    NothingTicked,
    ProposalHasChanged,
    ReasonMissing,
)
from kunskapsdag.registrations.forms import new_form_key
from kunskapsdag.registrations.models import Needs, PlaceRule, Registration
from kunskapsdag.registrations.queries import applications, places
from kunskapsdag.registrations.rules import PersonDetails
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.organisations.factories import MunicipalOrganisationFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


def approval_day(**fields: Any) -> Event:
    today = clock.today()
    facts = {
        "capacity": 2,
        "needs_approval": True,
        "registration_closes_at": clock.end_of_day(today + dt.timedelta(days=10)),
        "decision_day": today + dt.timedelta(days=12),
        "is_public": True,
    }
    return EventFactory(**facts | fields)


def applied(event: Event, number: int = 1, **fields: Any) -> list[Registration]:
    return RegistrationFactory.create_batch(number, event=event, state=State.APPLIED, **fields)


def decide(event: Event, rows: list[Registration], decision: Decision, reason: str = "") -> actions.Answered:
    numbers = [row.number for row in rows]
    return actions.decide(event=event, numbers=numbers, decision=decision, reason=reason, by=UserFactory(), now=clock.now())


def states(event: Event) -> list[str]:
    return list(Registration.objects.filter(event=event).order_by("number").values_list("state", flat=True))


def kinds() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def apply(event: Event, email: str = "maria@falkoping.se", source: Source = Source.PUBLIC) -> Registration:
    person = PersonDetails(name="Maria", email=email, organisation_name="Falköpings kommun", category="official")
    by = UserFactory() if source == Source.STAFF else None
    receipt = actions.register(event=event, person=person, form_key=uuid.uuid4(), by=by, now=clock.now(), source=source)
    assert receipt.registration is not None
    return receipt.registration


class TestApplying:
    def test_one_applies_holds_no_place_and_gets_one_mail(self) -> None:
        event = approval_day(capacity=1)
        for number in range(3):
            assert apply(event, f"p{number}@x.se").state == State.APPLIED
        now = places(event, now=clock.now())
        assert (now.taken, now.applied, now.waiting, kinds()) == (0, 3, 0, [emails.APPLIED] * 3)

    def test_one_application_for_an_address(self) -> None:
        event = approval_day()
        apply(event)
        person = PersonDetails(name="M", email="Maria@falkoping.se", organisation_name="X", category="official")
        again = actions.register(event=event, person=person, form_key=uuid.uuid4(), by=None, now=clock.now())
        assert (again.registration, kinds()) == (None, [emails.APPLIED, emails.DUPLICATE])

    def test_whom_the_office_registers_it_has_decided(self) -> None:
        assert apply(approval_day(), source=Source.STAFF).state == State.CONFIRMED

    def test_several_at_once_apply_too(self) -> None:
        event = approval_day(capacity=1)
        people = [
            PersonDetails(name=f"P {n}", email=f"p{n}@x.se", organisation_name="X", category="official") for n in range(2)
        ]
        actions.register_many(event=event, people=people, form_key=uuid.uuid4(), by=None, now=clock.now())
        assert (states(event), kinds()) == ([State.APPLIED] * 2, [emails.APPLIED] * 2)

    def test_the_form_the_receipt_and_the_mail_promise_the_day(self, client: Client) -> None:
        event = approval_day(decision_day=clock.today() + dt.timedelta(days=12))
        address = reverse("registrations:form", args=[event.slug])
        page = words(client.get(address))
        assert ("Alla får besked per mejl senast" in page, "Ansök om plats" in page, "platser kvar" in page) == (
            True,
            True,
            False,
        )
        data = {"name": "Maria", "email": "m@x.se", "organisation": "Bygg AB", "category": "other"}
        answer = client.post(address, data | {"key": new_form_key(event.slug)})
        receipt = words(client.get(answer["Location"]))
        assert ("Vi har fått din ansökan" in receipt, "Besked senast" in receipt, "Skicka någon annan" in receipt) == (
            True,
            True,
            False,
        )
        worker.run_all_now()
        assert "Du får besked per mejl senast" in Message.objects.get().text.replace("\n", " ")

    def test_an_application_is_withdrawn_without_cost(self, client: Client) -> None:
        [row] = applied(approval_day())
        assert "Vill du ta tillbaka ansökan?" in words(client.get(links.path(row, "cancel")))
        client.post(links.path(row, "cancel"))
        row.refresh_from_db()
        assert row.state == State.CANCELLED

    @pytest.mark.parametrize("state", [State.APPLIED, State.REFUSED])
    def test_nobody_puts_herself_in_the_line(self, state: State) -> None:
        event = approval_day()
        row = RegistrationFactory(event=event, state=state)
        with pytest.raises(MoveNotAllowed):
            actions.wait_again(registration=row, by=None, now=clock.now())


class TestDeciding:
    def test_each_answer_is_told_once(self) -> None:
        event = approval_day()
        rows = applied(event, 3)
        NeedsFactory(registration=rows[2])
        decide(event, rows[:1], Decision.APPROVE, "Välkommen!")
        decide(event, rows[1:2], Decision.WAIT)
        decide(event, rows[2:], Decision.REFUSE, "Dagen är för kommuner.")
        # The one in the line is offered the free place as soon as everybody has an answer.
        assert (states(event), Needs.objects.count()) == ([State.CONFIRMED, State.OFFERED, State.REFUSED], 0)
        assert kinds() == [emails.CONFIRMED, emails.WAITING, emails.REFUSED, emails.OFFERED]
        assert [entry.action for entry in audit.entries(rows[2])] == ["registration.refused"]

    def test_never_more_than_there_are_places(self) -> None:
        event = approval_day(capacity=2)
        RegistrationFactory(event=event)
        rows = applied(event, 2)
        with pytest.raises(NoSuchMany, match="Du har valt 2, men det finns 1"):
            decide(event, rows, Decision.APPROVE)
        assert (states(event)[1:], kinds()) == ([State.APPLIED] * 2, [])

    def test_a_no_needs_a_reason_and_a_list_is_needed_to_wait(self) -> None:
        event = approval_day(has_waiting_list=False)
        rows = applied(event)
        with pytest.raises(ReasonMissing):
            decide(event, rows, Decision.REFUSE, " ")
        with pytest.raises(NoListToWaitIn):
            decide(event, rows, Decision.WAIT)

    def test_who_has_withdrawn_or_was_decided_meanwhile_is_passed_over(self) -> None:
        event = approval_day(capacity=5)
        rows = applied(event, 3)
        decide(event, rows[:1], Decision.APPROVE)
        actions.cancel_registration(registration=rows[1], by=None, now=clock.now())
        answered = decide(event, rows, Decision.APPROVE)
        assert (len(answered.done), answered.passed_over) == (1, [rows[0].number, rows[1].number])
        with pytest.raises(NothingTicked):
            decide(event, rows, Decision.APPROVE)

    def test_the_line_has_the_order_of_the_applications(self) -> None:
        event = approval_day(capacity=1)
        RegistrationFactory(event=event)
        rows = applied(event, 3)
        decide(event, [rows[2], rows[0], rows[1]], Decision.WAIT)
        found = Registration.objects.filter(state=State.WAITING).order_by("queue_number").values_list("number", flat=True)
        assert list(found) == [row.number for row in rows]

    def test_free_places_are_kept_while_somebody_has_no_answer(self) -> None:
        event = approval_day(capacity=2)
        rows = applied(event, 2)
        decide(event, rows[:1], Decision.WAIT)
        assert actions.offer_free_places(event=event, now=clock.now()) == []
        actions.cancel_registration(registration=rows[1], by=None, now=clock.now())
        assert states(event) == [State.OFFERED, State.CANCELLED]

    def test_the_organiser_changes_her_mind(self) -> None:
        event = approval_day()
        [row] = applied(event)
        decide(event, [row], Decision.REFUSE, "Fullt.")
        done = actions.give_place(registration=row, by=UserFactory(), now=clock.now(), reason="Det blev plats.")
        assert done.state == State.CONFIRMED


class TestTheProposal:
    def rule(self, event: Event, kind: RuleKind, **facts: Any) -> None:
        until = clock.today() + dt.timedelta(days=13)
        PlaceRule.objects.create(event=event, kind=kind, until=until, **facts)

    def decisions(self, event: Event) -> list[tuple[int, str]]:
        return [(row.registration.number, str(row.decision)) for row in applications.proposal(event, now=clock.now()).rows]

    def test_by_time_alone(self) -> None:
        event = approval_day(capacity=2)
        applied(event, 3)
        assert self.decisions(event) == [(1, "approve"), (2, "approve"), (3, "wait")]

    def test_the_own_county_first_and_then_by_time(self) -> None:
        own = MunicipalOrganisationFactory()
        event = approval_day(capacity=3)
        self.rule(event, RuleKind.COUNTY, county=own.county)
        applied(event, 2)
        applied(event, 1, organisation=own)
        applied(event, 1)
        assert self.decisions(event) == [(3, "approve"), (1, "approve"), (2, "approve"), (4, "wait")]
        why = [row.why for row in applications.proposal(event, now=clock.now()).rows]
        assert why[0].startswith("Går först: dem som kommer från")
        assert why[1:] == [
            "Nummer 1 av 4 i tidsordning",
            "Nummer 2 av 4 i tidsordning",
            "Ingen plats är kvar: nummer 4 av 4 i tidsordning.",
        ]

    def test_caps_and_quotas_decide_as_in_the_queue(self) -> None:
        event = approval_day(capacity=3)
        self.rule(event, RuleKind.CAP, number=1)
        self.rule(event, RuleKind.QUOTA, number=1, who=Who.ELECTED)
        applied(event, 2, organisation_name="A")
        applied(event, 1, organisation_name="B")
        applied(event, 1, organisation_name="C")
        applied(event, 1, organisation_name="D", category=Category.ELECTED)
        assert self.decisions(event) == [(1, "approve"), (2, "wait"), (3, "approve"), (4, "wait"), (5, "approve")]

    def test_one_click_does_exactly_what_was_shown(self) -> None:
        event = approval_day(capacity=1, has_waiting_list=False)
        applied(event, 2)
        seen = applications.proposal(event, now=clock.now()).mark
        applied(event, 1)
        with pytest.raises(ProposalHasChanged):
            actions.carry_out_proposal(event=event, seen=seen, reason="", by=UserFactory(), now=clock.now())
        seen = applications.proposal(event, now=clock.now()).mark
        actions.carry_out_proposal(event=event, seen=seen, reason="", by=UserFactory(), now=clock.now())
        assert states(event) == [State.CONFIRMED, State.REFUSED, State.REFUSED]
        assert kinds() == [emails.CONFIRMED, emails.REFUSED, emails.REFUSED]

    @pytest.mark.parametrize("rows", [1, 3])
    def test_it_asks_as_much_however_many_have_applied(self, rows: int, django_assert_num_queries: Any) -> None:
        event = approval_day()
        applied(event, rows)
        with django_assert_num_queries(4):
            applications.proposal(event, now=clock.now())


class TestThePromisedMorning:
    def at(self, event: Event, hour: int) -> dt.datetime:
        assert event.decision_day is not None
        return clock.at(event.decision_day, dt.time(hour))

    def test_the_worker_answers_at_eight_where_the_organiser_has_said_so(self) -> None:
        event = approval_day(capacity=1, decides_by_rule=True)
        applied(event, 2)
        assert actions.decide_due(now=self.at(event, 7)) == 0
        assert actions.decide_due(now=self.at(event, 8)) == 2
        assert actions.decide_due(now=self.at(event, 9)) == 0
        assert (states(event), kinds()) == ([State.CONFIRMED, State.WAITING], [emails.CONFIRMED, emails.WAITING])

    @pytest.mark.parametrize("fields", [{"decides_by_rule": False}, {"decides_by_rule": True, "status": "cancelled"}])
    def test_and_nowhere_else(self, fields: dict[str, Any]) -> None:
        event = approval_day(**fields)
        applied(event)
        assert actions.decide_due(now=self.at(event, 9)) == 0

    def test_a_late_answer_is_told_once_and_a_day_that_begins_leaves_nobody_waiting(self, client: Client) -> None:
        event = approval_day(is_public=True)
        assert event.decision_day is not None
        applied(event, 2)
        NeedsFactory(registration=event.registrations.first())
        next_morning = clock.end_of_day(event.decision_day)
        assert actions.tell_late_answers(now=next_morning - dt.timedelta(seconds=1)) == 0
        assert [actions.tell_late_answers(now=next_morning) for _run in range(2)] == [2, 0]
        assert kinds() == [emails.ANSWER_LATE] * 2
        Event.objects.update(decision_day=clock.today() - dt.timedelta(days=1))
        assert (
            "Svaret är försenat: du skulle ha fått det senast"
            in client.get(links.path(event.registrations.first())).content.decode()
        )
        Message.objects.all().delete()
        assert actions.end_undecided(now=event.starts_at - dt.timedelta(seconds=1)) == 0
        assert [actions.end_undecided(now=event.starts_at) for _run in range(2)] == [2, 0]
        assert (states(event), kinds(), Needs.objects.exists()) == ([State.REFUSED] * 2, [emails.REFUSED] * 2, False)

    @pytest.mark.parametrize("rows", [1, 3])
    def test_telling_asks_as_much_for_three_as_for_one_but_for_the_mails(self, rows: int) -> None:
        event = approval_day()
        applied(event, rows)
        with CaptureQueriesContext(connection) as asked:
            applications.not_told_of_lateness(event, kind=emails.ANSWER_LATE)
        assert len(asked) == 2
