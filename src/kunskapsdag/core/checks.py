"""Mistakes in the set-up, told at start with a hint: ``kunskapsdag check --deploy``."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register("settings")
def needs_keys_are_usable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Refuse a ``NEEDS_KEY`` that cannot encrypt."""
    from kunskapsdag.core import seals  # (app ready)

    try:
        seals.seal("x")
    except ValueError:
        return [
            Error(
                "NEEDS_KEY is not a usable key.",
                hint="Make one with: kunskapsdag new_key",
                id="kunskapsdag.E003",
            )
        ]
    return []


@register(deploy=True)
def sender_can_be_answered(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn when mail would leave with an address that nobody has chosen."""
    if settings.MAIL_URL and settings.MAIL_FROM.endswith("@localhost>"):
        return [Error("MAIL_FROM is not set.", hint="MAIL_FROM='Name <name@example.se>'", id="kunskapsdag.E001")]
    if not settings.MAIL_URL and not settings.DEMO:
        return [Warning("MAIL_URL is not set: no mail leaves.", hint="smtp://host:25", id="kunskapsdag.W001")]
    return []


@register(deploy=True)
def public_address_is_set(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Warn when links in mails would point at localhost."""
    if "//localhost" in settings.BASE_URL:
        return [
            Warning(
                "BASE_URL points at localhost: links in mails will not work elsewhere.",
                hint="BASE_URL=https://kunskapsdag.example.se",
                id="kunskapsdag.W002",
            )
        ]
    return []
