"""A word that only we know, new for each staff page: an inline script of the admin runs only if it carries it."""

import secrets
from contextvars import ContextVar, Token

# Wagtail's widgets write inline scripts and have no request at hand; hence not an attribute of the request.
_word: ContextVar[str] = ContextVar("nonce", default="")


def begin() -> Token[str]:
    """Choose a word for the page that is about to be made."""
    return _word.set(secrets.token_urlsafe(16))


def end(token: Token[str]) -> None:
    """Forget the word."""
    _word.reset(token)


def current() -> str:
    """Return the word of the page that is being made; empty outside one, and then no inline script runs."""
    return _word.get()
