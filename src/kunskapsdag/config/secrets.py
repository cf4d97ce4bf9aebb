"""Keys that nobody should have to invent: made once, kept in the data folder, readable by the owner only."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from cryptography.fernet import Fernet


def new_secret_key() -> str:
    """Return 64 random characters for Django's signing."""
    return secrets.token_urlsafe(48)


def new_needs_key() -> str:
    """Return a key for the encrypted food and access needs."""
    return Fernet.generate_key().decode("ascii")


def kept(folder: Path, name: str, make: Callable[[], str]) -> str:
    """Return the secret in ``folder/name``; write it first where there is none.

    Two processes may start at once: the first to create the file decides, the other reads it.
    """
    file = folder / name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = folder / f".{name}.{os.getpid()}"
    if not file.exists():
        draft.touch(mode=0o600)
        draft.write_text(make(), encoding="ascii")
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text(encoding="ascii").strip()
