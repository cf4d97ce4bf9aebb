"""Mistakes in the mail settings, told at start."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from kunskapsdag.mail import transport


@register("mail")
def mail_url_can_be_read(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse to start with a ``MAIL_URL`` that names no usable server."""
    try:
        transport.parse(settings.MAIL_URL)
    except ImproperlyConfigured as error:
        hint = "smtp://user:password@host:587?tls=start, or nothing: then mails are kept and shown, not sent."
        return [Error(str(error), hint=hint, id="kunskapsdag.E004")]
    return []
