"""The invited who have not answered, when the day is cancelled or moved: told once, and their links answer by it."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kunskapsdag.core import clock
from kunskapsdag.events.enums import Attendance, Status
from kunskapsdag.events.models import Event
from kunskapsdag.invitations import actions, emails, links, queries
from kunskapsdag.invitations.enums import State
from kunskapsdag.invitations.models import Invitation
from kunskapsdag.mail.actions import send_due
from kunskapsdag.mail.enums import State as MailState
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.registry import renderer
from kunskapsdag.pages import dates
from tests.events.factories import VenueFactory
from tests.invitations.factories import InvitationFactory, InvitationListFactory
from tests.invitations.test_views import CHANGING, PAGES, words
from tests.mailings.factories import LetterTextFactory
from tests.registrations.factories import RegistrationFactory
from tests.registrations.test_whole_day import REASON, cancel, move, move_of

pytestmark = pytest.mark.django_db


def invited(**fields: Any) -> tuple[Invitation, Event]:
    """Return one who has not answered, and the day with those who are not to be told."""
    one = InvitationFactory(**fields)
    others: dict[str, Any] = {"list": one.list}
    InvitationFactory(**others, unsent=True)
    InvitationFactory(**others, declined=True)
    InvitationFactory(**others, withdrawn=True)
    InvitationFactory(**others, state=State.HANDED_ON)
    registered = RegistrationFactory(event=one.event, email="bo.ek@habo.se", email_key="bo.ek@habo.se")
    InvitationFactory(**others, state=State.REGISTERED, registration=registered, email="bo.ek@habo.se")
    # Named by a colleague who did not use her invitation: she is told as registered, and once.
    RegistrationFactory(event=one.event, email="eva@habo.se", email_key="eva@habo.se")
    InvitationFactory(**others, email="eva@habo.se")
    return one, one.event


def told(kind: str) -> dict[str, Any]:
    return {message.to_email: renderer(kind)(message) for message in Message.objects.filter(kind=kind)}


def send_all() -> list[tuple[str, str]]:
    """Let the worker send what is due; return what became of each mail."""
    while send_due(clock.now()):
        pass
    return list(Message.objects.order_by("pk").values_list("kind", "state"))


def test_who_has_not_answered_is_told_that_the_day_is_cancelled_and_nobody_else_of_the_list() -> None:
    one, event = invited(wants_reminders=False)
    assert cancel(event) == 3
    written = told(emails.DAY_CANCELLED)
    assert set(written) == {one.email}
    letter = written[one.email]
    assert letter.subject.startswith(f"Inställd: {event.title}")
    assert (REASON in letter.text, "Du behöver inte svara" in letter.text) == (True, True)
    assert (links.path(one) in letter.text, letter.calendar) == (False, "")


def test_who_has_not_answered_is_told_the_new_day_with_a_link_that_still_holds() -> None:
    one, event = invited()
    old = event.starts_at
    assert move(event) == 3
    letter = told(emails.DAY_MOVED)[one.email]
    event.refresh_from_db()
    assert letter.subject.startswith("Flyttad till")
    text = letter.text.replace("\n", " ")
    assert f"Tidigare tid: {dates.span(old, old + (event.ends_at - event.starts_at)).lower()}" in text
    assert f"Ny tid: {dates.span(event.starts_at, event.ends_at).lower()}" in text
    assert (REASON in letter.text, links.path(one) in letter.text) == (True, True)
    one.refresh_from_db()
    assert (one.state, one.letters) == (State.OPEN, 2)
    assert queries.to_remind(one.list, now=clock.now()).due == []  # she has just got a letter


@pytest.mark.parametrize("change", ["doors_open_at", "online_url"])
def test_new_doors_or_a_new_link_are_nothing_to_one_who_has_not_answered(change: str) -> None:
    which = InvitationListFactory(event__attendance=Attendance.BOTH)
    InvitationFactory(list=which)
    to = move_of(which.event, days=0)
    if change == "online_url":
        to = move_of(which.event, days=0, online_url="https://mote.example.se/ny")
    else:
        times = to.times.__class__(to.times.starts_at, to.times.ends_at, to.times.starts_at - dt.timedelta(minutes=20))
        to = move_of(which.event, days=0, times=times)
    assert move(which.event, to) == 0
    assert Message.objects.count() == 0


def test_another_place_is_told() -> None:
    one = InvitationFactory()
    move(one.event, move_of(one.event, days=0, venue=VenueFactory(name="Folkets hus").pk))
    assert "Folkets hus" in told(emails.DAY_MOVED)[one.email].text


def test_an_invitation_that_waits_to_be_sent_is_never_sent_for_a_cancelled_day() -> None:
    which = InvitationListFactory()
    InvitationFactory(list=which, unsent=True)
    actions.send(which=which, by=None, now=clock.now())
    cancel(which.event)
    assert send_all() == [(emails.INVITED, MailState.MERGED), (emails.DAY_CANCELLED, MailState.SHOWN)]


def test_who_had_not_got_her_invitation_when_the_day_was_moved_gets_it_with_the_new_day_and_no_other_mail() -> None:
    which = InvitationListFactory(lead="Kom och lyssna på Västra Götaland.")
    InvitationFactory(list=which, unsent=True)
    actions.send(which=which, by=None, now=clock.now())
    move(which.event)
    assert send_all() == [(emails.INVITED, MailState.MERGED), (emails.DAY_MOVED, MailState.SHOWN)]
    sent = Message.objects.get(state=MailState.SHOWN)
    event = Event.objects.get()
    assert sent.subject == f"Inbjudan: {event.title}"
    assert "Kom och lyssna" in sent.text
    assert dates.span(event.starts_at, event.ends_at) in sent.text.replace("\n", " ")


def test_moved_twice_is_told_in_one_letter_from_the_day_that_was_known() -> None:
    one = InvitationFactory()
    first = one.event.starts_at
    move(one.event, days=14)
    move(one.event, days=7)
    assert send_all() == [(emails.DAY_MOVED, MailState.MERGED), (emails.DAY_MOVED, MailState.SHOWN)]
    text = Message.objects.get(state=MailState.SHOWN).text
    assert dates.day(clock.swedish(first).date()) in text
    assert dates.day(clock.swedish(first).date() + dt.timedelta(days=14)) not in text
    assert dates.day(clock.swedish(first).date() + dt.timedelta(days=21)) in text


# That she wants no more letters she may always say.
@pytest.mark.parametrize("name", [*(page for page in PAGES if page != "no-more"), *CHANGING])
def test_every_address_of_an_invitation_says_that_the_day_is_cancelled_and_changes_nothing(name: str, client: Any) -> None:
    one = InvitationFactory()
    cancel(one.event)
    before = Invitation.objects.filter(pk=one.pk).values().get()
    ask = client.post if name in CHANGING else client.get
    answer = ask(links.path(one, name), follow=name not in CHANGING)
    assert answer.status_code == (409 if name in CHANGING else 200)
    assert "Dagen är inställd" in words(answer)
    assert (REASON in words(answer), "Anmäl mig" in words(answer)) == (True, False)
    assert "<form" not in answer.content.decode()
    assert Invitation.objects.filter(pk=one.pk).values().get() == before


@pytest.mark.parametrize("name", ["register", "instead", "forward"])
def test_nothing_can_be_sent_from_a_form_that_was_open_when_the_day_was_cancelled(name: str, client: Any) -> None:
    one = InvitationFactory()
    cancel(one.event)
    sent = Message.objects.count()
    answer = client.post(links.path(one, name), {"name": "Bo Ek", "email": "bo.ek@habo.se"})
    assert (answer.status_code, "Dagen är inställd" in words(answer)) == (409, True)
    assert (Invitation.objects.count(), Message.objects.count()) == (1, sent)


def test_the_link_tells_from_which_day_it_was_moved(client: Any) -> None:
    one = InvitationFactory()
    old = one.event.first_day
    move(one.event)
    text = words(client.get(links.path(one)))
    assert ("Dagen är flyttad" in text, dates.day(old) in text, "Anmäl mig" in text) == (True, True, True)
    assert Event.objects.get().status == Status.MOVED


@pytest.mark.parametrize("do", [cancel, move])
def test_three_are_told_in_as_many_statements_as_one(do: Any) -> None:
    counts = []
    for number in (1, 1, 3):
        which = InvitationListFactory()
        InvitationFactory.create_batch(number, list=which)
        with CaptureQueriesContext(connection) as asked:
            do(which.event)
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_the_office_may_write_these_letters_and_what_they_must_say_stays() -> None:
    one, event = invited()
    for kind in (emails.DAY_MOVED, emails.DAY_CANCELLED):
        LetterTextFactory(event=event, kind=kind, subject="{dag} {datum}", body="Kära {namn},\n\n{länk}")
    move(event, move_of(event, days=7))
    moved = told(emails.DAY_MOVED)[one.email]
    cancel(Event.objects.get(pk=event.pk))
    cancelled = told(emails.DAY_CANCELLED)[one.email]
    for letter, said in ((moved, ("Ny tid:", "Inbjudan gäller fortfarande.")), (cancelled, ("Du behöver inte svara",))):
        text = " ".join(letter.text.split())
        assert [part in text for part in ("Kära", REASON, *said)] == [True] * (2 + len(said))
        assert (links.path(one) in text) == (letter == moved)
