"""Answers: asked in the form, kept where they count, changed until the last day, erased with the person."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from kunskapsdag.core import clock, worker
from kunskapsdag.mail.models import Message
from kunskapsdag.orders import links as order_links
from kunskapsdag.parts import actions as parts
from kunskapsdag.questions import actions, queries
from kunskapsdag.questions.enums import Kind, Moment, Scope
from kunskapsdag.questions.errors import NobodyToRemind
from kunskapsdag.questions.models import Answer, Letter
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations import links, sections
from kunskapsdag.registrations.enums import Decision, Source, State
from kunskapsdag.registrations.forms import new_form_key
from kunskapsdag.registrations.models import Registration
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.registrations.views import blank
from tests.events.factories import EventFactory
from tests.orders.factories import OrderFactory, OrderPlaceFactory
from tests.parts.factories import PartBookingFactory, PartFactory
from tests.questions.factories import AnswerFactory, QuestionFactory, SheetFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db
FILLED = {"name": "Maria Lind", "email": "maria.lind@falkoping.se", "organisation": "Falköpings kommun", "category": "elected"}


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def register(client, event, **answers):
    data = FILLED | {"key": new_form_key(event.slug)} | {f"questions-{name}": value for name, value in answers.items()}
    return client.post(reverse("registrations:form", args=[event.slug]), data)


def q(question) -> str:
    return f"q{question.pk}"


def kept(registration=None) -> dict:
    return queries.answers_of(registration or Registration.objects.get())


class TestAtRegistration:
    def test_every_kind_is_kept_as_what_it_is(self, client) -> None:
        event = EventFactory(is_public=True)
        bus = QuestionFactory(event=event)
        one = QuestionFactory(event=event, kind=Kind.ONE, with_choices=["Tåg", "Bil"])
        several = QuestionFactory(event=event, kind=Kind.SEVERAL, with_choices=["Norra", "Södra", "Västra"])
        number = QuestionFactory(event=event, kind=Kind.NUMBER)
        day = QuestionFactory(event=event, kind=Kind.DATE)
        text = QuestionFactory(event=event, kind=Kind.TEXT, help="Det ni helst vill tala om.")
        train = one.choices.get(text="Tåg")
        two = list(several.choices.filter(text__in=["Norra", "Västra"]))
        answer = register(
            client,
            event,
            **{q(bus): "nej", q(one): train.pk, q(several): [choice.pk for choice in two]},
            **{q(number): "1 234,5", q(day): "2026-03-28", q(text): "Vatten"},
        )
        assert answer.status_code == 303
        assert kept() == {
            bus.pk: False,
            one.pk: train.pk,
            several.pk: frozenset(choice.pk for choice in two),
            number.pk: Decimal("1234.50"),
            day.pk: dt.date(2026, 3, 28),
            text.pk: "Vatten",
        }

    def test_what_is_wrong_is_told_beside_the_question_and_nothing_typed_is_lost(self, client) -> None:
        event = EventFactory(is_public=True)
        number = QuestionFactory(event=event, kind=Kind.NUMBER)
        required = QuestionFactory(event=event, is_required=True)
        page = register(client, event, **{q(number): "många"})
        assert (page.status_code, Registration.objects.count()) == (422, 0)
        html = page.content.decode()
        assert ("Skriv ett tal, med siffror." in html, "Besvara den här frågan." in html) == (True, True)
        assert ('value="många"' in html, 'value="Maria Lind"' in html) == (True, True)
        assert f'href="#id_questions-{q(required)}_0"' in html

    def test_an_answer_whose_condition_is_not_met_is_dropped_and_asks_for_nothing(self, client) -> None:
        event = EventFactory(is_public=True)
        bus = QuestionFactory(event=event, place=1)
        stop = QuestionFactory(
            event=event, place=2, kind=Kind.ONE, with_choices=["Skövde"], condition=bus, condition_yes=True, is_required=True
        )
        choice = stop.choices.get()
        register(client, event, **{q(bus): "nej", q(stop): choice.pk})
        assert kept() == {bus.pk: False}
        Registration.objects.all().delete()
        refused = register(client, event, **{q(bus): "ja"})
        assert (refused.status_code, Registration.objects.count()) == (422, 0)
        register(client, event, **{q(bus): "ja", q(stop): choice.pk})
        assert kept() == {bus.pk: True, stop.pk: choice.pk}

    def test_a_question_for_officials_is_not_kept_for_the_elected(self, client) -> None:
        event = EventFactory(is_public=True)
        only = QuestionFactory(event=event, category="official", is_required=True)
        assert "Besvara om du deltar som tjänsteperson." in words(client.get(reverse("registrations:form", args=[event.slug])))
        register(client, event, **{q(only): "ja"})
        assert kept() == {}

    def test_a_question_for_those_with_a_part_counts_for_them_and_nobody_else(self, client) -> None:
        event = EventFactory(is_public=True)
        dinner = PartFactory(event=event, dinner=True)
        song = QuestionFactory(event=event, part=dinner, is_required=True, text="Kan du sången?")
        html = words(client.get(reverse("registrations:form", args=[event.slug])))
        assert "Besvara om du har valt ”Middag”." in html
        url = reverse("registrations:form", args=[event.slug])
        data = FILLED | {"key": new_form_key(event.slug)}
        chosen = data | {f"parts-part{dinner.pk}": "on"}
        refused = client.post(url, chosen)
        assert (refused.status_code, "Besvara den här frågan." in words(refused)) == (422, True)
        assert Registration.objects.count() == 0
        client.post(url, chosen | {f"questions-{q(song)}": "nej"})
        assert kept() == {song.pk: False}
        client.post(url, data | {"email": "bo@habo.se", f"questions-{q(song)}": "ja"})
        assert kept(Registration.objects.get(email="bo@habo.se")) == {}

    def test_a_choice_of_another_question_is_refused(self, client) -> None:
        event = EventFactory(is_public=True)
        one = QuestionFactory(event=event, kind=Kind.ONE, with_choices=["Tåg"])
        other = QuestionFactory(kind=Kind.ONE, with_choices=["Annan"])
        assert register(client, event, **{q(one): other.choices.get().pk}).status_code == 422

    def test_later_questions_are_not_in_the_form_until_they_open(self, client) -> None:
        sheet = SheetFactory(opens_on=clock.today() + dt.timedelta(days=3))
        later = QuestionFactory(event=sheet.event, moment=Moment.LATER, text="Vilken grupp?")
        url = reverse("registrations:form", args=[sheet.event.slug])
        assert "Vilken grupp?" not in words(client.get(url))
        sheet.opens_on = clock.today()
        sheet.save(update_fields=["opens_on"])
        blank.forget()
        assert "Vilken grupp?" in words(client.get(url))
        register(client, sheet.event, **{q(later): "ja"})
        assert kept() == {later.pk: True}

    def test_who_came_by_an_order_is_not_asked_what_the_orderer_is(self) -> None:
        event = EventFactory()
        QuestionFactory(event=event, scope=Scope.ORDER)
        mine = QuestionFactory(event=event)
        hers = RegistrationFactory(event=event, source=Source.ORDER)
        assert [one.pk for one in queries.plan_for(event, hers, now=clock.now()).questions] == [mine.pk]

    def test_a_day_without_questions_asks_the_database_nothing_more(self, django_assert_num_queries) -> None:
        event = EventFactory()
        section = next(one for one in sections.every() if one.name == "questions")
        sections.used(event)
        registration = RegistrationFactory(event=event)
        with django_assert_num_queries(0):
            section.take(registration, None, by=None, now=clock.now())
            assert section.own_card(registration, now=clock.now()) is None

    def test_the_file_has_a_column_for_each_question(self) -> None:
        answer = AnswerFactory()
        QuestionFactory(event=answer.question.event, kind=Kind.NUMBER, text="Hur många?")
        names, rows = sections.columns(answer.question.event)
        place = names.index(answer.question.text)
        assert (names[place : place + 2], rows[answer.registration_id][place : place + 2]) == (
            [answer.question.text, "Hur många?"],
            ["Ja", None],
        )


class TestOwnPage:
    def address(self, registration) -> str:
        return reverse("questions:mine", args=[links.token(registration)])

    def test_answers_are_shown_and_changed_on_the_page_with_only_the_questions(self, client) -> None:
        answer = AnswerFactory()
        registration = answer.registration
        assert answer.question.text in words(client.get(links.path(registration)))
        url = self.address(registration)
        assert re.search(r'value="ja"[^>]*checked', client.get(url).content.decode())
        done = client.post(url, {f"questions-{q(answer.question)}": "nej"}, follow=True)
        assert ("Dina svar är sparade" in words(done), kept(registration)) == (True, {answer.question_id: False})
        assert done["Cache-Control"] == "private, no-store"

    def test_after_the_last_day_answers_are_shown_and_no_longer_changed(self, client) -> None:
        answer = AnswerFactory()
        SheetFactory(event=answer.question.event, last_day=clock.today() - dt.timedelta(days=1))
        url = self.address(answer.registration)
        assert "Sista dagen att svara har passerat" in words(client.get(url))
        refused = client.post(url, {f"questions-{q(answer.question)}": "nej"})
        assert (refused.status_code, kept(answer.registration)) == (409, {answer.question_id: True})
        changed = reverse("registrations:change", args=[links.token(answer.registration)])
        assert answer.question.text not in words(client.get(changed))

    def test_a_forged_link_is_not_found_and_a_replaced_one_is_told_of(self, client) -> None:
        answer = AnswerFactory()
        url = self.address(answer.registration)
        assert client.get(url.replace(".1.", ".2.")).status_code == 404
        registrations.replace_link(registration=answer.registration, by=None, now=clock.now())
        assert (client.get(url).status_code, client.post(url, {}).status_code) == (410, 410)
        assert client.put(url).status_code == 405

    def test_a_required_question_left_empty_is_told_of(self, client) -> None:
        answer = AnswerFactory(question__is_required=True)
        page = client.post(self.address(answer.registration), {})
        assert (page.status_code, "Besvara den här frågan." in words(page)) == (422, True)
        assert kept(answer.registration) == {answer.question_id: True}

    def test_changing_the_details_changes_the_answers_and_drops_what_no_longer_counts(self, client) -> None:
        answer = AnswerFactory(question__category="official", registration__category="official")
        registration = answer.registration
        url = reverse("registrations:change", args=[links.token(registration)])
        data = FILLED | {"email": registration.email, "category": "elected", f"questions-{q(answer.question)}": "ja"}
        assert client.post(url, data).status_code == 303
        assert kept(registration) == {}

    def test_a_substitute_starts_without_the_old_answers_and_cancelling_erases_them(self) -> None:
        first, second = AnswerFactory(), AnswerFactory()
        person = PersonDetails(name="Bo Ek", email="bo.ek@habo.se", organisation_name="Habo", category="other")
        registrations.send_substitute(registration=first.registration, person=person, by=None, now=clock.now())
        registrations.cancel_registration(registration=second.registration, by=None, now=clock.now())
        assert Answer.objects.count() == 0

    def test_what_hangs_on_a_part_or_a_way_goes_with_it_and_with_it_what_hangs_on_the_answer(self) -> None:
        event = EventFactory(hybrid=True)
        mine = RegistrationFactory(event=event)
        dinner = PartFactory(event=event, dinner=True, only_on_site=False)
        PartBookingFactory(part=dinner, registration=mine)
        song = QuestionFactory(event=event, part=dinner)
        louder = QuestionFactory(event=event, condition=song, condition_yes=True)
        bus, always = QuestionFactory(event=event, way="on_site"), QuestionFactory(event=event)
        for question in (song, louder, bus, always):
            AnswerFactory(question=question, registration=mine)
        parts.change_choice(registration=mine, chosen=[], by=None, now=clock.now())
        assert set(kept(mine)) == {bus.pk, always.pk}
        registrations.take_part_online(registration=mine, by=None, now=clock.now())
        assert set(kept(mine)) == {always.pk}

    def test_who_applied_and_is_given_no_place_leaves_no_answers_behind(self) -> None:
        answer = AnswerFactory(question__event__needs_approval=True, registration__state=State.APPLIED)
        one = answer.registration
        registrations.decide(
            event=one.event, numbers=[one.number], decision=Decision.REFUSE, reason="Fullt.", by=None, now=clock.now()
        )
        assert Answer.objects.count() == 0


class TestLetters:
    def open(self, **fields) -> SheetFactory:
        return SheetFactory(opens_on=clock.today(), **fields)

    def test_when_the_questions_open_those_who_have_a_place_and_have_not_answered_get_one_letter(self) -> None:
        sheet = self.open()
        later = QuestionFactory(event=sheet.event, moment=Moment.LATER)
        asked = RegistrationFactory(event=sheet.event)
        AnswerFactory(question=later, registration=RegistrationFactory(event=sheet.event))
        RegistrationFactory(event=sheet.event, waiting=True)
        assert actions.ask_by_letter(now=clock.now()) == 1
        assert actions.ask_by_letter(now=clock.now()) == 0
        worker.run_all_now()
        letter = Message.objects.get(kind="questions.asked")
        assert letter.to_email == asked.email
        assert reverse("questions:mine", args=[links.token(asked)]) in letter.text
        assert "Så att vi kan planera bussar." in letter.text

    def test_nobody_is_written_to_before_the_questions_open(self) -> None:
        sheet = SheetFactory(opens_on=clock.today() + dt.timedelta(days=1))
        QuestionFactory(event=sheet.event, moment=Moment.LATER)
        RegistrationFactory(event=sheet.event)
        assert actions.ask_by_letter(now=clock.now()) == 0

    def test_one_reminder_comes_halfway_to_the_last_day(self) -> None:
        sheet = self.open(last_day=clock.today() + dt.timedelta(days=10))
        QuestionFactory(event=sheet.event, moment=Moment.LATER)
        RegistrationFactory(event=sheet.event)
        now = clock.now()
        counts = [actions.ask_by_letter(now=now + dt.timedelta(days=days)) for days in (0, 3, 6, 7, 12)]
        assert counts == [1, 0, 1, 0, 0]
        assert Message.objects.filter(kind="questions.reminder").count() == 1

    def test_the_organiser_reminds_but_nobody_more_than_once_in_three_days(self) -> None:
        sheet = self.open()
        QuestionFactory(event=sheet.event, moment=Moment.LATER)
        RegistrationFactory(event=sheet.event)
        now = clock.now()
        assert actions.remind(event=sheet.event, by=None, now=now) == 1
        with pytest.raises(NobodyToRemind):
            actions.remind(event=sheet.event, by=None, now=now + dt.timedelta(days=2))
        assert actions.remind(event=sheet.event, by=None, now=now + dt.timedelta(days=3)) == 1

    def test_who_orders_for_others_is_asked_once_for_all(self, client) -> None:
        order = OrderFactory(event__is_public=True)
        OrderPlaceFactory(order=order)
        question = QuestionFactory(event=order.event, scope=Scope.ORDER, is_required=True, text="Delar ni bil?")
        url = reverse("questions:order", args=[order_links.token(order)])
        assert [actions.ask_by_letter(now=clock.now()) for _time in range(2)] == [1, 0]
        worker.run_all_now()
        letter = Message.objects.get(kind="questions.order")
        assert (letter.to_email, url in letter.text) == (order.email, True)
        assert "Delar ni bil?" in words(client.get(url))
        assert client.post(url, {}).status_code == 422
        done = client.post(url, {f"questions-{q(question)}": "ja"}, follow=True)
        assert "Dina svar är sparade" in words(done)
        assert queries.answers_of_order(order) == {question.pk: True}
        assert client.get(url.replace(".1.", ".2.")).status_code == 404
        assert Letter.objects.get().order == order

    def test_answers_are_erased_so_many_days_after_the_day(self) -> None:
        event = EventFactory(past=True)
        SheetFactory(event=event, keep_days=40)
        AnswerFactory(question__event=event)
        AnswerFactory()
        assert actions.erase_old(now=event.ends_at + dt.timedelta(days=40)) == 0
        assert actions.erase_old(now=event.ends_at + dt.timedelta(days=41)) == 1
        assert Answer.objects.count() == 1
