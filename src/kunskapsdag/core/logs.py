"""What must never stand in the log: a person's own address is all that is needed to cancel for her."""

import logging
import re

PRIVATE_PATHS = ("/min-anmalan/", "/bestallning/", "/inbjudan/", "/ersattare/")
HIDDEN = "…"
LONGEST_LINE = 400
# Also where the address is the value of a parameter, with its slashes encoded.
_SLASH = "(?:/|%2F)"
_KEY = "(?:(?!%2F)[^/\\s?#'\"<>])"
# What follows the others' first word may be short, such as a number on a staff screen; a key never is.
_OWN_ADDRESS = re.compile(
    f"({_SLASH}min-anmalan{_SLASH})({_KEY})+|"
    f"({_SLASH}(?:bestallning|inbjudan|ersattare){_SLASH}|{_SLASH}serieanmalan{_SLASH}{_KEY}+{_SLASH}(?:kvitto{_SLASH})?){_KEY}{{20,}}",
    re.IGNORECASE,
)


def is_private(path: str) -> bool:
    """Return whether this is the address of a person's own page, which must not be written anywhere else."""
    return path.startswith(PRIVATE_PATHS) or "/kvitto/" in path


def without_keys(text: str) -> str:
    """Return the text with the secret part of own addresses left out."""
    return _OWN_ADDRESS.sub(lambda found: f"{found[1] or found[3]}{HIDDEN}", text)


class LineFormatter(logging.Formatter):
    """Writes a line of the log.

    Hides in the finished line, not in the record: the address may stand in the message, in an argument of any kind or in
    a traceback.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the traceback where there is one, without secrets."""
        return without_keys(super().format(record))


class RefusedInOneLine(logging.Filter):
    """Tells of what a visitor sent and we refused in one line: a host that is not ours is no fault that needs a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Shorten the record where it is of that kind."""
        if record.name.startswith("django.security."):
            record.msg, record.args = " ".join(record.getMessage().split())[:LONGEST_LINE], None
            record.exc_info = record.exc_text = record.stack_info = None
        return True
