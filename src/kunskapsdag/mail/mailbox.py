"""The mailbox that returned mails come to: read over IMAP, set by ``BOUNCE_IMAP_URL``.

``imaps://user:password@host:993/INBOX`` (TLS from the first byte) or ``imap://…:143/INBOX?tls=start`` (STARTTLS).
A mailbox of its own: what is read is marked as read, nothing is removed.
"""

import contextlib
import imaplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from kunskapsdag.mail.bounces import MOST_BYTES
from kunskapsdag.mail.errors import ServerTrouble

PORTS = {"imap": 143, "imaps": 993}
LOCAL = ("localhost", "127.0.0.1", "::1")
SECONDS = 20.0
MOST_AT_ONCE = 50
Use = Callable[[bytes], None]


@dataclass(frozen=True, slots=True)
class Box:
    """Where the mailbox is."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: str

    def __repr__(self) -> str:
        """Return everything but the password, which must not reach a log."""
        return f"Box({self.user}@{self.host}:{self.port}/{self.folder} tls={self.tls})"


def parse(url: str) -> Box | None:
    """Return the mailbox that ``BOUNCE_IMAP_URL`` names, None when it is empty.

    :raises ImproperlyConfigured: with a sentence that says which part is wrong; the password is never in it.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ImproperlyConfigured("BOUNCE_IMAP_URL cannot be read; signs in the password are written %40 and so on") from None
    if parts.scheme not in PORTS or not parts.hostname or not parts.username:
        raise ImproperlyConfigured("BOUNCE_IMAP_URL must look like imaps://user:password@host/INBOX")
    options = dict(parse_qsl(parts.query))
    tls = "ssl" if parts.scheme == "imaps" else options.pop("tls", "start")
    if tls not in ("ssl", "start", "none") or options:
        raise ImproperlyConfigured("BOUNCE_IMAP_URL: the only option is tls=start or tls=none, with imap://")
    if tls == "none" and parts.hostname not in LOCAL:
        raise ImproperlyConfigured("BOUNCE_IMAP_URL would send the password unencrypted; use imaps:// or tls=start")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    if not folder.isascii() or any(sign in folder for sign in '"\\\r\n'):
        raise ImproperlyConfigured("BOUNCE_IMAP_URL: the name of the folder may only have plain letters")
    password = unquote(parts.password or "")
    return Box(parts.hostname, port or PORTS[parts.scheme], unquote(parts.username), password, folder, tls)


def read_new(box: Box, use: Use) -> int:
    """Hand each unread mail to ``use``, and mark it as read when that has gone well; return how many.

    Killed in between, the same mail is handed over again: ``use`` must bear that.

    :raises ServerTrouble: the mailbox cannot be reached or opened, with what it said.
    """
    try:
        connection = _open(box)
    except (imaplib.IMAP4.error, OSError) as error:
        raise ServerTrouble(_words(error)) from error
    try:
        return _read(connection, box, use)
    except (imaplib.IMAP4.error, OSError) as error:
        raise ServerTrouble(_words(error)) from error
    finally:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            connection.logout()


def _open(box: Box) -> imaplib.IMAP4:
    context = ssl.create_default_context() if box.tls != "none" else None
    if box.tls == "ssl":
        connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=SECONDS)
    else:
        connection = imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
    try:
        if box.tls == "start":
            connection.starttls(ssl_context=context)
        connection.login(box.user, box.password)
        _expect(connection.select(f'"{box.folder}"'))
    except BaseException:
        with contextlib.suppress(imaplib.IMAP4.error, OSError):
            connection.shutdown()
        raise
    return connection


def _read(connection: imaplib.IMAP4, box: Box, use: Use) -> int:
    found = _expect(connection.uid("SEARCH", "UNSEEN"))
    keys = (found[0] or b"").split()[:MOST_AT_ONCE]
    for key in keys:
        number = key.decode("ascii")
        # A part of it is enough, and PEEK leaves the mark to us.
        answer = _expect(connection.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
        raw = next((one[1] for one in answer if isinstance(one, tuple)), b"")
        if raw:
            use(raw)
        _expect(connection.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)"))
    return len(keys)


def _expect(answer: tuple[str, list[Any]]) -> list[Any]:
    kind, data = answer
    if kind != "OK":
        raise imaplib.IMAP4.error(" ".join(str(one) for one in data))
    return data


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]
