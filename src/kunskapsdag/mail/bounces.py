"""Reads mails that came back: what they say of which mail, and whether the address is dead.

Two shapes are read: the report that mail servers have agreed on (RFC 3464), and plain texts as older servers write them.
What a person or her out-of-office answer has written is no bounce. Pure functions on bytes; docs/rules/mail.md says why.
"""

import email
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message as Mail
from typing import cast

from kunskapsdag.core.text import one_line

MOST_BYTES = 300_000
MOST_WORDS = 500

ENVELOPE = re.compile(r"\+(\d{1,18}-[a-z2-7]{16})@", re.IGNORECASE)
MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[^<>@\s]{1,80}>", re.IGNORECASE)
STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
REPLY = re.compile(r"\b([45])\d\d[ -]")
SENDERS = re.compile(r"mailer-daemon|postmaster|mail delivery (sub)?system", re.IGNORECASE)
SUBJECTS = re.compile(
    r"undeliver|delivery (status|failure|has failed|incomplete)|failure notice|returned mail|mail delivery failed"
    r"|(kunde|kan|har) (inte|ej) (levererats|levereras|skickas)|(går|gick) (inte|ej) att leverera"
    r"|olever(er)?bar|obest[äa]llbar",
    re.IGNORECASE,
)
AWAY = re.compile(
    r"out of (the )?office|automatic reply|auto(matic)?-?reply|autosvar|automatiskt svar|fr[åa]nvaro|frånvarande", re.IGNORECASE
)
WHERE_ENVELOPES_STAND = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
# What is wrong with the mail, the day or the sender, not with the address: full, too large, or refused by a filter.
NOT_THE_ADDRESS = ("2.2", "2.3", "3.4")
POLICY = "7"


@dataclass(frozen=True, slots=True)
class Returned:
    """What a mail that came back says. ``envelope`` and ``message_id`` name the mail it was; one of them is enough.

    ``is_lost``: it was not delivered, and will not be. ``is_hard``: the address itself does not work.
    """

    said: str
    is_lost: bool
    is_hard: bool
    envelope: str = ""
    message_id: str = ""


def read(raw: bytes) -> Returned | None:
    """Return what the mail says, or None where it is no bounce of ours: a person's answer, an absence, advertising."""
    mail = email.message_from_bytes(raw[:MOST_BYTES])
    report = _part(mail, "message/delivery-status")
    if report is not None:
        return _from_report(mail, report, raw)
    if is_automatic_answer(mail) or not _looks_returned(mail):
        return None
    return _from_text(mail, raw)


def is_automatic_answer(mail: Mail) -> bool:
    """Return whether a program answers for somebody who is away (RFC 3834, and what older programs do)."""
    marked = _header(mail, "Auto-Submitted").lower().startswith("auto-replied")
    return (
        marked
        or any(mail.get(name) for name in ("X-Autoreply", "X-Autorespond"))
        or bool(AWAY.search(_header(mail, "Subject")))
    )


def is_dead(status: str) -> bool:
    """Return whether a status such as "5.1.1" says that the address does not work, whoever writes and whatever."""
    kind, _dot, detail = status.partition(".")
    return kind == "5" and not detail.startswith(NOT_THE_ADDRESS) and detail.partition(".")[0] != POLICY


def _from_report(mail: Mail, report: Mail, raw: bytes) -> Returned | None:
    """Read the report: the first recipient that something happened to, since we write to one at a time."""
    for block in _blocks(report):
        action = _header(block, "Action").lower()
        if action not in ("failed", "delayed"):
            continue
        code = _header(block, "Diagnostic-Code").partition(";")[2] or _header(block, "Diagnostic-Code")
        status = _header(block, "Status").split(" ")[0]
        said = one_line(code) or one_line(f"{action} {status}")
        is_lost = action == "failed"
        hard = is_lost and is_dead(status)
        return Returned(said[:MOST_WORDS], is_lost, hard, _envelope(mail), _message_id(mail, raw))
    return None


def _from_text(mail: Mail, raw: bytes) -> Returned | None:
    words = "\n".join(_texts(mail))
    envelope, message_id = _envelope(mail), _message_id(mail, raw)
    if not envelope and not message_id:
        return None
    status, reply = STATUS.search(words), REPLY.search(words)
    found = status or reply
    line = next((line for line in words.splitlines() if found and found[0] in line), _header(mail, "Subject"))
    is_lost = found is None or found[1] == "5"
    # A text that names no number says only that this mail did not arrive.
    return Returned(one_line(line)[:MOST_WORDS], is_lost, bool(status and is_dead(status[0])), envelope, message_id)


def _looks_returned(mail: Mail) -> bool:
    sender = f"{_header(mail, 'From')} {_header(mail, 'Return-Path')}"
    has_no_sender = _header(mail, "Return-Path") == "<>"
    return has_no_sender or bool(SENDERS.search(sender)) or bool(SUBJECTS.search(_header(mail, "Subject")))


def _envelope(mail: Mail) -> str:
    """Return the signed mark of the address that the mail came back to."""
    for name in WHERE_ENVELOPES_STAND:
        for value in mail.get_all(name, []):
            if found := ENVELOPE.search(str(value)):
                return found[1].lower()
    return ""


def _message_id(mail: Mail, raw: bytes) -> str:
    """Return the id of the mail that came back, from its own head where that was sent along, else from anywhere in it."""
    own = _header(mail, "Message-ID")
    for kind in ("message/rfc822", "text/rfc822-headers"):
        part = _part(mail, kind)
        if part is not None and (found := MESSAGE_ID.search(_whole(part))):
            return found[0]
    candidates = MESSAGE_ID.findall(raw[:MOST_BYTES].decode("ascii", "replace"))
    return next((one for one in candidates if one != own), "")


def _part(mail: Mail, kind: str) -> Mail | None:
    return next((part for part in mail.walk() if part.get_content_type() == kind), None)


def _blocks(report: Mail) -> Iterator[Mail]:
    """Yield the groups of fields of a report; Python's parser makes each a mail of its own."""
    content = report.get_payload()
    if isinstance(content, list):
        yield from cast("list[Mail]", content)
    else:
        for block in re.split(r"\r?\n\r?\n", str(content)):
            yield email.message_from_string(block)


def _texts(mail: Mail) -> Iterator[str]:
    for part in mail.walk():
        if part.get_content_type() in ("text/plain", "text/html"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield content.decode("utf-8", "replace")


def _whole(part: Mail) -> str:
    try:
        return part.as_bytes().decode("ascii", "replace")
    except (UnicodeError, LookupError, ValueError):
        return str(part.get_payload())


def _header(mail: Mail, name: str) -> str:
    """Return a header in plain text, whatever was put into it."""
    raw = next((value for known, value in mail.raw_items() if known.lower() == name.lower()), "")
    # Letters that were sent as they are come as surrogates, which no database takes.
    value = str(raw).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        return str(make_header(decode_header(value))).strip()
    except (UnicodeError, LookupError, ValueError):
        return value.strip()
