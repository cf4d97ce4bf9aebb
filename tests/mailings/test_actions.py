"""Letters to many, by the clock, about a change, and to a new address."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from icalendar import Calendar

from kunskapsdag.accounts.models import User
from kunskapsdag.core import clock, worker
from kunskapsdag.events.models import Event
from kunskapsdag.mail import actions as mail
from kunskapsdag.mail.enums import BounceSource, Priority, State
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.returning import keep_bounce
from kunskapsdag.mailings import actions, queries, words
from kunskapsdag.mailings.actions.sending import example
from kunskapsdag.mailings.enums import Outcome
from kunskapsdag.mailings.errors import AlreadyTold, NoAddress, NobodyToWriteTo, ReceiversChanged
from kunskapsdag.mailings.models import DayChange, Mailing, ScheduledLetter
from kunskapsdag.mailings.queries import To
from kunskapsdag.mailings.rules import timing
from kunskapsdag.registrations import actions as registrations
from kunskapsdag.registrations import audiences, emails
from kunskapsdag.registrations.models import Registration, RegistrationMessage
from kunskapsdag.registrations.rules import PersonDetails
from kunskapsdag.website.organiser.actions import copy_event
from tests.accounts.factories import UserFactory
from tests.events.factories import EventFactory, VenueFactory
from tests.mail.factories import MessageFactory
from tests.mailings.factories import DayChangeFactory, LetterTextFactory, ScheduledLetterFactory
from tests.parts.factories import PartBookingFactory
from tests.programme.factories import ProgrammeItemFactory
from tests.registrations.factories import RegistrationFactory, RegistrationMessageFactory

pytestmark = pytest.mark.django_db
PLACE = To(("confirmed",))
TEXTS = {"subject": "Ta med legitimation", "body": "{namn}, ta med legitimation.", "subject_en": "", "body_en": ""}


def send(event: Event, to: To = PLACE, **changes: Any) -> Mailing:
    """Send a letter to those who are in the list now."""
    known = {"texts": TEXTS, "form_key": uuid.uuid4(), "by": None, "now": clock.now()}
    seen = changes.pop("seen", None) or queries.mark(queries.receivers(event, to))
    return actions.send_mailing(event=event, to=to, seen=seen, **known | changes)


def addresses(kind: str) -> list[str]:
    return list(Message.objects.filter(kind=kind).order_by("pk").values_list("to_email", flat=True))


def hard_bounce(message: Message) -> None:
    keep_bounce(
        message, said="550 5.1.1", is_lost=True, is_hard=True, source=BounceSource.MAILBOX, key=f"{message.pk}", now=clock.now()
    )


class TestLetterToMany:
    """A letter to all who fit."""

    def test_it_goes_to_those_who_fit_by_where_they_stand(self) -> None:
        event = EventFactory()
        there = RegistrationFactory(event=event)
        waits = RegistrationFactory(event=event, waiting=True)
        RegistrationFactory(event=event, cancelled=True)
        RegistrationFactory()
        mailing = send(event, To(("confirmed", "waiting")))
        assert (mailing.count, addresses(emails.MESSAGE)) == (2, [there.email, waits.email])
        assert set(Message.objects.values_list("priority", flat=True)) == {Priority.LATER}
        assert RegistrationMessage.objects.count() == 2

    def test_each_gets_her_own_name_and_link(self) -> None:
        one, other = (RegistrationFactory(event=event, name=name) for event in [EventFactory()] for name in ("Åsa", "Bo"))
        send(one.event)
        worker.run_all_now()
        texts = list(Message.objects.order_by("pk").values_list("text", flat=True))
        assert [name in text for name, text in zip(("Åsa, ta med", "Bo, ta med"), texts, strict=True)] == [True, True]
        assert other.event == one.event
        assert len({text.split("/min-anmalan/")[1].split("/")[0] for text in texts}) == 2

    def test_who_is_online_is_told_apart_from_who_comes(self) -> None:
        event = EventFactory(online=True)
        RegistrationFactory(event=event)
        found = [len(queries.receivers(event, To(("confirmed",), ways)).reached) for ways in ((), ("online",), ("on_site",))]
        assert found == [1, 1, 0]

    def test_the_same_form_sent_twice_is_one_letter(self) -> None:
        event = RegistrationFactory().event
        key = uuid.uuid4()
        assert send(event, form_key=key) == send(event, form_key=key)
        assert (Mailing.objects.count(), Message.objects.count()) == (1, 1)

    def test_nothing_goes_when_others_are_in_the_list_than_those_who_were_seen(self) -> None:
        event = RegistrationFactory().event
        seen = queries.mark(queries.receivers(event, PLACE))
        RegistrationFactory(event=event)
        with pytest.raises(ReceiversChanged):
            send(event, seen=seen)
        with pytest.raises(NobodyToWriteTo):
            send(event, To(("waiting",)))
        assert (Mailing.objects.count(), Message.objects.count()) == (0, 0)

    def test_an_address_that_mail_has_come_back_from_gets_nothing_and_is_told(self) -> None:
        event = EventFactory()
        dead, fine = RegistrationFactory(event=event), RegistrationFactory(event=event)
        hard_bounce(MessageFactory(sent=True, to_email=dead.email.upper()))
        found = queries.receivers(event, PLACE)
        assert (found.reached, found.unreached) == ([fine], [dead])
        send(event)
        assert addresses(emails.MESSAGE) == [fine.email]

    @pytest.mark.parametrize("people", [1, 3])
    def test_the_questions_do_not_grow_with_the_receivers(self, people: int, django_assert_num_queries: Any) -> None:
        event = EventFactory()
        RegistrationFactory.create_batch(people, event=event)
        seen = queries.mark(queries.receivers(event, PLACE))
        ContentType.objects.get_for_model(Mailing)  # known from here on, whichever test comes first
        with django_assert_num_queries(9):
            send(event, seen=seen)

    def test_another_app_can_add_groups_to_write_to(self) -> None:
        one, _other = RegistrationFactory(name="Åsa"), None
        RegistrationFactory(event=one.event, name="Bo")
        audiences.register(
            audiences.Audience("namn", "Namn", lambda event: [("Åsa", "Åsa")], lambda event, value: Q(name=value))
        )
        try:
            assert queries.receivers(one.event, To(("confirmed",), groups={"namn": "Åsa"})).reached == [one]
        finally:
            audiences.unregister("namn")


class TestTest:
    """A letter to oneself."""

    def test_it_is_marked_and_has_no_link_that_works_and_is_in_nobodys_log(self) -> None:
        registration = RegistrationFactory()
        user = UserFactory()
        send_test(registration, by=user)
        message = Message.objects.get()
        assert (message.to_email, message.subject[:7], message.calendar) == (user.email, "[Prov] ", "")
        assert "/min-anmalan/" not in message.text + message.html
        assert registration.event.slug in message.text
        assert not RegistrationMessage.objects.exists()
        worker.run_all_now()
        message.refresh_from_db()
        assert message.subject[:7] == "[Prov] "

    def test_who_has_no_address_is_told_so(self) -> None:
        with pytest.raises(NoAddress):
            send_test(RegistrationFactory(), by=UserFactory(email=""))


def send_test(registration: Registration, *, by: User) -> None:
    """Send the confirmation of a registration to the one who writes it."""
    facts = words.facts_for(registration.state)
    letter = example(registration, emails.CONFIRMED, facts, edit=lambda found, occasion: found)
    actions.send_to_myself(
        letter=letter, kind=emails.CONFIRMED, event=registration.event, language="sv", by=by, now=clock.now()
    )


class TestByTheClock:
    """Letters that go by themselves."""

    def due(self, row: ScheduledLetter) -> dt.datetime:
        return timing.due_at(row.plan, starts_at=row.event.starts_at, ends_at=row.event.ends_at)

    def test_it_goes_once_to_those_who_have_a_place(self) -> None:
        row = ScheduledLetterFactory()
        there = RegistrationFactory(event=row.event)
        RegistrationFactory(event=row.event, waiting=True)
        now = self.due(row)
        assert actions.send_scheduled(now=now - dt.timedelta(minutes=1)) == 0
        assert actions.send_scheduled(now=now) == 1
        assert actions.send_scheduled(now=now + dt.timedelta(minutes=1)) == 0
        assert addresses(emails.REMINDER) == [there.email]
        row.refresh_from_db()
        assert (row.sent_for, row.sent_at, row.count) == (row.event.starts_at, now, 1)

    def test_two_workers_that_read_the_same_row_send_it_once(self) -> None:
        row = ScheduledLetterFactory()
        RegistrationFactory(event=row.event)
        now = self.due(row)
        one, other = (queries.maybe_due(now)[0] for _worker in range(2))
        assert [actions.scheduling.send(read, now) for read in (one, other)] == [1, 0]
        assert Message.objects.count() == 1

    def test_a_moved_day_moves_it_and_a_cancelled_day_stops_it(self) -> None:
        moved, cancelled = ScheduledLetterFactory(), ScheduledLetterFactory()
        for row in (moved, cancelled):
            RegistrationFactory(event=row.event)
        now = self.due(moved)
        Event.objects.filter(pk=moved.event_id).update(
            starts_at=moved.event.starts_at + dt.timedelta(days=14), ends_at=moved.event.ends_at + dt.timedelta(days=14)
        )
        Event.objects.filter(pk=cancelled.event_id).update(status="cancelled")
        assert actions.send_scheduled(now=now) == 0
        moved.event.refresh_from_db()
        assert actions.send_scheduled(now=self.due(moved)) == 1

    def test_one_that_is_off_or_whose_time_has_passed_does_not_go(self) -> None:
        off, late = ScheduledLetterFactory(is_on=False), ScheduledLetterFactory()
        for row in (off, late):
            RegistrationFactory(event=row.event)
        assert actions.send_scheduled(now=self.due(late) + dt.timedelta(hours=25)) == 0

    def test_a_dead_address_gets_none(self) -> None:
        row = ScheduledLetterFactory()
        registration = RegistrationFactory(event=row.event)
        hard_bounce(MessageFactory(sent=True, to_email=registration.email))
        actions.send_scheduled(now=self.due(row))
        assert addresses(emails.REMINDER) == []

    def test_a_copied_day_has_the_plan_and_the_words_and_nothing_that_has_gone(self) -> None:
        row = ScheduledLetterFactory(sent_for=clock.now(), days=5)
        LetterTextFactory(event=row.event, subject="Egna ord")
        copy = copy_event(event=row.event, title="Ny dag", day=row.event.first_day + dt.timedelta(days=364), by=None)
        new = copy.scheduled_letters.get()
        assert (new.days, new.is_on, new.sent_for, copy.letter_texts.get().subject) == (5, True, None, "Egna ord")


class TestChangeOfTheDay:
    """Nobody is mailed but those whom a change concerns, and only when the organiser says so."""

    def changed(self, event: Event, **fields: Any) -> DayChange | None:
        before = queries.snapshot(Event.objects.get(pk=event.pk))
        for name, value in fields.items():
            setattr(event, name, value)
        event.save()
        return actions.note_changes(event=event, before=before, by=None, now=clock.now())

    def test_a_new_venue_is_kept_as_a_draft_and_nobody_is_mailed(self) -> None:
        event = RegistrationFactory().event
        change = self.changed(event, venue=VenueFactory(name="Ljusgården"))
        assert change is not None
        draft = words.draft_of_news(event, change.changes)
        assert "Ny plats: Ljusgården, Hornsgatan 15, 118 46 Stockholm (tidigare Saturnus Konferens" in draft["body"]
        assert "New place: Ljusgården" in draft["body_en"]
        assert not Message.objects.exists()

    def test_what_nobody_needs_to_know_is_not_kept(self) -> None:
        event = RegistrationFactory().event
        assert self.changed(event, target_group="Alla") is None
        assert self.changed(EventFactory(), title="Ingen är anmäld") is None
        assert self.changed(RegistrationFactory(event__past=True).event, title="Över") is None

    def test_two_changes_are_one_draft_and_what_is_changed_back_is_none(self) -> None:
        event = RegistrationFactory().event
        old, doors = event.title, event.starts_at - dt.timedelta(minutes=20)
        event.doors_open_at = None
        event.save()
        self.changed(event, title="Ny rubrik")
        change = self.changed(event, doors_open_at=doors)
        assert change is not None
        assert [one.what for one in change.changes] == ["title", "doors"]
        assert self.changed(event, title=old) == change
        assert self.changed(event, doors_open_at=None) is None
        assert not DayChange.objects.exists()

    def test_a_new_room_is_for_those_who_come_and_a_new_link_for_those_who_do_not(self) -> None:
        item = ProgrammeItemFactory(room="Sal A")
        RegistrationFactory(event=item.event)
        before = queries.snapshot(item.event)
        item.room = "Sal B"
        item.save()
        change = actions.note_changes(event=item.event, before=before, by=None, now=clock.now())
        assert change is not None
        to = actions.changes.whom(item.event, change.changes)
        assert (to.states, to.ways, to.items) == (("confirmed", "offered"), ("on_site",), (item.pk,))

    def test_telling_sends_the_letter_with_a_newer_calendar_entry_of_the_same_uid(self) -> None:
        registration = RegistrationFactory()
        waits = RegistrationFactory(event=registration.event, waiting=True)
        emails.queue(registration, emails.CONFIRMED, now=clock.now())
        worker.run_all_now()
        change = self.changed(registration.event, venue=VenueFactory(name="Ljusgården"))
        assert change is not None
        to = actions.changes.whom(registration.event, change.changes)
        actions.send_change(
            change=change,
            to=to,
            texts=words.draft_of_news(registration.event, change.changes),
            seen=queries.mark(queries.receivers(registration.event, to)),
            form_key=uuid.uuid4(),
            by=None,
            now=clock.now(),
        )
        worker.run_all_now()
        assert addresses(emails.NEWS) == [registration.email, waits.email]
        old, new = (
            next(iter(Calendar.from_ical(message.calendar).walk("VEVENT")))
            for message in Message.objects.filter(to_email=registration.email).order_by("pk")
        )
        assert (new["UID"], new["SEQUENCE"] > old["SEQUENCE"]) == (old["UID"], True)
        assert Message.objects.get(kind=emails.NEWS, to_email=registration.email).calendar_method == "REQUEST"
        assert Message.objects.get(kind=emails.NEWS, to_email=waits.email).calendar == ""
        change.refresh_from_db()
        assert (change.outcome, change.mailing) == (Outcome.SENT, Mailing.objects.get())

    def test_what_a_colleague_has_told_or_skipped_is_not_told_again(self) -> None:
        change = DayChangeFactory(event=RegistrationFactory().event)
        actions.skip_change(change=change, by=None)
        with pytest.raises(AlreadyTold):
            actions.skip_change(change=change, by=None)
        with pytest.raises(AlreadyTold):
            actions.send_change(change=change, to=PLACE, texts=TEXTS, seen="", form_key=uuid.uuid4(), by=None, now=clock.now())
        assert not Message.objects.exists()

    def test_a_refused_sending_leaves_the_change_to_be_told(self) -> None:
        change = DayChangeFactory(event=RegistrationFactory().event)
        with pytest.raises(ReceiversChanged):
            actions.send_change(change=change, to=PLACE, texts=TEXTS, seen="x", form_key=uuid.uuid4(), by=None, now=clock.now())
        change.refresh_from_db()
        assert change.outcome == Outcome.OPEN


class TestMendedAddress:
    """A mail that came back, and the person who gave another address."""

    def mend(self, registration: Registration) -> None:
        person = registrations_person(registration, "ny@falkoping.se")
        registrations.change_details(registration=registration, person=person, by=UserFactory(), now=clock.now())

    def test_what_was_lost_goes_to_the_new_address_in_one_mail_and_nothing_is_undelivered(self) -> None:
        tie = RegistrationMessageFactory(message__sent=True)
        hard_bounce(tie.message)
        assert Message.objects.undelivered().count() == 1
        self.mend(tie.registration)
        assert not Message.objects.undelivered().exists()
        worker.run_all_now()
        written = Message.objects.filter(to_email="ny@falkoping.se", state=State.SHOWN)
        assert [(message.kind, message.calendar_method) for message in written] == [(emails.CONFIRMED, "REQUEST")]
        assert queries.receivers(tie.registration.event, PLACE).unreached == []

    def test_where_nothing_was_lost_only_the_change_is_told(self) -> None:
        registration = RegistrationMessageFactory(message__sent=True).registration
        self.mend(registration)
        assert addresses(emails.CONFIRMED) == []


def registrations_person(registration: Registration, email: str) -> Any:
    return PersonDetails(
        name=registration.name,
        email=email,
        organisation_name=registration.organisation_name,
        category=registration.category,
        role=registration.role,
    )


def test_a_reminder_that_has_not_left_is_told_by_a_cancellation() -> None:
    registration = RegistrationFactory()
    emails.queue_many([registration], emails.REMINDER, now=clock.now())
    emails.queue(registration, emails.CANCELLED, now=clock.now(), had="confirmed")
    mail.send_due(clock.now())
    assert [message.state for message in Message.objects.order_by("pk")] == [State.MERGED, State.SHOWN]


class TestGroups:
    """Those of a part and those of an order."""

    def test_those_with_a_seat_in_a_part_can_be_written_to_and_are_the_ones_a_change_of_its_item_concerns(self) -> None:
        booking = PartBookingFactory(part__title="Seminarium B")
        event = booking.registration.event
        RegistrationFactory(event=event)
        item = ProgrammeItemFactory(event=event, title="seminarium b", room="Sal A")
        everybody = ProgrammeItemFactory(event=event, title="Inledning")
        in_part = queries.receivers(event, To(("confirmed",), groups={"del": str(booking.part_id)}))
        assert in_part.reached == [booking.registration]
        assert queries.receivers(event, To(("confirmed",), items=(item.pk,))).reached == [booking.registration]
        assert len(queries.receivers(event, To(("confirmed",), items=(item.pk, everybody.pk))).reached) == 2
        assert queries.receivers(event, To(("confirmed",), groups={"del": "x"})).reached == []
