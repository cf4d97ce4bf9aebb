"""The outbox against a real mail server: what arrives, what is kept, what is tried again."""

import datetime as dt
from typing import Any

import pytest

from kunskapsdag.mail import actions, rules
from kunskapsdag.mail.enums import State
from kunskapsdag.mail.models import Message
from tests.mail import conftest as house
from tests.mail.conftest import CALENDAR, NOW, LoginDesk, PostOffice, queued

pytestmark = pytest.mark.django_db


def minutes(number: float) -> dt.timedelta:
    return dt.timedelta(minutes=number)


def test_a_mail_arrives_as_text_html_and_calendar_with_the_calendar_once_more_as_a_file(office: PostOffice) -> None:
    message = queued()
    assert actions.send_due(NOW) == 1
    mail = office.mail()
    kinds = [(part.get_content_type(), part.get_content_charset()) for part in mail.walk() if not part.is_multipart()]
    assert mail.get_content_type() == "multipart/mixed"
    assert next(iter(mail.iter_parts())).get_content_type() == "multipart/alternative"
    assert kinds == [
        ("text/plain", "utf-8"),
        ("text/html", "utf-8"),
        ("text/calendar", "utf-8"),
        ("application/ics", None),
    ]
    parts = [part for part in mail.walk() if not part.is_multipart()]
    assert parts[0].get_content().startswith("Hej Åsa Öberg!\n\nDu har plats 7 på kunskapsdagen")
    assert "Hej Åsa Öberg! Du har plats 7." in parts[1].get_content()
    assert parts[2].get_param("method") == "REQUEST"
    assert parts[2].get_content().replace("\r\n", "\n") == CALENDAR.replace("\r\n", "\n")
    assert parts[3].get_filename() == "kunskapsdag.ics"
    assert parts[3].get_content() == CALENDAR.encode()
    message.refresh_from_db()
    assert (message.state, message.tries, message.sent_at) == (State.SENT, 1, NOW)
    assert message.answer == "250 OK: queued as 4F2A"


def test_the_headers_say_who_to_whom_and_that_nobody_should_answer_by_machine(office: PostOffice) -> None:
    message = queued()
    actions.send_due(NOW)
    mail = office.mail()
    assert mail["Subject"] == "Välkommen, Åsa Öberg"
    assert mail["From"] == "Kunskapsdag på väg <dagar@example.se>"
    assert mail["To"] == "Åsa Öberg <asa@falkoping.example.se>"
    assert mail["Reply-To"] == "kansli@xn--malm-8qa.se"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Content-Language"] == "sv"
    assert mail["Date"] == "Mon, 23 Nov 2026 10:00:00 +0100"
    assert message.message_id.endswith("@example.se>")
    assert office.taken[0].mail_from == "dagar@example.se"
    assert office.addresses == ["asa@falkoping.example.se"]


def test_a_mail_without_calendar_is_text_and_html_only(office: PostOffice) -> None:
    queued(kind="tests.counted")
    actions.send_due(NOW)
    assert [part.get_content_type() for part in office.mail().walk()] == ["text/plain"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Öberg, Åsa", "Öberg, Åsa"),
        ('Per "Pelle" Ek; <x@y.se>', 'Per "Pelle" Ek; <x@y. se>'),  # no link either
        ("Åsa\r\nBcc: alla@example.se", "Åsa Bcc: alla@example. se"),
        ("Per\nSubject: annat", "Per Subject: annat"),
        ("Åsa \U0001f600", "Åsa \U0001f600"),
        ("a" * 10_000, "a" * 150),
        ("", ""),
    ],
)
def test_a_name_is_only_a_name_whatever_is_in_it(office: PostOffice, name: str, shown: str) -> None:
    queued(to_name=name, kind="tests.counted")
    actions.send_due(NOW)
    mail = office.mail()
    assert [(who.display_name, who.addr_spec) for who in mail["To"].addresses] == [(shown, "asa@falkoping.example.se")]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Nummer"
    assert office.addresses == ["asa@falkoping.example.se"]


def test_a_line_break_in_a_subject_is_a_space(office: PostOffice) -> None:
    message = queued()
    Message.objects.filter(pk=message.pk).update(subject="Hej\r\nBcc: alla@example.se", text="Text\n")
    actions.send_due(NOW)
    assert office.mail()["Subject"] == "Hej Bcc: alla@example.se"
    assert office.mail()["Bcc"] is None


def test_an_address_that_became_unusable_in_the_database_fails_alone(office: PostOffice) -> None:
    bad, good = queued(), queued("eva@example.se")
    Message.objects.filter(pk=bad.pk).update(to_email="x@example.se\r\nBcc: y@example.se")
    actions.send_due(NOW)
    bad.refresh_from_db()
    assert bad.state == State.FAILED
    assert office.addresses == ["eva@example.se"]
    assert Message.objects.get(pk=good.pk).state == State.SENT


def test_a_swedish_domain_is_written_in_the_form_that_mail_servers_know(office: PostOffice) -> None:
    queued("info@malmö.example.se")
    actions.send_due(NOW)
    assert office.addresses == ["info@xn--malm-8qa.example.se"]


def test_a_refused_recipient_fails_at_once_with_the_servers_words(office: PostOffice) -> None:
    office.recipients["borta@example.se"] = "550 5.1.1 No such user here"
    gone, there = queued("borta@example.se"), queued("eva@example.se")
    actions.send_due(NOW)
    gone.refresh_from_db()
    assert (gone.state, gone.answer, gone.tries) == (State.FAILED, "550 5.1.1 No such user here", 1)
    assert Message.objects.get(pk=there.pk).state == State.SENT
    assert office.sessions == 1
    assert actions.send_due(NOW + dt.timedelta(days=1)) == 0


def test_refused_content_fails_at_once(office: PostOffice) -> None:
    office.contents["asa@falkoping.example.se"] = "554 5.7.1 Looks like spam"
    message = queued()
    actions.send_due(NOW)
    message.refresh_from_db()
    assert (message.state, message.answer) == (State.FAILED, "554 5.7.1 Looks like spam")


def test_a_busy_recipient_is_tried_again_with_growing_waits_and_the_others_do_not_wait(office: PostOffice) -> None:
    office.recipients["full@example.se"] = "451 4.7.1 Greylisted, come back later"
    busy, other = queued("full@example.se"), queued("eva@example.se")
    actions.send_due(NOW)
    busy.refresh_from_db()
    assert (busy.state, busy.tries, busy.next_try_at) == (State.DUE, 1, NOW + minutes(1))
    assert busy.answer == "451 4.7.1 Greylisted, come back later"
    assert Message.objects.get(pk=other.pk).state == State.SENT
    assert list(Message.objects.undelivered()) == [busy]
    assert actions.send_due(NOW + minutes(0.9)) == 0
    actions.send_due(NOW + minutes(1))
    busy.refresh_from_db()
    assert (busy.tries, busy.next_try_at) == (2, NOW + minutes(3))
    del office.recipients["full@example.se"]
    actions.send_due(NOW + minutes(3))
    busy.refresh_from_db()
    assert (busy.state, busy.tries) == (State.SENT, 3)
    assert office.addresses == ["eva@example.se", "full@example.se"]
    assert not Message.objects.undelivered().exists()


def test_a_recipient_that_stays_busy_for_three_days_is_given_up(office: PostOffice) -> None:
    office.recipients["full@example.se"] = "452 Mailbox full"
    message = queued("full@example.se")
    moment = NOW
    while message.state == State.DUE:
        moment = message.next_try_at
        actions.send_due(moment)
        message.refresh_from_db()
    assert message.state == State.FAILED
    assert dt.timedelta(days=2.5) < moment - NOW < dt.timedelta(days=3.5)
    assert message.tries == len(rules.WAITS) + 1


def test_a_server_that_is_away_for_an_hour_loses_nothing_and_doubles_nothing(office: PostOffice) -> None:
    office.close()
    people = [f"person{number}@example.se" for number in range(12)]
    for address in people:
        queued(address)
    moment = NOW
    while moment < NOW + minutes(60):
        actions.send_due(moment)
        moment += minutes(0.5)
    assert Message.objects.filter(state=State.DUE).count() == 12
    assert Message.objects.undelivered().count() == 12
    assert "refused" in Message.objects.undelivered()[0].answer.lower()
    office.open()
    while moment < NOW + minutes(150):
        actions.send_due(moment)
        moment += minutes(0.5)
    assert sorted(office.addresses) == sorted(people)
    assert Message.objects.filter(state=State.SENT).count() == 12


def test_a_server_that_is_away_costs_one_mail_a_try_and_one_connection(office: PostOffice) -> None:
    office.close()
    first, second, third = queued("a@example.se"), queued("b@example.se"), queued("c@example.se")
    actions.send_due(NOW)
    tries = {row.to_email: (row.tries, row.next_try_at) for row in Message.objects.all()}
    assert tries == {
        first.to_email: (1, NOW + minutes(1)),
        second.to_email: (0, NOW + rules.PAUSE),
        third.to_email: (0, NOW + rules.PAUSE),
    }


def test_a_server_that_refuses_us_as_sender_fails_no_mail(office: PostOffice) -> None:
    office.senders["dagar@example.se"] = "550 Relaying denied"
    message, other = queued(), queued("eva@example.se")
    actions.send_due(NOW)
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, message.tries, message.answer) == (State.DUE, 1, "550 Relaying denied")
    assert (other.state, other.tries) == (State.DUE, 0)


def test_a_server_that_closes_in_the_middle_is_met_again_later(office: PostOffice) -> None:
    office.recipients["b@example.se"] = "421 Too many messages, closing"
    for name in "abc":
        queued(f"{name}@example.se")
    actions.send_due(NOW)
    states = dict(Message.objects.values_list("to_email", "state"))
    assert states == {"a@example.se": State.SENT, "b@example.se": State.DUE, "c@example.se": State.DUE}
    office.recipients.clear()
    actions.send_due(NOW + minutes(1))
    assert sorted(office.addresses) == ["a@example.se", "b@example.se", "c@example.se"]


def test_a_batch_uses_one_connection(office: PostOffice) -> None:
    for number in range(5):
        queued(f"p{number}@example.se")
    assert actions.send_due(NOW) == 5
    assert (office.sessions, len(office.taken)) == (1, 5)


def test_the_oldest_is_sent_first(office: PostOffice) -> None:
    queued("second@example.se", now=NOW - minutes(1))
    queued("third@example.se", now=NOW)
    queued("first@example.se", now=NOW - minutes(2))
    actions.send_due(NOW)
    assert office.addresses == ["first@example.se", "second@example.se", "third@example.se"]


def test_a_letter_that_cannot_be_written_blocks_nobody_and_is_tried_again(office: PostOffice) -> None:
    broken, unknown, good = queued(kind="tests.broken"), queued(kind="tests.nobody"), queued("eva@example.se")
    assert actions.send_due(NOW) == 1
    broken.refresh_from_db()
    unknown.refresh_from_db()
    assert (broken.state, broken.tries, broken.next_try_at) == (State.DUE, 1, NOW + minutes(1))
    assert broken.answer == "KeyError: 'the registration is gone'"
    assert unknown.answer == "LookupError: no app writes mails of kind 'tests.nobody'"
    assert Message.objects.get(pk=good.pk).state == State.SENT


def test_a_retry_sends_the_words_that_were_written_first(office: PostOffice) -> None:
    house.written.clear()
    office.recipients["asa@falkoping.example.se"] = "451 Later"
    queued(kind="tests.counted")
    actions.send_due(NOW)
    queued("eva@example.se", kind="tests.counted")
    actions.send_due(NOW)
    office.recipients.clear()
    actions.send_due(NOW + minutes(1))
    words = {envelope.rcpt_tos[0]: office.mail(number).get_content() for number, envelope in enumerate(office.taken)}
    assert words == {
        "eva@example.se": "Brev nummer 2\n",
        "asa@falkoping.example.se": "Brev nummer 1\n",
    }


def test_a_mail_whose_sender_was_killed_is_sent_when_the_lease_has_run_out(office: PostOffice) -> None:
    message = queued()
    Message.objects.filter(pk=message.pk).update(state=State.SENDING, taken_at=NOW, subject="Hej", text="Hej\n")
    assert actions.send_due(NOW + rules.LEASE - minutes(0.1)) == 0
    assert actions.send_due(NOW + rules.LEASE) == 1
    assert actions.send_due(NOW + rules.LEASE * 3) == 0
    assert office.addresses == ["asa@falkoping.example.se"]


def test_without_a_server_mails_are_written_and_kept_to_be_shown(settings: Any) -> None:
    settings.MAIL_URL = ""
    message = queued()
    assert actions.send_due(NOW) == 1
    message.refresh_from_db()
    assert (message.state, message.subject, message.sent_at) == (State.SHOWN, "Välkommen, Åsa Öberg", None)
    assert message.text.startswith("Hej Åsa Öberg!")
    assert (message.calendar.replace("\r\n", "\n"), message.calendar_method) == (
        CALENDAR.replace("\r\n", "\n"),
        "REQUEST",
    )
    assert actions.send_due(NOW + dt.timedelta(days=9)) == 0
    assert not Message.objects.undelivered().exists()


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_login_is_made_with_the_user_and_password_of_the_settings(settings: Any) -> None:
    office = PostOffice()
    office.open(authenticator=LoginDesk(), auth_required=True, auth_require_tls=False)
    try:
        settings.MAIL_URL = f"smtp://dagar:fel@127.0.0.1:{office.port}?tls=none"
        message = queued()
        actions.send_due(NOW)
        message.refresh_from_db()
        assert (message.state, message.tries, message.answer[:3]) == (State.DUE, 1, "535")
        settings.MAIL_URL = f"smtp://dagar:p%40ss%2Ford@127.0.0.1:{office.port}?tls=none"
        actions.send_due(NOW + minutes(1))
        assert office.addresses == ["asa@falkoping.example.se"]
    finally:
        office.close()


def test_an_unencrypted_server_gets_nothing_where_encryption_is_asked_for(office: PostOffice, settings: Any) -> None:
    settings.MAIL_URL = f"smtp://127.0.0.1:{office.port}?tls=start"
    message = queued()
    actions.send_due(NOW)
    message.refresh_from_db()
    assert (message.state, message.tries, office.taken) == (State.DUE, 1, [])
    assert "STARTTLS" in message.answer


def test_the_number_of_queries_for_a_turn_without_work_is_one(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert actions.send_due(NOW) == 0


def test_queueing_is_one_insert(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        queued()


def test_a_fault_that_nobody_foresaw_costs_the_mail_a_try_and_the_others_do_not_wait(office: PostOffice) -> None:
    odd, good = queued("odd@example.se"), queued("eva@example.se")
    # A moment that no Swedish clock can show, so that the mail's date cannot be written.
    Message.objects.filter(pk=odd.pk).update(created_at=dt.datetime(9999, 12, 31, 23, 30, tzinfo=dt.UTC))
    actions.send_due(NOW)
    odd.refresh_from_db()
    assert (odd.state, odd.tries, odd.next_try_at) == (State.DUE, 1, NOW + minutes(1))
    assert odd.answer == "OverflowError: date value out of range"
    assert Message.objects.get(pk=good.pk).state == State.SENT


@pytest.mark.parametrize(
    ("before", "state", "after"),
    [(0, State.SENT, 2), (len(rules.WAITS) - 1, State.SENT, len(rules.WAITS) + 1), (len(rules.WAITS), State.FAILED, 30)],
)
def test_a_sending_that_never_ended_counts_as_a_try_until_the_mail_is_given_up(
    office: PostOffice, before: int, state: State, after: int
) -> None:
    message = queued()
    Message.objects.filter(pk=message.pk).update(state=State.SENDING, taken_at=NOW, tries=before)
    actions.send_due(NOW + rules.LEASE)
    message.refresh_from_db()
    assert (message.state, message.tries) == (state, after)


def test_no_mailbox_is_filled_and_what_was_held_back_is_told_and_can_be_sent_again(office: PostOffice) -> None:
    Message.objects.bulk_create(
        Message(
            kind="a", to_email=email, state=State.SENT, sent_at=NOW, created_at=NOW, next_try_at=NOW, message_id=f"<{place}@x>"
        )
        for place, email in enumerate(["ASA@falkoping.example.se", "asa@falkoping.example.se"] * (rules.MOST_A_DAY // 2))
    )
    held, other = queued(), queued(to_email="bo@falkoping.example.se")
    actions.send_due(NOW)
    held.refresh_from_db()
    other.refresh_from_db()
    assert (held.state, other.state, "60 mejl på ett dygn" in held.answer) == (State.FAILED, State.SENT, True)
    assert held in Message.objects.undelivered()
    later = queued()
    actions.send_due(NOW + dt.timedelta(days=1, minutes=1))
    later.refresh_from_db()
    assert later.state == State.SENT
