"""Sealing what must not be readable in the database: food and access needs."""

from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class UnreadableSeal(Exception):
    """The text was sealed with a key that is not among ``NEEDS_KEY``."""


@cache
def _keys(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def seal(plain: str) -> str:
    """Return the text encrypted with the first of ``settings.NEEDS_KEYS`` (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return _keys(tuple(settings.NEEDS_KEYS)).encrypt(plain.encode("utf-8")).decode("ascii") if plain else ""


def unseal(sealed: str) -> str:
    """Return the plain text; raise ``UnreadableSeal`` when none of the keys fits."""
    if not sealed:
        return ""
    try:
        return _keys(tuple(settings.NEEDS_KEYS)).decrypt(sealed.encode("ascii")).decode("utf-8")
    except (InvalidToken, UnicodeEncodeError) as error:
        raise UnreadableSeal from error
