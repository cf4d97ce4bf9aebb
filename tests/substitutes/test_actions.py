"""Asking, answering, and everything that can come between; docs/rules/substitutes.md."""

import datetime as dt
from typing import Any

import pytest

from kunskapsdag.core import audit, clock
from kunskapsdag.events.models import Event
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations import emails as registration_emails
from kunskapsdag.registrations.enums import Category, RuleKind, State, Who
from kunskapsdag.registrations.errors import HandedOn, RuleOfTheDay
from kunskapsdag.registrations.models import Needs, PlaceRule, Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.substitutes import actions, emails, errors
from kunskapsdag.substitutes.actions import Asked
from kunskapsdag.substitutes.enums import QuestionState
from kunskapsdag.substitutes.models import Question
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.registrations.factories import NeedsFactory, RegistrationFactory
from tests.substitutes.factories import QuestionFactory

pytestmark = pytest.mark.django_db

ANNA = Asked("Anna Berg", "anna.berg@falkoping.se", None, "Falköpings kommun")
STRANGER = Asked("Per Ek", "per.ek@skovde.se", None, "Skövde kommun")


def place(**fields: Any) -> Registration:
    event = fields.pop("event", None) or EventFactory(capacity=5)
    return RegistrationFactory(event=event, name="Maria Lind", email="maria@falkoping.se", **fields)


def ask(registration: Registration, asked: Asked = ANNA, now: dt.datetime | None = None) -> Question:
    return actions.ask(registration=registration, asked=asked, now=now or clock.now())


def details(**changed: Any) -> PersonDetails:
    fields = {"name": "Anna Berg", "email": "ignored@x.se", "organisation_name": "ignored", "category": "official"}
    return PersonDetails(**fields | changed)  # type: ignore[arg-type]


def confirm(question: Question, now: dt.datetime | None = None, **changed: Any) -> Registration:
    return actions.confirm(question=question, person=details(**changed), now=now or clock.now())


def mails() -> list[tuple[str, str]]:
    return list(Message.objects.order_by("pk").values_list("kind", "to_email"))


class TestAsking:
    def test_the_place_stays_until_the_other_has_said_yes(self) -> None:
        registration = place()
        question = ask(registration)
        registration.refresh_from_db()
        assert (registration.name, registration.link_version, question.state) == ("Maria Lind", 1, QuestionState.OPEN)
        assert mails() == [(emails.ASKED, "anna.berg@falkoping.se")]

    def test_the_same_question_sent_twice_is_one_and_another_must_wait(self) -> None:
        registration = place()
        assert ask(registration).pk == ask(registration).pk
        with pytest.raises(errors.AlreadyAsked):
            ask(registration, STRANGER)
        assert len(mails()) == 1

    def test_a_question_can_be_taken_back_and_somebody_else_asked(self) -> None:
        registration = place()
        ask(registration)
        actions.take_back(registration=registration, now=clock.now())
        ask(registration, STRANGER)
        assert mails() == [
            (emails.ASKED, "anna.berg@falkoping.se"),
            (emails.NO_LONGER_ASKED, "anna.berg@falkoping.se"),
            (emails.ASKED, "per.ek@skovde.se"),
        ]
        assert list(Question.objects.order_by("pk").values_list("state", "name", "email")) == [
            (QuestionState.TAKEN_BACK, "", ""),
            (QuestionState.OPEN, "Per Ek", "per.ek@skovde.se"),
        ]

    def test_nobody_asks_herself_and_one_who_is_registered_is_asked_as_anybody(self) -> None:
        registration = place()
        with pytest.raises(errors.AskedHerself):
            ask(registration, Asked("M", "Maria@falkoping.se", None, "Falköpings kommun"))
        RegistrationFactory(event=registration.event, email="anna.berg@falkoping.se", waiting=True)
        ask(registration)
        assert mails() == [(emails.ASKED, "anna.berg@falkoping.se")]

    def test_nobodys_mailbox_is_filled(self) -> None:
        registration = place()
        QuestionFactory.create_batch(10, registration=registration, declined=True)
        with pytest.raises(errors.AskedTooOften):
            ask(registration)

    def test_after_the_last_day_nobody_asks_but_the_office_still_hands_on(self) -> None:
        event = EventFactory(capacity=5, substitutes_close_on=clock.today() - dt.timedelta(days=1))
        registration = place(event=event)
        with pytest.raises(errors.ChangesAreClosed):
            ask(registration)
        person = details(email="anna@x.se", organisation_name="Falköpings kommun")
        done = registrations.send_substitute(registration=registration, person=person, by=UserFactory(), now=clock.now())
        assert done.name == "Anna Berg"

    def test_an_application_is_the_persons_own(self) -> None:
        with pytest.raises(errors.ApplicationsStay):
            ask(place(state=State.APPLIED))


class TestAnswering:
    def test_at_a_yes_the_old_persons_data_leaves_and_the_history_stays(self) -> None:
        registration = place(invoice_reference="4711")
        NeedsFactory(registration=registration, food="nötter")
        registrations.send_link(registration=registration, by=None, now=clock.now())
        question = ask(registration)
        done = confirm(question, food="vegan")
        assert (done.pk, done.number, done.name, done.email, done.state) == (
            registration.pk,
            registration.number,
            "Anna Berg",
            "anna.berg@falkoping.se",
            State.CONFIRMED,
        )
        assert (done.invoice_reference, done.link_version, Needs.objects.get().food) == ("", 2, "vegan")
        assert mails() == [
            (registration_emails.REPLACED, "maria@falkoping.se"),
            (registration_emails.SUBSTITUTE, "anna.berg@falkoping.se"),
        ]
        log = [(entry.action, entry.data) for entry in audit.entries(done)]
        assert log[-1] == ("registration.substitute", {"number": registration.number})
        assert "Maria" not in str(log)

    def test_she_comes_with_the_address_and_organisation_she_was_asked_with(self) -> None:
        done = confirm(ask(place()), email="annan@x.se", organisation_name="Annan")
        assert (done.email, done.organisation_name) == ("anna.berg@falkoping.se", "Falköpings kommun")

    def test_a_question_answered_twice(self) -> None:
        question = ask(place())
        first = confirm(question)
        assert confirm(question).link_version == first.link_version
        with pytest.raises(errors.TakenAlready):
            actions.decline(question=question, now=clock.now())

    def test_a_no_leaves_the_place_and_forgets_who_was_asked(self) -> None:
        registration = place()
        question = ask(registration)
        for _click in range(2):
            actions.decline(question=question, now=clock.now())
        question.refresh_from_db()
        assert (question.state, question.name, question.email) == (QuestionState.DECLINED, "", "")
        assert mails()[1:] == [(emails.DECLINED, "maria@falkoping.se")]
        with pytest.raises(errors.QuestionIsOver):
            confirm(question)

    def test_answered_after_it_was_taken_back(self) -> None:
        registration = place()
        question = ask(registration)
        actions.take_back(registration=registration, now=clock.now())
        with pytest.raises(errors.QuestionIsOver):
            confirm(question)
        registration.refresh_from_db()
        assert registration.name == "Maria Lind"

    def test_answered_a_second_too_late(self) -> None:
        question = ask(place())
        with pytest.raises(errors.AnsweredTooLate):
            confirm(question, now=question.answer_by)
        done = confirm(question, now=question.answer_by - dt.timedelta(seconds=1))
        assert done.name == "Anna Berg"

    def test_one_who_has_registered_meanwhile_is_told_to_leave_her_own_place_first(self) -> None:
        registration = place()
        question = ask(registration)
        own = RegistrationFactory(event=registration.event, email="Anna.Berg@falkoping.se", waiting=True)
        with pytest.raises(errors.AlreadyRegistered):
            confirm(question)
        registrations.cancel_registration(registration=own, by=None, now=clock.now())
        assert confirm(question).name == "Anna Berg"

    def test_asked_for_two_places_she_takes_one(self) -> None:
        first, second = place(), None
        second = RegistrationFactory(event=first.event)
        questions = [ask(first), ask(second)]
        confirm(questions[0])
        with pytest.raises(errors.AlreadyRegistered):
            confirm(questions[1])

    def test_the_place_was_cancelled_first(self) -> None:
        registration = place()
        question = ask(registration)
        registrations.cancel_registration(registration=registration, by=None, now=clock.now())
        question.refresh_from_db()
        assert (question.state, question.email) == (QuestionState.VOID, "")
        assert (emails.NO_LONGER_ASKED, "anna.berg@falkoping.se") in mails()
        with pytest.raises(errors.QuestionIsOver):
            confirm(question)

    def test_she_who_clicks_cancel_a_moment_after_the_yes_cancels_nothing(self) -> None:
        registration = place()
        question = ask(registration)
        seen = Registration.objects.get(pk=registration.pk)  # her page, opened before
        confirm(question)
        with pytest.raises(HandedOn):
            registrations.cancel_registration(registration=seen, by=None, now=clock.now())
        registration.refresh_from_db()
        assert (registration.state, registration.name) == (State.CONFIRMED, "Anna Berg")

    def test_a_position_in_line_is_handed_on_with_its_number(self) -> None:
        event = EventFactory(capacity=1)
        RegistrationFactory(event=event)
        registration = place(event=event, waiting=True)
        done = confirm(ask(registration))
        assert (done.state, done.queue_number) == (State.WAITING, registration.queue_number)

    def test_an_offer_is_handed_on_with_its_answer_time(self) -> None:
        registration = place(offered=True)
        offer = registration.offers.get()
        question = ask(registration, now=offer.answer_by - dt.timedelta(hours=1))
        assert question.answer_by <= offer.answer_by
        done = confirm(question)
        assert (done.state, done.offers.get().answer_by) == (State.OFFERED, offer.answer_by)


class TestTheWorker:
    def test_an_unanswered_question_lapses_and_both_are_told(self) -> None:
        registration = place()
        question = QuestionFactory(registration=registration, overdue=True, email="anna@x.se")
        assert actions.end_overdue(now=clock.now()) == 1
        assert actions.end_overdue(now=clock.now()) == 0
        question.refresh_from_db()
        assert (question.state, question.name) == (QuestionState.LAPSED, "")
        assert mails() == [(emails.NO_LONGER_ASKED, "anna@x.se"), (emails.LAPSED, "maria@falkoping.se")]

    def test_a_question_about_an_offer_that_lapsed_is_void(self) -> None:
        question = QuestionFactory(registration=place(state=State.LAPSED, queue_number=1))
        actions.end_overdue(now=clock.now())
        question.refresh_from_db()
        assert question.state == QuestionState.VOID

    def test_a_cancelled_day_ends_its_questions(self) -> None:
        question = QuestionFactory(registration=place(event=EventFactory(cancelled=True)))
        actions.end_overdue(now=clock.now())
        question.refresh_from_db()
        assert question.state == QuestionState.VOID

    def test_one_the_organiser_has_not_decided_lapses_and_the_other_never_knew(self) -> None:
        QuestionFactory(registration=place(), awaits=True, overdue=True)
        actions.end_overdue(now=clock.now())
        assert mails() == [(emails.LAPSED, "maria@falkoping.se")]


class TestOtherOrganisations:
    def test_within_the_organisation_only(self) -> None:
        registration = place(event=EventFactory(substitute_rule="same"))
        with pytest.raises(errors.OnlyTheSameOrganisation):
            ask(registration, STRANGER)
        assert ask(registration).state == QuestionState.OPEN

    def test_the_organiser_says_yes_before_the_other_is_asked(self) -> None:
        event = EventFactory(substitute_rule="approval", contact_email="kansli@x.se")
        question = ask(place(event=event), STRANGER)
        assert (question.state, mails()) == (QuestionState.AWAITS, [(emails.TO_ORGANISER, "kansli@x.se")])
        with pytest.raises(errors.QuestionIsOver):
            confirm(question)
        actions.approve(question=question, by=UserFactory(), now=clock.now())
        assert mails()[1:] == [(emails.ASKED, "per.ek@skovde.se"), (emails.APPROVED, "maria@falkoping.se")]
        question.refresh_from_db()
        assert confirm(question).organisation_name == "Skövde kommun"

    def test_the_organiser_says_no_with_a_reason_and_the_other_is_never_asked(self) -> None:
        question = ask(place(event=EventFactory(substitute_rule="approval")), STRANGER)
        with pytest.raises(errors.ReasonForNo):
            actions.refuse(question=question, reason=" ", by=UserFactory(), now=clock.now())
        actions.refuse(question=question, reason="Bara kommuner.", by=UserFactory(), now=clock.now())
        assert mails()[1:] == [(emails.REFUSED, "maria@falkoping.se")]
        with pytest.raises(errors.QuestionIsOver):
            actions.approve(question=question, by=UserFactory(), now=clock.now())


class TestTogetherWithTheFairQueue:
    def rule(self, event: Event, kind: RuleKind, number: int, who: Who = Who.ANYONE) -> None:
        PlaceRule.objects.create(event=event, kind=kind, number=number, who=who)

    def test_another_organisation_must_be_below_the_cap(self) -> None:
        event = EventFactory(capacity=5)
        self.rule(event, RuleKind.CAP, 1)
        RegistrationFactory(event=event, organisation_name="Skövde kommun")
        registration = place(event=event)
        with pytest.raises(RuleOfTheDay, match="Skövde kommun har redan 1 plats, och får ha högst 1"):
            ask(registration, STRANGER)
        assert ask(registration).state == QuestionState.OPEN

    def test_the_cap_is_asked_once_more_at_the_answer(self) -> None:
        event = EventFactory(capacity=5)
        self.rule(event, RuleKind.CAP, 1)
        question = ask(place(event=event), STRANGER)
        RegistrationFactory(event=event, organisation_name="Skövde kommun")
        with pytest.raises(RuleOfTheDay):
            confirm(question)

    def test_a_place_kept_for_elected_goes_to_an_elected_of_another_organisation_or_stays(self) -> None:
        event = EventFactory(capacity=1)
        self.rule(event, RuleKind.QUOTA, 1, Who.ELECTED)
        question = ask(place(event=event, category=Category.ELECTED), STRANGER)
        with pytest.raises(RuleOfTheDay, match="förtroendevalda"):
            confirm(question, category="official")
        assert confirm(question, category="elected").category == Category.ELECTED

    def test_within_the_organisation_an_official_may_come_instead_of_an_elected(self) -> None:
        event = EventFactory(capacity=1)
        self.rule(event, RuleKind.QUOTA, 1, Who.ELECTED)
        question = ask(place(event=event, category=Category.ELECTED))
        assert confirm(question, category="official").category == Category.OFFICIAL

    def test_when_the_place_leaves_the_organisation_the_next_of_it_may_come(self) -> None:
        event = EventFactory(capacity=5)
        self.rule(event, RuleKind.CAP, 1)
        registration = place(event=event)
        waiting = RegistrationFactory(event=event, waiting=True)
        confirm(ask(registration, STRANGER))
        waiting.refresh_from_db()
        assert waiting.state == State.OFFERED

    def test_in_the_line_the_rules_are_asked_when_a_place_comes_free(self) -> None:
        event = EventFactory(capacity=1)
        self.rule(event, RuleKind.CAP, 1)
        RegistrationFactory(event=event, organisation_name="Skövde kommun")
        done = confirm(ask(place(event=event, waiting=True), STRANGER))
        assert (done.state, done.organisation_name) == (State.WAITING, "Skövde kommun")
