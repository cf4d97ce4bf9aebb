"""A mail as it travels: the words in parts that every mail program understands."""

from email.utils import format_datetime, formataddr, parseaddr
from typing import cast

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import SafeMIMEText, sanitize_address

from kunskapsdag.core import clock
from kunskapsdag.core.text import one_line
from kunskapsdag.mail import envelopes
from kunskapsdag.mail.models import Message

CALENDAR_FILE = "kunskapsdag.ics"


def mime(message: Message) -> bytes:
    """Return the mail in bytes: text, HTML and calendar as alternatives, and the calendar once more as a file.

    Outlook reads the alternative, Google and Apple the attachment. The mark ``Auto-Submitted`` keeps out-of-office
    answers away (RFC 3834), ``X-Auto-Response-Suppress`` says the same to Exchange.

    :raises ValueError: when the address cannot be written in a header (``BadHeaderError`` is one).
    """
    mail = EmailMultiAlternatives(
        subject=one_line(message.subject),
        body=message.text,
        from_email=settings.MAIL_FROM,
        to=[formataddr((one_line(message.to_name), recipient_address(message)))],
        reply_to=[sanitize_address(message.reply_to, "utf-8")] if message.reply_to else None,
        headers={
            "Message-ID": message.message_id,
            "Date": format_datetime(clock.swedish(message.created_at)),
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": message.language,
            **_unsubscribe(message.unsubscribe_url),
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        method = message.calendar_method or "PUBLISH"
        mail.attach_alternative(message.calendar, f"text/calendar; method={method}")
        mail.attach(CALENDAR_FILE, message.calendar.encode("utf-8"), "application/ics")
    return cast("SafeMIMEText", mail.message()).as_bytes(linesep="\r\n")


def _unsubscribe(url: str) -> dict[str, str]:
    """Return the headers by which a mail program shows its own button (RFC 2369); one press is for https only (RFC 8058)."""
    if not url:
        return {}
    one_press = {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"} if url.startswith("https://") else {}
    return {"List-Unsubscribe": f"<{one_line(url)}>", **one_press}


def sender_address(message: Message) -> str:
    """Return the address alone, for the envelope: where the mail comes back to when it cannot be delivered."""
    return envelopes.address_of(message.pk) or parseaddr(settings.MAIL_FROM)[1]


def recipient_address(message: Message) -> str:
    """Return the recipient for the envelope, a domain like malmö.se in the form that mail servers know.

    :raises ValueError: when it is no address.
    """
    return sanitize_address(message.to_email, "utf-8")
