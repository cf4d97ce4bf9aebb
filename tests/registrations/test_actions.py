"""What each action does to the rows, the log and the outbox."""

import datetime as dt
import uuid

import pytest

from kunskapsdag.core import audit, clock, worker
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import actions, emails, links, queries, signals
from kunskapsdag.registrations.enums import OfferState, Source, State
from kunskapsdag.registrations.errors import (
    AddressTaken,
    CapacityBelowTaken,
    DayIsFull,
    MoveNotAllowed,
    NobodyElseWaits,
    NoFreePlace,
    NotOpen,
    OfferIsOver,
    ReasonMissing,
    WaitingListClosed,
)
from kunskapsdag.registrations.models import Needs, Registration
from kunskapsdag.registrations.rules import PersonDetails
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db


def person(name="Maria Lind", email="maria.lind@falkoping.se", **more):
    return PersonDetails(name=name, email=email, organisation_name="Falköpings kommun", category="elected", **more)


def register(event, who=None, *, form_key=None, now=None, by=None, source=Source.PUBLIC):
    return actions.register(
        event=event, person=who or person(), form_key=form_key or uuid.uuid4(), by=by, now=now or clock.now(), source=source
    )


def mails(registration):
    return list(Message.objects.filter(facts__registration=registration.pk).order_by("pk").values_list("kind", flat=True))


def logged(registration):
    return [entry.action for entry in audit.entries(registration)]


def states(event):
    return list(event.registrations.order_by("number").values_list("state", flat=True))


class TestRegistering:
    def test_a_place_is_taken_with_number_log_and_mail(self):
        event = EventFactory(capacity=2)
        receipt = register(event)
        registration = receipt.registration
        assert (receipt.is_new, registration.state, registration.number) == (True, State.CONFIRMED, 1)
        assert logged(registration) == ["registration.created"]
        assert mails(registration) == [emails.CONFIRMED]

    def test_a_full_day_gives_a_queue_number_and_a_position(self):
        event = EventFactory(capacity=1)
        register(event)
        second = register(event, person(email="b@x.se")).registration
        third = register(event, person(email="c@x.se")).registration
        assert [(one.state, one.queue_number, queries.queue_position(one)) for one in (second, third)] == [
            (State.WAITING, 1, 1),
            (State.WAITING, 2, 2),
        ]
        assert Message.objects.get(facts__registration=third.pk).facts["position"] == 2

    def test_a_freed_place_is_not_for_a_newcomer_while_someone_waits(self):
        event = EventFactory(capacity=2)
        RegistrationFactory(event=event)
        RegistrationFactory(event=event, waiting=True)
        assert register(event).registration.state == State.WAITING

    def test_the_same_form_sent_twice_is_one_registration(self):
        event, key = EventFactory(), uuid.uuid4()
        first = register(event, form_key=key)
        again = register(event, form_key=key)
        assert again.registration == first.registration
        assert again.is_new is False
        assert Registration.objects.count() == 1
        assert mails(first.registration) == [emails.CONFIRMED]

    def test_the_same_form_with_a_corrected_address_is_a_new_person(self):
        event, key = EventFactory(), uuid.uuid4()
        register(event, person(email="maria@falkopng.se"), form_key=key)
        assert register(event, person(email="maria@falkoping.se"), form_key=key).is_new is True

    def test_a_second_registration_is_answered_by_mail_only(self):
        event = EventFactory()
        first = register(event).registration
        receipt = register(event, person(name="Någon Annan", email="MARIA.LIND@falkoping.se"))
        assert receipt.registration is None
        assert mails(first) == [emails.CONFIRMED, emails.DUPLICATE]
        assert Registration.objects.get().name == "Maria Lind"

    def test_nobody_can_be_flooded_with_such_mails(self):
        event = EventFactory()
        first = register(event).registration
        for _ in range(5):
            register(event)
        assert mails(first).count(emails.DUPLICATE) == 1
        Message.objects.filter(kind=emails.DUPLICATE).update(created_at=clock.now() - dt.timedelta(minutes=16))
        register(event)
        assert mails(first).count(emails.DUPLICATE) == 2

    def test_one_who_has_cancelled_may_register_anew_with_a_new_number(self):
        event = EventFactory()
        first = register(event).registration
        actions.cancel_registration(registration=first, by=None, now=clock.now())
        again = register(event).registration
        assert (again.number, again.state) == (2, State.CONFIRMED)

    def test_before_the_opening_nothing_is_written(self):
        event = EventFactory(registration_opens_at=clock.now() + dt.timedelta(hours=1))
        with pytest.raises(NotOpen):
            register(event)
        assert (Registration.objects.count(), Message.objects.count()) == (0, 0)

    def test_staff_may_register_before_the_opening_but_not_past_the_capacity(self):
        event = EventFactory(capacity=1, registration_opens_at=None)
        staff = UserFactory()
        assert register(event, by=staff, source=Source.STAFF).registration.state == State.CONFIRMED
        second = register(event, person(email="b@x.se"), by=staff, source=Source.STAFF).registration
        assert second.state == State.WAITING
        assert audit.entries(second).get().user == staff

    def test_a_full_day_without_a_list_refuses_and_uses_no_number(self):
        event = EventFactory(capacity=1, has_waiting_list=False)
        register(event)
        with pytest.raises(DayIsFull):
            register(event, person(email="b@x.se"))
        event.has_waiting_list = True
        event.save(update_fields=["has_waiting_list"])
        assert register(event, person(email="c@x.se")).registration.number == 2

    def test_on_day_two_the_office_registers_at_the_door_though_somebody_still_waits(self):
        event = EventFactory(under_way=True, registration_closes_at=None, capacity=2)
        RegistrationFactory(event=event)
        waiting = RegistrationFactory(event=event, waiting=True)
        late = register(event, by=UserFactory(), source=Source.STAFF).registration
        assert (states(event), late.queue_number) == ([State.CONFIRMED, State.WAITING, State.CONFIRMED], None)
        assert (mails(late), mails(waiting)) == ([emails.CONFIRMED], [])
        with pytest.raises(NotOpen):
            register(event, person(email="b@x.se"))

    def test_on_day_two_a_full_day_takes_nobody_into_a_list_that_is_offered_nothing(self):
        event = EventFactory(under_way=True, capacity=1)
        RegistrationFactory(event=event)
        for source in Source:
            with pytest.raises(WaitingListClosed):
                register(event, by=None if source == Source.PUBLIC else UserFactory(), source=source)
        assert (states(event), Message.objects.count()) == ([State.CONFIRMED], 0)

    def test_an_offer_not_yet_taken_back_holds_its_place_also_after_the_start(self):
        event = EventFactory(under_way=True, capacity=1)
        RegistrationFactory(event=event, offered=True)
        with pytest.raises(WaitingListClosed):
            register(event)
        assert states(event) == [State.OFFERED]

    def test_the_waiting_come_first_until_an_hour_before_the_start(self):
        event = EventFactory(capacity=2)
        RegistrationFactory(event=event)
        RegistrationFactory(event=event, waiting=True)
        hour = event.starts_at - dt.timedelta(hours=1)
        register(event, now=hour)
        # The free place was the waiting one's: it is offered to her before the newcomer is looked at.
        assert states(event) == [State.CONFIRMED, State.OFFERED, State.WAITING]

    def test_nobody_comes_before_a_newcomer_in_the_last_hour(self):
        event = EventFactory(capacity=2)
        RegistrationFactory(event=event)
        RegistrationFactory(event=event, waiting=True)
        register(event, now=event.starts_at - dt.timedelta(minutes=59))
        assert states(event) == [State.CONFIRMED, State.WAITING, State.CONFIRMED]

    def test_needs_are_sealed_and_stand_in_no_log_and_no_mail(self):
        registration = register(EventFactory(), person(food="nötallergi", access="hörslinga")).registration
        needs = Needs.objects.get(registration=registration)
        assert "nöt" not in needs.sealed_food
        assert (needs.food, needs.access) == ("nötallergi", "hörslinga")
        kept = str([entry.data for entry in audit.entries(registration)]) + str(Message.objects.get().facts)
        assert ("nötallergi" in kept, "hörslinga" in kept, "Maria" in kept) == (False, False, False)

    def test_who_needs_nothing_has_no_row_of_needs(self):
        register(EventFactory())
        assert Needs.objects.count() == 0


class TestLeaving:
    def test_cancelling_offers_the_place_to_the_first_in_line(self):
        event = EventFactory(capacity=1, offer_hours=48)
        holder = RegistrationFactory(event=event)
        first = RegistrationFactory(event=event, waiting=True)
        second = RegistrationFactory(event=event, waiting=True)
        now = clock.now()
        actions.cancel_registration(registration=holder, by=None, now=now)
        assert states(event) == [State.CANCELLED, State.OFFERED, State.WAITING]
        offer = first.offers.get()
        assert (offer.state, offer.offered_at) == (OfferState.OPEN, now)
        assert mails(first) == [emails.OFFERED]
        assert queries.queue_position(second) == 1
        entry = audit.entries(first).get()
        assert (entry.action, entry.data["queue_number"]) == ("registration.offered", first.queue_number)

    def test_leaving_the_list_offers_nothing(self):
        event = EventFactory(capacity=1)
        RegistrationFactory(event=event)
        first = RegistrationFactory(event=event, waiting=True)
        RegistrationFactory(event=event, waiting=True)
        actions.cancel_registration(registration=first, by=None, now=clock.now())
        assert states(event) == [State.CONFIRMED, State.CANCELLED, State.WAITING]

    def test_cancelling_erases_the_needs(self):
        registration = register(EventFactory(), person(food="vegan")).registration
        actions.cancel_registration(registration=registration, by=None, now=clock.now())
        assert Needs.objects.count() == 0

    def test_cancelling_twice_is_told_and_changes_nothing(self):
        registration = RegistrationFactory()
        actions.cancel_registration(registration=registration, by=None, now=clock.now())
        with pytest.raises(MoveNotAllowed):
            actions.cancel_registration(registration=registration, by=None, now=clock.now())
        assert mails(registration) == [emails.CANCELLED]

    def test_staff_must_say_why(self):
        registration = RegistrationFactory()
        with pytest.raises(ReasonMissing):
            actions.cancel_registration(registration=registration, by=UserFactory(), now=clock.now(), reason=" ")
        registration.refresh_from_db()
        assert registration.state == State.CONFIRMED

    def test_no_offers_for_a_cancelled_day_or_one_that_has_started(self):
        now = clock.now()
        for more in (
            {"status": "cancelled"},
            {"starts_at": now - dt.timedelta(hours=1), "ends_at": now + dt.timedelta(hours=5)},
        ):
            event = EventFactory(capacity=1, **more)
            holder = RegistrationFactory(event=event)
            RegistrationFactory(event=event, waiting=True)
            actions.cancel_registration(registration=holder, by=None, now=now)
            assert states(event) == [State.CANCELLED, State.WAITING]


class TestOffers:
    def test_yes_makes_the_place_her_own(self):
        registration = RegistrationFactory(event=EventFactory(capacity=1), offered=True)
        actions.accept_offer(registration=registration, by=None, now=clock.now())
        registration.refresh_from_db()
        assert (registration.state, registration.offers.get().state) == (State.CONFIRMED, OfferState.ACCEPTED)
        assert mails(registration) == [emails.CONFIRMED]

    def test_yes_twice_is_one_yes(self):
        registration = RegistrationFactory(event=EventFactory(capacity=1), offered=True)
        for _ in range(2):
            actions.accept_offer(registration=registration, by=None, now=clock.now())
        assert mails(registration) == [emails.CONFIRMED]

    def test_no_offers_the_place_to_the_next(self):
        event = EventFactory(capacity=1)
        first = RegistrationFactory(event=event, offered=True)
        second = RegistrationFactory(event=event, waiting=True)
        actions.decline_offer(registration=first, by=None, now=clock.now())
        assert states(event) == [State.DECLINED, State.OFFERED]
        assert mails(second) == [emails.OFFERED]

    def test_a_second_too_late_is_too_late(self):
        registration = RegistrationFactory(event=EventFactory(capacity=1), offered=True)
        last = registration.offers.get().answer_by
        with pytest.raises(OfferIsOver):
            actions.accept_offer(registration=registration, by=None, now=last)
        actions.accept_offer(registration=registration, by=None, now=last - dt.timedelta(microseconds=1))

    def test_an_unanswered_offer_goes_on_to_the_next_in_line(self):
        event = EventFactory(capacity=1)
        first = RegistrationFactory(event=event, offered=True)
        second = RegistrationFactory(event=event, waiting=True)
        last = first.offers.get().answer_by
        assert actions.lapse_offers(now=last - dt.timedelta(seconds=1)) == 0
        assert actions.lapse_offers(now=last) == 1
        assert states(event) == [State.LAPSED, State.OFFERED]
        assert (mails(first), mails(second)) == ([emails.LAPSED], [emails.OFFERED])
        assert actions.lapse_offers(now=last) == 0

    def test_who_did_not_answer_may_stand_last_in_line_again(self):
        event = EventFactory(capacity=1)
        RegistrationFactory(event=event)
        lapsed = RegistrationFactory(event=event, lapsed=True)
        RegistrationFactory(event=event, waiting=True)
        again = actions.wait_again(registration=lapsed, by=None, now=clock.now())
        assert (again.state, queries.queue_position(again)) == (State.WAITING, 2)

    def test_raising_the_capacity_offers_at_once_in_order(self):
        event = EventFactory(capacity=1)
        RegistrationFactory(event=event)
        RegistrationFactory.create_batch(3, event=event, waiting=True)
        actions.change_capacity(event=event, capacity=3, by=UserFactory(), now=clock.now())
        assert states(event) == [State.CONFIRMED, State.OFFERED, State.OFFERED, State.WAITING]

    def test_the_capacity_cannot_go_below_what_is_taken_or_offered(self):
        event = EventFactory(capacity=2)
        RegistrationFactory(event=event)
        RegistrationFactory(event=event, offered=True)
        with pytest.raises(CapacityBelowTaken):
            actions.change_capacity(event=event, capacity=1, by=UserFactory(), now=clock.now())
        event.refresh_from_db()
        assert event.capacity == 2

    def test_the_worker_offers_what_is_free_after_a_restored_backup(self):
        event = EventFactory(capacity=2)
        RegistrationFactory(event=event, waiting=True)
        assert actions.offer_waiting_everywhere(now=clock.now()) == 1
        assert actions.offer_waiting_everywhere(now=clock.now()) == 0
        assert states(event) == [State.OFFERED]


class TestMoving:
    def test_to_the_list_with_a_reason_stands_last_and_offers_the_place_on(self):
        event, staff = EventFactory(capacity=1), UserFactory()
        holder = RegistrationFactory(event=event)
        first = RegistrationFactory(event=event, waiting=True)
        actions.move_to_waiting_list(registration=holder, by=staff, now=clock.now(), reason="Två från samma kommun")
        first.refresh_from_db()
        holder.refresh_from_db()
        assert (holder.state, queries.queue_position(holder), first.state) == (State.WAITING, 1, State.OFFERED)
        assert mails(holder) == [emails.MOVED_TO_LIST]
        assert audit.entries(holder).get().data["reason"] == "Två från samma kommun"

    def test_to_the_list_is_refused_where_the_place_would_come_straight_back(self):
        holder = RegistrationFactory(event=EventFactory(capacity=1))
        with pytest.raises(NobodyElseWaits):
            actions.move_to_waiting_list(registration=holder, by=UserFactory(), now=clock.now(), reason="x")

    def test_a_place_is_given_only_where_there_is_one(self):
        event, staff = EventFactory(capacity=1), UserFactory()
        RegistrationFactory(event=event)
        waiting = RegistrationFactory(event=event, waiting=True)
        with pytest.raises(NoFreePlace):
            actions.give_place(registration=waiting, by=staff, now=clock.now(), reason="Inledningstalare")
        with pytest.raises(ReasonMissing):
            actions.give_place(registration=waiting, by=staff, now=clock.now(), reason="", raise_capacity=True)
        actions.give_place(registration=waiting, by=staff, now=clock.now(), reason="Inledningstalare", raise_capacity=True)
        event.refresh_from_db()
        assert (event.capacity, states(event)) == (2, [State.CONFIRMED, State.CONFIRMED])


class TestDetails:
    def test_a_change_keeps_number_place_and_link(self):
        registration = register(EventFactory()).registration
        changed = actions.change_details(
            registration=registration, person=person(name="Maria Lind Åberg"), by=None, now=clock.now()
        )
        assert (changed.name, changed.number, changed.link_version) == ("Maria Lind Åberg", 1, 1)
        assert audit.entries(registration).last().data["fields"] == ["name"]

    def test_a_new_address_is_told_to_the_old_one_without_a_link(self):
        registration = register(EventFactory()).registration
        actions.change_details(registration=registration, person=person(email="ny@falkoping.se"), by=None, now=clock.now())
        sent = Message.objects.filter(kind=emails.CHANGED).order_by("pk").values_list("to_email", "facts__old_address")
        assert list(sent) == [("ny@falkoping.se", None), ("maria.lind@falkoping.se", True)]

    def test_an_address_that_someone_else_has_is_refused(self):
        event = EventFactory()
        register(event, person(email="upptagen@x.se"))
        mine = register(event).registration
        with pytest.raises(AddressTaken):
            actions.change_details(registration=mine, person=person(email="Upptagen@x.se"), by=None, now=clock.now())

    def test_mails_to_those_who_left_are_erased_after_thirty_days_and_no_others(self):
        registration = register(EventFactory()).registration
        actions.send_substitute(
            registration=registration, person=person(name="Per Ek", email="per.ek@falkoping.se"), by=None, now=clock.now()
        )
        assert actions.erase_mails_to_others(now=clock.now() + dt.timedelta(days=29)) == 0
        assert actions.erase_mails_to_others(now=clock.now() + dt.timedelta(days=31)) == 1
        assert [mail.to_email for mail in Message.objects.all()] == ["per.ek@falkoping.se"]

    def test_a_substitute_takes_over_and_the_old_link_dies(self):
        event = EventFactory(capacity=1)
        registration = register(event, person(food="nötter")).registration
        done = actions.send_substitute(
            registration=registration, person=person(name="Per Ek", email="per.ek@falkoping.se"), by=None, now=clock.now()
        )
        assert (done.name, done.state, done.number, done.link_version) == ("Per Ek", State.CONFIRMED, 1, 2)
        assert Needs.objects.count() == 0
        sent = Message.objects.order_by("pk").values_list("kind", "to_email", "facts__version")
        assert list(sent) == [
            (emails.REPLACED, "maria.lind@falkoping.se", 1),
            (emails.SUBSTITUTE, "per.ek@falkoping.se", 2),
        ]


class TestWhatAHostileReaderFound:
    """Each of these was once possible."""

    def test_the_one_who_left_never_learns_the_substitutes_link(self):
        registration = register(EventFactory(is_public=True)).registration
        done = actions.send_substitute(
            registration=registration, person=person(name="Per Ek", email="per@x.se"), by=None, now=clock.now()
        )
        worker.run_all_now()  # rendered after the link has been raised
        to_old = Message.objects.filter(to_email="maria.lind@falkoping.se")
        sent = "".join(f"{one.text}{one.html}{one.calendar}" for one in to_old).replace("\r\n ", "")
        assert to_old.count() == 1
        assert links.token(done) not in sent

    def test_an_old_form_sent_again_shows_nothing_of_the_substitute(self):
        event, key = EventFactory(), uuid.uuid4()
        registration = register(event, form_key=key).registration
        substitute = person(name="Per Ek", email="per@x.se")
        actions.send_substitute(registration=registration, person=substitute, by=None, now=clock.now())
        assert register(event, substitute, form_key=key).registration is None

    def test_a_link_replaced_by_the_office_stays_replaced_for_the_old_form(self):
        event, key = EventFactory(), uuid.uuid4()
        registration = register(event, form_key=key).registration
        actions.replace_link(registration=registration, by=UserFactory(), now=clock.now())
        assert register(event, form_key=key).registration is None

    def test_a_corrected_address_makes_the_link_at_the_wrong_one_useless(self):
        registration = register(EventFactory(), person(email="wrong@x.se")).registration
        changed = actions.change_details(registration=registration, person=person(food="vegan"), by=None, now=clock.now())
        assert (changed.link_version, registration.link_version) == (2, 1)

    def test_an_offer_of_a_cancelled_day_is_taken_back_and_cannot_be_accepted(self):
        event = EventFactory(capacity=1)
        registration = RegistrationFactory(event=event, offered=True)
        event.status = "cancelled"
        event.save(update_fields=["status"])
        with pytest.raises(OfferIsOver):
            actions.accept_offer(registration=registration, by=None, now=clock.now())
        assert actions.lapse_offers(now=clock.now()) == 1
        registration.refresh_from_db()
        assert (registration.state, registration.offers.get().state) == (State.WAITING, OfferState.WITHDRAWN)
        assert mails(registration) == []

    def test_an_offer_cannot_be_accepted_after_a_day_that_was_moved_earlier(self):
        event = EventFactory(capacity=1)
        registration = RegistrationFactory(event=event, offered=True)
        now = clock.now()
        event.starts_at, event.ends_at = now - dt.timedelta(hours=3), now - dt.timedelta(hours=1)
        event.save()
        with pytest.raises(OfferIsOver):
            actions.accept_offer(registration=registration, by=None, now=now)

    def test_no_offer_is_made_that_nobody_could_answer(self):
        now = clock.now()
        event = EventFactory(capacity=1, starts_at=now + dt.timedelta(minutes=59), ends_at=now + dt.timedelta(hours=8))
        holder = RegistrationFactory(event=event)
        RegistrationFactory.create_batch(3, event=event, waiting=True)
        actions.cancel_registration(registration=holder, by=None, now=now)
        assert states(event) == [State.CANCELLED, State.WAITING, State.WAITING, State.WAITING]

    def test_only_one_who_holds_a_place_can_be_moved_to_the_list(self):
        registration = RegistrationFactory(event=EventFactory(capacity=1), declined=True)
        RegistrationFactory(event=registration.event, waiting=True)
        with pytest.raises(MoveNotAllowed):
            actions.move_to_waiting_list(registration=registration, by=UserFactory(), now=clock.now(), reason="x")

    @pytest.mark.parametrize("state", ["cancelled", "past"])
    def test_no_place_is_given_on_a_day_that_is_cancelled_or_over(self, state):
        registration = RegistrationFactory(event=EventFactory(capacity=5, **{state: True}), waiting=True)
        with pytest.raises(NotOpen):
            actions.give_place(registration=registration, by=UserFactory(), now=clock.now(), reason="x")

    def test_nobody_cancels_by_herself_after_the_day(self):
        registration = RegistrationFactory(event=EventFactory(past=True))
        with pytest.raises(MoveNotAllowed):
            actions.cancel_registration(registration=registration, by=None, now=clock.now())

    def test_a_substitute_is_somebody_else(self):
        registration = register(EventFactory()).registration
        with pytest.raises(AddressTaken):
            actions.send_substitute(registration=registration, person=person(name="Maria"), by=None, now=clock.now())

    def test_a_fault_with_one_offer_holds_up_none_of_the_others(self):
        def break_first(sender, **facts):
            if facts["event"] == one.event:
                raise RuntimeError

        one = RegistrationFactory(event=EventFactory(capacity=1), offered=True)
        other = RegistrationFactory(event=EventFactory(capacity=1), offered=True)
        late = max(registration.offers.get().answer_by for registration in (one, other))
        signals.place_released.connect(break_first)
        try:
            assert actions.lapse_offers(now=late) == 1
        finally:
            signals.place_released.disconnect(break_first)
        other.refresh_from_db()
        one.refresh_from_db()
        assert (one.state, other.state) == (State.OFFERED, State.LAPSED)
