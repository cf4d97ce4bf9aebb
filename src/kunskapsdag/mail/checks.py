"""Mistakes in the mail settings, told at start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

from kunskapsdag.mail import mailbox, transport

SHORTEST_SECRET = 20


@register("mail")
def mail_url_can_be_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a ``MAIL_URL`` that names no usable server."""
    try:
        transport.parse(settings.MAIL_URL)
    except ImproperlyConfigured as error:
        hint = "smtp://user:password@host:587?tls=start, or nothing: then mails are kept and shown, not sent."
        return [Error(str(error), hint=hint, id="kunskapsdag.E004")]
    return []


@register("mail")
def returned_mail_can_be_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a mailbox for returned mails that cannot be one."""
    found: list[CheckMessage] = []
    try:
        mailbox.parse(settings.BOUNCE_IMAP_URL)
    except ImproperlyConfigured as error:
        hint = "imaps://user:password@host/INBOX, or nothing: then no mailbox is read."
        found.append(Error(str(error), hint=hint, id="kunskapsdag.E005"))
    try:
        if settings.BOUNCE_ADDRESS:
            validate_email(settings.BOUNCE_ADDRESS)
    except ValidationError:
        found.append(Error("BOUNCE_ADDRESS is no address; write studs@example.se", id="kunskapsdag.E006"))
    if settings.BOUNCE_SECRET and len(settings.BOUNCE_SECRET) < SHORTEST_SECRET:
        text = f"BOUNCE_SECRET must have at least {SHORTEST_SECRET} signs"
        found.append(Error(text, id="kunskapsdag.E007"))
    return found
