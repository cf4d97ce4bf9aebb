"""The address that a mail comes back to: its own for each mail, signed, so that nobody can send a false one.

Only where ``BOUNCE_ADDRESS`` is set: ``studs@example.se`` gives ``studs+17-<signature>@example.se``, which the mail server
must deliver to the same mailbox (plus addressing).
"""

import base64

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from kunskapsdag.core.text import is_number

SALT = "kunskapsdag.mail.envelopes"
# 80 bits, in letters that survive a server that makes everything small.
SIGNS = 16


def address_of(key: int) -> str:
    """Return the envelope's sender for the mail with this key, empty where no such address is set."""
    if not settings.BOUNCE_ADDRESS:
        return ""
    local, _at, domain = settings.BOUNCE_ADDRESS.partition("@")
    return f"{local}+{key}-{_signature(str(key))}@{domain}"


def key_of(mark: str) -> int | None:
    """Return the key of the mail that a mark such as "17-abc…" names, None when it is forged."""
    key, _dash, signature = mark.partition("-")
    if not is_number(key) or not constant_time_compare(_signature(key), signature):
        return None
    return int(key)


def _signature(key: str) -> str:
    digest = salted_hmac(SALT, key, algorithm="sha256").digest()
    return base64.b32encode(digest).decode("ascii").lower()[:SIGNS]
