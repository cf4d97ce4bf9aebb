"""The way out: one SMTP connection, set by ``MAIL_URL``, and what a server's answers mean to us.

``smtp://user:password@host:587?tls=start&timeout=10``; ``tls`` is ``start`` (STARTTLS, the default with a login),
``ssl`` (TLS from the first byte) or ``none`` (a relay on the same machine or network).
"""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from kunskapsdag.mail.errors import Busy, LineDropped, Refused, ServerTrouble

PORTS = {"none": 25, "start": 587, "ssl": 465}
SERVICE_NOT_AVAILABLE = 421
PERMANENT = 500
TEMPORARY = 400
LONGEST_TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Server:
    """Where and how to hand over mail. ``timeout`` is in seconds, for each step of the conversation."""

    host: str
    port: int
    user: str
    password: str
    tls: str
    timeout: float

    def __repr__(self) -> str:
        """Return everything but the password, which must not reach a log."""
        return f"Server({self.user or '-'}@{self.host}:{self.port} tls={self.tls})"


def parse(url: str) -> Server | None:
    """Return the server that ``MAIL_URL`` names, ``None`` when it is empty.

    :raises ImproperlyConfigured: with a sentence that says which part is wrong; the password is never in it.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"MAIL_URL: {_without_value(error)}") from None
    if parts.scheme != "smtp":
        raise ImproperlyConfigured("MAIL_URL must begin with smtp:// (smtp://user:password@host:587?tls=start)")
    if not parts.hostname or parts.path not in ("", "/") or parts.fragment:
        raise ImproperlyConfigured(
            "MAIL_URL names no server, or has more than a server in it; a / ? # or @ in the password is written %2F %3F %23 %40"
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    tls, timeout = _options(parts, default_tls="start" if user else "none")
    if user and tls == "none" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured("MAIL_URL would send the password unencrypted; use tls=start or tls=ssl")
    return Server(parts.hostname, PORTS[tls] if port is None else port, user, password, tls, timeout)


def _without_value(error: ValueError) -> str:
    """Return what urllib says, without the value it quotes: that may be half a password."""
    return str(error).split(" '", 1)[0].split(" as ", 1)[0] or "cannot be read"


def _options(parts: SplitResult, *, default_tls: str) -> tuple[str, float]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    tls = options.pop("tls", default_tls)
    if tls not in PORTS:
        raise ImproperlyConfigured(f"MAIL_URL: tls={tls} is none of start, ssl, none")
    written = options.pop("timeout", "10")
    try:
        timeout = float(written)
    except ValueError:
        timeout = 0
    if not 1 <= timeout <= LONGEST_TIMEOUT:
        raise ImproperlyConfigured(f"MAIL_URL: timeout={written} is not a number of seconds from 1 to {LONGEST_TIMEOUT}")
    if options:
        raise ImproperlyConfigured(f"MAIL_URL: unknown option {', '.join(sorted(options))}; there are tls and timeout")
    return tls, timeout


class Connection:
    """An open conversation with the mail server."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        """Talk over ``smtp``, which is connected and logged in."""
        self._smtp = smtp
        # A server may hang up after so many mails; one that has taken none at all is in trouble.
        self.has_delivered = False

    def send(self, *, sender: str, recipient: str, message: bytes) -> str:
        """Hand one mail over and return the server's receipt, such as ``250 Ok: queued as 4F2A``.

        :raises Busy: try this mail again later (4xx).
        :raises Refused: the server will never take this mail (5xx to the recipient or to the content).
        :raises LineDropped: the server hung up before it had the mail.
        :raises ServerTrouble: the conversation broke, or the server refuses us as sender: no mail would get through.
        """
        try:
            self._expect(self._smtp.mail(sender), who_is_refused=ServerTrouble, who_hangs_up=LineDropped)
            self._expect(self._smtp.rcpt(recipient), who_is_refused=Refused, who_hangs_up=LineDropped)
        except (smtplib.SMTPException, OSError) as error:
            raise LineDropped(_words(error)) from error
        try:
            receipt = self._expect(self._smtp.data(message), who_is_refused=Refused)
        except smtplib.SMTPDataError as error:  # the server would not even let us begin
            return self._expect((error.smtp_code, error.smtp_error), who_is_refused=Refused)
        except (smtplib.SMTPException, OSError) as error:  # nobody knows whether it took the mail
            raise ServerTrouble(_words(error)) from error
        self.has_delivered = True
        return receipt

    def _expect(
        self,
        answer: tuple[int, bytes | str],
        *,
        who_is_refused: type[Exception],
        who_hangs_up: type[Exception] = ServerTrouble,
    ) -> str:
        code, said = answer
        words = _answer(code, said)
        if code == SERVICE_NOT_AVAILABLE or code < 0:
            raise who_hangs_up(words)
        if code >= TEMPORARY:
            with contextlib.suppress(smtplib.SMTPException, OSError):
                self._smtp.rset()
            raise who_is_refused(words) if code >= PERMANENT else Busy(words)
        return words


@contextlib.contextmanager
def connected(server: Server) -> Iterator[Connection]:
    """Open a connection; raise ``ServerTrouble`` with words for the organiser when that fails."""
    try:
        smtp = _open(server)
    except (smtplib.SMTPException, OSError) as error:
        raise ServerTrouble(_words(error)) from error
    try:
        yield Connection(smtp)
    finally:
        # What was accepted is accepted: a goodbye that nobody hears changes nothing.
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def _open(server: Server) -> smtplib.SMTP:
    context = ssl.create_default_context() if server.tls != "none" else None
    if server.tls == "ssl":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.timeout, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout)
    try:
        if server.tls == "start":
            smtp.starttls(context=context)
        if server.user:
            smtp.login(server.user, server.password)
        smtp.ehlo_or_helo_if_needed()
    except BaseException:
        smtp.close()
        raise
    return smtp


def _answer(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {words}".strip()[:2000]


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _answer(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}".strip()[:2000]
