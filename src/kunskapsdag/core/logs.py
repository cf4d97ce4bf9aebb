"""What must never stand in the log: a person's own address is all that is needed to cancel for her."""

import logging
import re

PRIVATE_PATH = "/min-anmalan/"
HIDDEN = "…"
# Also where the address is the value of a parameter, with its slashes encoded.
_SLASH = "(?:/|%2F)"
_OWN_ADDRESS = re.compile(f"({_SLASH}min-anmalan{_SLASH})(?:(?!%2F)[^/\\s?#'\"<>])+", re.IGNORECASE)


def is_private(path: str) -> bool:
    """Return whether this is the address of a person's own page, which must not be written anywhere else."""
    return path.startswith(PRIVATE_PATH)


def without_keys(text: str) -> str:
    """Return the text with the secret part of own addresses left out."""
    return _OWN_ADDRESS.sub(rf"\1{HIDDEN}", text)


class LineFormatter(logging.Formatter):
    """Writes a line of the log.

    Hides in the finished line, not in the record: the address may stand in the message, in an argument of any kind or in
    a traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback where there is one, without secrets."""
        return without_keys(super().format(record))
