"""Reads settings from the environment, and does nothing else.

A value that cannot be understood stops the start: a misspelt boolean must not quietly mean "no".
A secret may be given as a file: ``SECRET_KEY_FILE=/run/secrets/key`` is read where ``SECRET_KEY`` is missing.
"""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str = "") -> str:
    """Return the variable, or the content of the file that ``<name>_FILE`` points at, or the default."""
    if name in os.environ:
        return os.environ[name].strip()
    path = os.environ.get(f"{name}_FILE", "")
    if not path:
        return default
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ImproperlyConfigured(f"{name}_FILE: cannot read {path}: {error.strerror}") from error


def boolean(name: str, default: bool = False) -> bool:
    """Return yes or no; anything that is neither raises."""
    value = text(name, str(default)).lower()
    if value in TRUE:
        return True
    if value in FALSE:
        return False
    raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no; write true or false")


def integer(name: str, default: int, *, least: int = 0) -> int:
    """Return a whole number of at least ``least``."""
    value = text(name, str(default))
    try:
        number = int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number") from error
    if number < least:
        raise ImproperlyConfigured(f"{name}={number} must be at least {least}")
    return number


def url(name: str, *, kinds: tuple[str, ...]) -> str:
    """Return an address of one of these kinds, such as "redis", or nothing; any other raises, and says no password."""
    value = text(name)
    if value and value.partition("://")[0] not in kinds:
        raise ImproperlyConfigured(f"{name} must begin with one of: {', '.join(f'{kind}://' for kind in kinds)}")
    return value


def words(name: str, default: str = "") -> list[str]:
    """Return a comma separated list, without empty parts."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def path(name: str, default: Path) -> Path:
    """Return an absolute path."""
    return Path(text(name) or default).expanduser().resolve()
