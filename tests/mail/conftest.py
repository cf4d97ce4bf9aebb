"""A real mail server in a thread, and letters to send through it."""

import datetime as dt
import email
import socket
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from kunskapsdag.mail import actions, registry
from kunskapsdag.mail.letters import letter
from kunskapsdag.mail.models import Message
from kunskapsdag.mail.registry import Letter

NOW = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
CALENDAR = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nSUMMARY:Växa eller krympa\r\nEND:VCALENDAR\r\n"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostOffice:
    """Takes mail on a port of its own, answers as it is told, and keeps what it took."""

    def __init__(self, port: int | None = None) -> None:
        self.port = port or free_port()
        self.taken: list[Envelope] = []
        self.sessions = 0
        self.senders: dict[str, str] = {}
        self.recipients: dict[str, str] = {}
        self.contents: dict[str, str] = {}
        # By recipient: hang up once "before" the receipt, when the mail is taken, or "after" it.
        self.drops: dict[str, str] = {}
        self.controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}?timeout=60"

    def open(self, **options: Any) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, ready_timeout=60, **options)
        self.controller.start()

    def close(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        envelope.mail_from = address
        return self.senders.get(address, "250 OK")

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self.recipients.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.contents.get(envelope.rcpt_tos[0], "250 OK: queued as 4F2A")
        if answer.startswith("250"):
            self.taken.append(envelope)
        drop = self.drops.pop(envelope.rcpt_tos[0], "")
        if drop == "after":
            await server.push(answer)
        if drop:
            server.transport.close()
        return answer

    @property
    def addresses(self) -> list[str]:
        """To whom the mails that were taken went, in order."""
        return [envelope.rcpt_tos[0] for envelope in self.taken]

    def mail(self, number: int = 0) -> EmailMessage:
        """Return a mail that was taken, as a mail program would read it."""
        content = self.taken[number].content
        assert isinstance(content, bytes)
        parsed = email.message_from_bytes(content.replace(b"\r\n", b"\n"), policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@pytest.fixture
def office(settings: Any) -> Iterator[PostOffice]:
    """An open post office that the settings point at."""
    office = PostOffice()
    office.open()
    settings.MAIL_URL = office.url
    settings.MAIL_FROM = "Kunskapsdag på väg <dagar@example.se>"
    yield office
    office.close()


@pytest.fixture(autouse=True)
def _templates(settings: Any) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]


def write_welcome(message: Message) -> Letter:
    return letter(
        "tests/welcome",
        {"name": message.to_name, "number": message.facts["number"]},
        message.language,
        calendar=CALENDAR,
        calendar_method="REQUEST",
        reply_to="kansli@malmö.se",
    )


def write_nothing(message: Message) -> Letter:
    raise KeyError("the registration is gone")


written: list[int] = []


def write_and_count(message: Message) -> Letter:
    written.append(message.pk)
    return Letter(subject="Nummer", text=f"Brev nummer {len(written)}\n")


registry.register("tests.welcome", write_welcome)
registry.register("tests.broken", write_nothing)
registry.register("tests.counted", write_and_count)


def queued(to_email: str = "asa@falkoping.example.se", **fields: Any) -> Message:
    """Put a mail in the outbox."""
    return actions.queue(
        **{
            "kind": "tests.welcome",
            "facts": {"number": 7},
            "to_name": "Åsa Öberg",
            "to_email": to_email,
            "language": "sv",
            "now": NOW,
        }
        | fields
    )


class LoginDesk:
    """Knows one user."""

    def __call__(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (b"dagar", b"p@ss/ord")
        return AuthResult(success=right, handled=False)
