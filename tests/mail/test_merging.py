"""One mail where two would go, and many mails that hold up nobody."""

import datetime as dt
from typing import Any

import pytest

from kunskapsdag.mail import actions, rules
from kunskapsdag.mail.enums import Priority, State
from kunskapsdag.mail.models import Message
from kunskapsdag.registrations import emails
from tests.mail.conftest import NOW, PostOffice, queued
from tests.registrations.factories import RegistrationFactory

pytestmark = pytest.mark.django_db


def told(registration: Any, kind: str, minutes: float = 0, **facts: Any) -> Message:
    """Queue a mail about the registration, so many minutes after now."""
    now = NOW + dt.timedelta(minutes=minutes)
    wait = emails.CHANGES_WAIT if kind == emails.CHANGED else emails.NO_WAIT
    return emails.queue(registration, kind, now=now, wait=wait, **facts)


def states() -> list[str]:
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_several_changes_within_five_minutes_are_told_in_one_mail_five_minutes_after_the_first(office: PostOffice) -> None:
    registration = RegistrationFactory()
    for minutes in (0, 2, 4):
        told(registration, emails.CHANGED, minutes)
    assert actions.send_due(NOW + dt.timedelta(minutes=4.9)) == 0
    assert actions.send_due(NOW + dt.timedelta(minutes=5)) == 1  # the first is told by the last, which takes its turn
    assert actions.send_due(NOW + dt.timedelta(minutes=5)) == 1
    assert states() == [State.MERGED, State.MERGED, State.SENT]
    assert office.addresses == [registration.email]


def test_an_offer_that_is_accepted_before_its_mail_has_left_is_one_mail_with_the_changes_in_it(office: PostOffice) -> None:
    registration = RegistrationFactory()
    told(registration, emails.OFFERED, answer_by=NOW.isoformat())
    told(registration, emails.CHANGED, 0.01)
    last = told(registration, emails.CONFIRMED, 0.02)
    assert actions.send_due(NOW + dt.timedelta(minutes=1)) == 2
    assert states() == [State.MERGED, State.MERGED, State.SENT]
    assert set(Message.objects.filter(state=State.MERGED).values_list("merged_into", flat=True)) == {last.pk}


def test_what_has_left_is_never_merged(office: PostOffice) -> None:
    registration = RegistrationFactory()
    told(registration, emails.CONFIRMED)
    actions.send_due(NOW)
    told(registration, emails.CANCELLED, 1, had="confirmed")
    actions.send_due(NOW + dt.timedelta(minutes=1))
    assert states() == [State.SENT, State.SENT]


def test_a_mail_that_the_server_has_asked_to_wait_is_not_merged(office: PostOffice) -> None:
    registration = RegistrationFactory(email="full@example.se")
    office.recipients["full@example.se"] = "451 4.7.1 Greylisted"
    told(registration, emails.WAITING, position=1)
    actions.send_due(NOW)
    told(registration, emails.CONFIRMED, 1)
    actions.send_due(NOW + dt.timedelta(minutes=1))
    assert states() == [State.DUE, State.DUE]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ((emails.CONFIRMED, {"reason": "Du höll ett föredrag"}), (emails.CANCELLED, {"reason": "Dubbelbokad"})),
        ((emails.CHANGED, {"old_address": True}), (emails.CHANGED, {})),
        ((emails.CONFIRMED, {}), (emails.CHANGED, {})),
        ((emails.REPLACED, {}), (emails.CONFIRMED, {})),
        ((emails.MOVED_TO_LIST, {"reason": "Fullt"}), (emails.OFFERED, {})),
    ],
)
def test_a_mail_is_kept_where_the_later_one_does_not_tell_it_all(earlier: Any, later: Any) -> None:
    messages = [Message(kind=kind, facts=facts) for kind, facts in (earlier, later)]
    assert emails.tells(messages[1], messages[0]) is False


def test_mails_about_other_registrations_or_to_other_addresses_are_left_alone(office: PostOffice) -> None:
    one, other = RegistrationFactory(), RegistrationFactory()
    told(one, emails.LINK)
    told(other, emails.CONFIRMED)
    emails.queue(one, emails.CONFIRMED, now=NOW, to=("Eva", "eva@example.se"))
    assert actions.send_due(NOW) == 3
    assert states() == [State.SENT] * 3


@pytest.mark.parametrize("people", [1, 3])
def test_queueing_many_asks_as_much_whatever_their_number(people: int, django_assert_num_queries: Any) -> None:
    registrations = RegistrationFactory.create_batch(people)
    with django_assert_num_queries(2):
        emails.queue_many(registrations, emails.CONFIRMED, now=NOW, facts_of=lambda one: {"number": one.number}, moved=True)
    assert [message.facts["registration"] for message in Message.objects.order_by("pk")] == [one.pk for one in registrations]
    assert all(one.messages.count() == 1 for one in registrations)
    assert Message.objects.filter(priority=Priority.LATER, facts__moved=True).count() == people


def test_a_confirmation_goes_before_those_sent_to_many_and_waits_for_a_few_at_most(office: PostOffice) -> None:
    actions.queue_many(
        kind="tests.counted", drafts=[actions.Draft(to_name="", to_email=f"a{n}@example.se") for n in range(50)], now=NOW
    )
    assert actions.send_due(NOW) == rules.LATER_BATCH
    queued("ny@example.se")
    actions.send_due(NOW)
    assert office.addresses.index("ny@example.se") == rules.LATER_BATCH


def test_an_unusable_address_among_many_stops_nobody_else() -> None:
    drafts = [actions.Draft(to_name="", to_email=address) for address in ("inte en adress", "eva@example.se")]
    actions.queue_many(kind="tests.counted", drafts=drafts, now=NOW)
    assert states() == [State.FAILED, State.DUE]
    assert Message.objects.order_by("pk")[0].answer == "E-postadressen går inte att använda."
