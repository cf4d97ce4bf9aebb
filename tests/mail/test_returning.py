"""Mails that came back: read from a real mailbox and from a mail service, and what they lead to."""

import datetime as dt
import json
from collections.abc import Iterator
from email.header import Header
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kunskapsdag.accounts.models import User
from kunskapsdag.mail import actions, bounces, checks, envelopes, mailbox, queries, tasks, views
from kunskapsdag.mail.enums import BounceSource, State
from kunskapsdag.mail.errors import ServerTrouble
from kunskapsdag.mail.models import Bounce, Message
from tests.mail.conftest import NOW, PostOffice, queued
from tests.mail.factories import MessageFactory
from tests.mail.imap import MailBox, report

HEX = "0123456789abcdef" * 2
OURS = f"<{HEX}@example.se>"


@pytest.fixture
def box(settings: Any) -> Iterator[MailBox]:
    box = MailBox()
    settings.BOUNCE_IMAP_URL = box.url
    yield box
    box.close()


def text_mail(body: str, **heads: str) -> bytes:
    named = {"From": "Mail Delivery System <postmaster@x.se>", "To": "studs@example.se", "Subject": "Kunde inte levereras"}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in (named | heads).items()]
    return "\r\n".join([*lines, "Content-Type: text/plain; charset=utf-8", "", body]).encode()


class TestReading:
    """What a returned mail says, whoever wrote it."""

    def test_a_report_tells_which_mail_and_that_the_address_is_dead(self) -> None:
        found = bounces.read(report(message_id=OURS, said="550 5.1.1 <asa@falkoping.example.se> unknown"))
        assert found == bounces.Returned(
            "550 5.1.1 <asa@falkoping.example.se> unknown", is_lost=True, is_hard=True, message_id=OURS
        )

    @pytest.mark.parametrize(
        ("status", "action", "is_lost", "is_hard"),
        [
            ("5.1.1", "failed", True, True),
            ("5.2.1", "failed", True, True),
            ("5.2.2", "failed", True, False),
            ("5.3.4", "failed", True, False),
            ("5.7.1", "failed", True, False),
            ("4.4.7", "failed", True, False),
            ("4.4.1", "delayed", False, False),
        ],
    )
    def test_a_full_mailbox_a_filter_or_a_delay_says_nothing_against_the_address(
        self, status: str, action: str, is_lost: bool, is_hard: bool
    ) -> None:
        found = bounces.read(report(message_id=OURS, status=status, action=action))
        assert found is not None
        assert (found.is_lost, found.is_hard, found.said) == (is_lost, is_hard, f"{action} {status}")

    def test_a_report_that_all_went_well_is_no_bounce(self) -> None:
        assert bounces.read(report(message_id=OURS, action="delivered", status="2.0.0")) is None

    def test_the_envelope_is_read_from_whom_the_mail_came_back_to(self) -> None:
        found = bounces.read(report(to="Studs <STUDS+17-ABCDEFGHIJ234567@example.se>"))
        assert found is not None
        assert (found.envelope, found.message_id) == ("17-abcdefghij234567", "")

    def test_a_loose_text_is_read_for_its_number_and_our_id(self) -> None:
        body = f"Hej!\r\nMejlet gick inte fram:\r\n550 5.1.1 Användaren finns inte\r\nMessage-ID: {OURS}\r\n"
        found = bounces.read(text_mail(body))
        assert found == bounces.Returned("550 5.1.1 Användaren finns inte", is_lost=True, is_hard=True, message_id=OURS)

    def test_a_loose_text_without_a_number_says_only_that_the_mail_did_not_arrive(self) -> None:
        found = bounces.read(text_mail(f"Sorry. {OURS}"))
        assert found == bounces.Returned("Kunde inte levereras", is_lost=True, is_hard=False, message_id=OURS)

    @pytest.mark.parametrize(
        "subject", ["Oleverbart: Din plats", "Det går inte att leverera: Din plats", "Undeliverable: Din plats"]
    )
    def test_what_outlook_sends_back_is_read_in_swedish_too(self, subject: str) -> None:
        said = "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient asa@falkoping.se not found by SMTP address lookup"
        lines = [
            "From: postmaster@falkoping.se",
            "To: studs@example.se",
            f"Subject: {Header(subject, 'utf-8').encode()}",
            'Content-Type: multipart/report; report-type=delivery-status; boundary="_7_"',
            "In-Reply-To: " + OURS,
            "",
            "--_7_",
            "Content-Type: text/html; charset=utf-8",
            "",
            "<p>Ditt meddelande till asa@falkoping.se kunde inte levereras.</p>",
            "--_7_",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns;AM0PR01MB0001.eurprd01.prod.exchangelabs.com",
            "",
            "Original-Recipient: rfc822;asa@falkoping.se",
            "Final-Recipient: rfc822;asa@falkoping.se",
            "Action: failed",
            "Status: 5.1.10",
            f"Diagnostic-Code: smtp;{said}",
            "",
            "--_7_",
            "Content-Type: message/rfc822",
            "",
            f"Message-ID: {OURS}",
            "Subject: Din plats",
            "",
            "Hej!",
            "--_7_--",
        ]
        whole = "\r\n".join(lines).encode()
        told = bounces.Returned(said, is_lost=True, is_hard=True, message_id=OURS)
        assert bounces.read(whole) == told
        # A forwarded copy often loses its report: the words are enough, together with our own id.
        loose = text_mail(f"{said}\r\n{OURS}", From="Åsa Öberg <asa@falkoping.se>", Subject=subject)
        assert bounces.read(loose) == told

    @pytest.mark.parametrize(
        "raw",
        [
            text_mail(f"Jag är borta till måndag. {OURS}", From="Åsa <asa@x.se>", Subject="Autosvar: Kunskapsdag"),
            text_mail(f"550 5.1.1 {OURS}", Auto_Submitted="auto-replied"),
            text_mail(f"Tack, jag kommer! {OURS} 550 5.1.1", From="Åsa <asa@x.se>", Subject="Sv: Välkommen"),
            text_mail("550 5.1.1 okänd", Subject="Undeliverable"),
            b"",
            b"\xff\xfe\x00" * 1000,
            b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n",
            b"Subject: =?x-unknown?B?////?=\r\nFrom: <>\r\n\r\n",
        ],
        ids=["absence", "marked answer", "a person", "no id", "empty", "rubbish", "broken report", "unknown letters"],
    )
    def test_what_is_no_bounce_of_ours_is_left_alone(self, raw: bytes) -> None:
        assert bounces.read(raw) is None


def test_an_envelope_of_its_own_names_the_mail_and_cannot_be_forged(settings: Any) -> None:
    settings.BOUNCE_ADDRESS = "studs@example.se"
    address = envelopes.address_of(17)
    mark = bounces.ENVELOPE.search(address)
    assert mark is not None
    assert address.startswith("studs+17-")
    assert len(address.partition("@")[0]) <= 64
    assert envelopes.key_of(mark[1]) == 17
    assert envelopes.key_of(mark[1].replace("17-", "18-")) is None
    assert envelopes.key_of("²-" + "a" * 16) is None


@pytest.mark.django_db
class TestMailbox:
    """The mailbox over IMAP."""

    def test_a_returned_mail_marks_its_mail_and_stops_letters_to_many(self, box: MailBox) -> None:
        lost, fine = MessageFactory(sent=True, message_id=OURS), MessageFactory(sent=True)
        box.mails = [report(message_id=OURS, said="550 5.1.1 okänd")]
        assert actions.read_mailbox(NOW) == 1
        lost.refresh_from_db()
        assert (lost.state, lost.answer) == (State.BOUNCED, "550 5.1.1 okänd")
        assert list(Message.objects.undelivered()) == [lost]
        assert queries.unreachable([lost.to_email.upper(), fine.to_email]) == {lost.to_email}
        bounce = Bounce.objects.get()
        assert (bounce.source, bounce.is_hard, bounce.at) == (BounceSource.MAILBOX, True, NOW)

    def test_what_is_read_is_marked_and_not_read_again_and_twice_the_same_is_once(self, box: MailBox) -> None:
        MessageFactory(sent=True, message_id=OURS)
        box.mails = [report(message_id=OURS), b"From: anna@x.se\r\n\r\nHej", report(message_id=OURS)]
        assert actions.read_mailbox(NOW) == 3
        assert box.seen == {1, 2, 3}
        assert actions.read_mailbox(NOW) == 0
        box.seen.clear()  # as when the worker was killed before the mark
        actions.read_mailbox(NOW)
        assert Bounce.objects.count() == 1

    def test_a_full_mailbox_is_read_to_its_end_also_past_a_mail_that_no_program_reads(self, box: MailBox, caplog: Any) -> None:
        MessageFactory(sent=True, message_id=OURS)
        nested = b"From: mailer-daemon@x.se\r\n" + b"Content-Type: message/rfc822\r\n\r\n" * 3000
        box.mails = [nested, *([b"From: anna@x.se\r\n\r\nHej"] * 119), report(message_id=OURS)]
        assert [actions.read_mailbox(NOW) for _turn in range(4)] == [50, 50, 21, 0]
        assert (len(box.seen), Bounce.objects.count()) == (121, 1)
        assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
            "A mail in the mailbox for returned mails cannot be read, and is passed over"
        ]

    def test_a_bounce_that_anybody_could_have_written_silences_nobody(self, box: MailBox, settings: Any) -> None:
        settings.BOUNCE_ADDRESS = "studs@example.se"
        message = MessageFactory(sent=True)
        box.mails = [report(to=f"studs+{message.pk}-{'a' * 16}@example.se"), report(message_id=f"<{'0' * 32}@example.se>")]
        assert actions.read_mailbox(NOW) == 2
        assert not Bounce.objects.exists()
        assert Message.objects.get().state == State.SENT

    def test_the_signed_envelope_is_enough(self, box: MailBox, office: PostOffice, settings: Any) -> None:
        settings.BOUNCE_ADDRESS = "studs@example.se"
        queued()
        actions.send_due(NOW)
        box.mails = [report(to=office.taken[0].mail_from or "")]
        actions.read_mailbox(NOW)
        assert Message.objects.get().state == State.BOUNCED

    def test_a_delay_changes_nothing_but_is_kept(self, box: MailBox) -> None:
        message = MessageFactory(sent=True, message_id=OURS)
        box.mails = [report(message_id=OURS, action="delayed", status="4.4.1")]
        actions.read_mailbox(NOW)
        message.refresh_from_db()
        assert message.state == State.SENT
        assert [bounce.is_lost for bounce in message.bounces.all()] == [False]

    def test_sending_again_trusts_the_address_again(self, box: MailBox) -> None:
        message = MessageFactory(sent=True, message_id=OURS)
        box.mails = [report(message_id=OURS)]
        actions.read_mailbox(NOW)
        message.refresh_from_db()
        actions.resend(message=message, by=User.objects.create_user("eva"), now=NOW)
        assert queries.unreachable([message.to_email]) == set()
        assert not Message.objects.undelivered().exists()

    @pytest.mark.parametrize("at", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE"])
    def test_a_server_that_hangs_up_is_asked_again_and_nothing_is_lost(self, box: MailBox, at: str) -> None:
        MessageFactory(sent=True, message_id=OURS)
        box.mails = [report(message_id=OURS)]
        box.hangs_up_at = at
        with pytest.raises(ServerTrouble):
            actions.read_mailbox(NOW)
        assert tasks.read_returned() == 0
        box.hangs_up_at = ""
        assert actions.read_mailbox(NOW) == 1
        assert Bounce.objects.count() == 1

    def test_a_wrong_password_is_told_without_it(self, box: MailBox, settings: Any) -> None:
        settings.BOUNCE_IMAP_URL = box.url.replace("losen", "hemligt")
        with pytest.raises(ServerTrouble, match="wrong user") as told:
            actions.read_mailbox(NOW)
        assert "hemligt" not in str(told.value)

    def test_without_a_mailbox_none_is_read(self, settings: Any) -> None:
        settings.BOUNCE_IMAP_URL = ""
        assert tasks.read_returned() == 0


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("pop3://a:b@c/", "must look like"),
        ("imaps://host/INBOX", "must look like"),
        ("imap://a:hemligt@mail.example.se/?tls=none", "unencrypted"),
        ("imaps://a:hemligt@mail.example.se/?tls=start", "only option"),
        ("imaps://a:hemligt@mail.example.se:x/", "cannot be read"),
        ("imaps://a:hemligt@mail.example.se/Å", "plain letters"),
    ],
)
def test_a_mailbox_that_cannot_be_one_stops_the_start_and_never_tells_the_password(
    url: str, complaint: str, settings: Any
) -> None:
    settings.BOUNCE_IMAP_URL, settings.BOUNCE_ADDRESS, settings.BOUNCE_SECRET = url, "studs", "kort"
    found = checks.returned_mail_can_be_read(None)
    assert [one.id for one in found] == ["kunskapsdag.E005", "kunskapsdag.E006", "kunskapsdag.E007"]
    assert complaint in found[0].msg
    assert "hemligt" not in found[0].msg


def test_a_mailbox_is_encrypted_unless_said_otherwise() -> None:
    box = mailbox.parse("imap://a:b@mail.example.se/Studs")
    assert box is not None
    assert (box.tls, box.port, box.folder, "b@" in repr(box)) == ("start", 143, "Studs", False)


SECRET = "en-ganska-bra-hemlighet"


@pytest.mark.django_db
class TestWebhook:
    """What a mail service tells."""

    @pytest.fixture(autouse=True)
    def _secret(self, settings: Any) -> None:
        settings.BOUNCE_SECRET = SECRET

    def tell(self, told: Any, *, secret: str = SECRET, content_type: str = "application/json") -> Any:
        body = told if isinstance(told, str | bytes) else json.dumps(told)
        head = {"Authorization": f"Bearer {secret}"}
        return Client().post("/mejl/studs/", body, content_type=content_type, headers=head)

    def test_a_bounce_is_kept_once_whichever_way_the_mail_is_named(self) -> None:
        by_id, by_address = MessageFactory(sent=True, message_id=OURS), MessageFactory(sent=True)
        told = {
            "bounces": [
                {"message_id": OURS, "kind": "hard", "reason": "550 5.1.1 okänd"},
                {"address": by_address.to_email.upper(), "kind": "soft", "reason": "full"},
                {"message_id": "<okänd@example.se>", "kind": "hard"},
            ]
        }
        told["bounces"][0]["reason"] += "\x00\ud800"
        assert self.tell(told).json() == {"kept": 2, "told": 3}
        assert self.tell(told).json() == {"kept": 0, "told": 3}
        states = dict(Message.objects.values_list("pk", "state"))
        assert states == {by_id.pk: State.BOUNCED, by_address.pk: State.BOUNCED}
        assert queries.unreachable([by_id.to_email, by_address.to_email]) == {by_id.to_email}

    @pytest.mark.parametrize(
        ("told", "status"),
        [
            ("{", 400),
            ("[" * 50_000, 400),
            ([], 400),
            ({"kind": "hard"}, 400),
            ({"kind": "fatal", "address": "a@b.se"}, 400),
            ({"kind": ["hard"], "address": "a@b.se"}, 400),
            ({"kind": "hard", "address": 7}, 400),
            ([{"kind": "hard", "address": "a@b.se"}] * 101, 400),
            (7, 400),
            (b"\xff\xfe", 400),
            ("x" * 100_001, 413),
        ],
    )
    def test_rubbish_is_refused_and_nothing_is_kept(self, told: Any, status: int) -> None:
        MessageFactory(sent=True, to_email="a@b.se")
        answer = self.tell(told)
        assert (answer.status_code, list(answer.json())) == (status, ["error"])
        assert not Bounce.objects.exists()

    def test_a_wrong_secret_method_or_kind_of_content_is_refused(self) -> None:
        assert self.tell({}, secret="fel").status_code == 401
        assert self.tell({}, content_type="text/plain").status_code == 415
        answer = Client().get("/mejl/studs/")
        assert (answer.status_code, answer["Allow"]) == (405, "POST")

    def test_without_a_secret_there_is_no_such_address(self, settings: Any) -> None:
        settings.BOUNCE_SECRET = ""
        assert self.tell({}, secret="").status_code == 404

    def test_too_many_a_minute_are_turned_away(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOW)  # the minute must not end meanwhile
        codes = {self.tell("{").status_code for _ in range(views.MOST_A_MINUTE)}
        assert codes == {400}
        late = self.tell("{")
        assert (late.status_code, late["Retry-After"]) == (429, "60")


@pytest.mark.django_db
class TestServerThatDropsTheLine:
    """At least once, once only where the server answered, and nothing lost."""

    def test_a_line_dropped_before_the_receipt_sends_the_mail_again_and_the_others_once(self, office: PostOffice) -> None:
        office.drops["b@example.se"] = "before"
        for name in "abc":
            queued(f"{name}@example.se")
        actions.send_due(NOW)
        states = dict(Message.objects.values_list("to_email", "state"))
        assert states == {"a@example.se": State.SENT, "b@example.se": State.DUE, "c@example.se": State.DUE}
        assert "disconnected" in Message.objects.get(to_email="b@example.se").answer.lower()
        actions.send_due(NOW + dt.timedelta(minutes=1))
        assert office.addresses == ["a@example.se", "b@example.se", "b@example.se", "c@example.se"]
        # Whoever got it twice has a mail program that can tell.
        assert (
            office.mail(1)["Message-ID"]
            == office.mail(2)["Message-ID"]
            == Message.objects.get(to_email="b@example.se").message_id
        )
        assert set(Message.objects.values_list("state", flat=True)) == {State.SENT}

    def test_a_line_dropped_after_the_receipt_sends_each_mail_once_without_a_pause(self, office: PostOffice) -> None:
        office.drops["b@example.se"] = "after"
        for name in "abc":
            queued(f"{name}@example.se")
        actions.send_due(NOW)
        assert office.addresses == ["a@example.se", "b@example.se", "c@example.se"]
        assert set(Message.objects.values_list("state", "tries")) == {(State.SENT, 1)}
        assert office.sessions == 2

    def test_a_server_that_drops_every_line_before_it_takes_anything_is_not_hammered(self, office: PostOffice) -> None:
        office.senders["dagar@example.se"] = "421 closing"
        queued()
        queued("eva@example.se")
        actions.send_due(NOW)
        assert office.sessions == 1
        assert set(Message.objects.values_list("state", flat=True)) == {State.DUE}

    def test_an_address_that_our_own_server_knows_is_dead_gets_no_more_letters_to_many(self, office: PostOffice) -> None:
        office.recipients |= {"borta@example.se": "550 5.1.1 No such user", "spam@example.se": "550 5.7.1 Blocked"}
        queued("borta@example.se")
        queued("spam@example.se")
        actions.send_due(NOW)
        assert queries.unreachable(["borta@example.se", "spam@example.se"]) == {"borta@example.se"}
