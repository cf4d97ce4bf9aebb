"""Queue, send again, stop."""

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import ModelLogEntry

from kunskapsdag.accounts.models import User
from kunskapsdag.mail import actions
from kunskapsdag.mail.enums import State
from kunskapsdag.mail.errors import CannotResend, CannotStop, UnusableAddress
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.signals import message_resent
from tests.mail.conftest import NOW, PostOffice, queued

pytestmark = pytest.mark.django_db
LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def eva() -> User:
    return User.objects.create_user("eva")


def test_a_mail_shares_the_fate_of_the_transaction_that_caused_it() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queued()
        raise ZeroDivisionError
    assert Message.objects.count() == 0


def test_every_mail_has_an_id_of_its_own() -> None:
    assert len({queued().message_id for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "address",
    [
        "",
        "asa",
        "asa@",
        "asa@example.se\nBcc: alla@example.se",
        "asa@example.se\r\n",
        "Åsa <asa@example.se>",
        "a@example.se, b@example.se",
        "a" * 250 + "@example.se",
        "asa@example.se\x00",
    ],
)
def test_an_address_that_can_never_work_is_refused_and_nothing_is_written(address: str) -> None:
    with pytest.raises(UnusableAddress):
        queued(address)
    assert Message.objects.count() == 0


def test_sending_again_is_a_new_mail_with_the_same_words_and_the_old_one_stays(office: PostOffice, eva: User) -> None:
    first = queued()
    actions.send_due(NOW)
    copy = actions.resend(message=first, by=eva, now=LATER)
    first.refresh_from_db()
    assert (first.state, first.sent_at) == (State.SENT, NOW)
    assert (copy.state, copy.tries, copy.answer, copy.created_at) == (State.DUE, 0, "", LATER)
    assert copy.message_id != first.message_id
    actions.send_due(LATER)
    assert office.mail(0).get_body(("plain",)).get_content() == office.mail(1).get_body(("plain",)).get_content()
    assert office.mail(1)["Message-ID"] == copy.message_id
    entry = ModelLogEntry.objects.get(action="mail.resent")
    assert (entry.user, entry.object_id, entry.data) == (eva, str(first.pk), {"copy": copy.pk})


def test_sending_again_announces_both_mails(settings: Any) -> None:
    heard: list[tuple[int, int]] = []

    def listen(sender: type[Message], original: Message, copy: Message, **kwargs: Any) -> None:
        heard.append((original.pk, copy.pk))

    message_resent.connect(listen)
    try:
        message = queued()
        actions.send_due(NOW)
        copy = actions.resend(message=message, by=None, now=LATER)
    finally:
        message_resent.disconnect(listen)
    assert heard == [(message.pk, copy.pk)]


@pytest.mark.parametrize("state", [State.DUE, State.SENDING])
def test_a_mail_that_has_not_come_to_an_end_is_not_sent_twice(state: State) -> None:
    message = queued()
    Message.objects.filter(pk=message.pk).update(state=state)
    with pytest.raises(CannotResend):
        actions.resend(message=message, by=None, now=LATER)
    assert Message.objects.count() == 1


def test_a_stopped_mail_is_never_sent_but_can_be_sent_again(office: PostOffice, eva: User) -> None:
    message = queued()
    assert actions.stop(message=message, by=eva, now=NOW).state == State.STOPPED
    assert actions.send_due(LATER) == 0
    assert office.taken == []
    assert ModelLogEntry.objects.get(action="mail.stopped").user == eva
    copy = actions.resend(message=message, by=eva, now=LATER)
    actions.send_due(LATER)
    copy.refresh_from_db()
    assert (copy.state, office.addresses) == (State.SENT, ["asa@falkoping.example.se"])


@pytest.mark.parametrize("state", [State.SENDING, State.SENT, State.SHOWN, State.FAILED, State.STOPPED])
def test_what_has_left_cannot_be_stopped(state: State) -> None:
    message = queued()
    Message.objects.filter(pk=message.pk).update(state=state)
    with pytest.raises(CannotStop):
        actions.stop(message=message, by=None, now=NOW)
    assert Message.objects.get(pk=message.pk).state == state
    assert not ModelLogEntry.objects.filter(action="mail.stopped").exists()
