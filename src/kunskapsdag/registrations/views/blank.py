"""The empty form as bytes.

A thousand people open the same form in the same minute. It differs between them in two places only: the CSRF token and
the form's own key. The rest is rendered once a second and kept; places left are never older than that.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

MOST_FORMS = 64
SECONDS = 1.0
# What the template writes where each visitor's own values belong. No form text can hold them: they are not words.
CSRF_MARK = "csrf-7c1e5a90-mark"
KEY_MARK = "key-2f84d6b3-mark"


@dataclass(frozen=True, slots=True)
class _Blank:
    fresh_until: float
    pieces: tuple[bytes, ...]


_kept: OrderedDict[tuple[str, str, str], _Blank] = OrderedDict()
_lock = threading.Lock()


def page(name: tuple[str, str, str], *, csrf: str, key: str, render: Callable[[], bytes]) -> bytes:
    """Return the empty form with this visitor's token and key.

    ``render`` makes the page with the two marks in it.
    """
    blank = _kept.get(name)
    if blank is None or blank.fresh_until <= time.monotonic():
        blank = _made(name, render)
    values = {CSRF_MARK.encode(): csrf.encode(), KEY_MARK.encode(): key.encode()}
    return b"".join(values.get(piece, piece) for piece in blank.pieces)


def _made(name: tuple[str, str, str], render: Callable[[], bytes]) -> _Blank:
    """Render the form, one thread at a time: the others wait for her instead of doing the same work."""
    with _lock:
        blank = _kept.get(name)
        if blank is not None and blank.fresh_until > time.monotonic():
            return blank
        asked_at = time.monotonic()
        blank = _Blank(asked_at + SECONDS, _split(render()))
        _kept[name] = blank
        _kept.move_to_end(name)
        while len(_kept) > MOST_FORMS:
            _kept.popitem(last=False)
    return blank


def forget() -> None:
    """Forget every kept form, for those who change what it shows."""
    with _lock:
        _kept.clear()


def _split(content: bytes) -> tuple[bytes, ...]:
    """Cut the page at the marks, keeping them as pieces of their own."""
    pieces: list[bytes] = [content]
    for mark in (CSRF_MARK.encode(), KEY_MARK.encode()):
        cut: list[bytes] = []
        for piece in pieces:
            if piece in (CSRF_MARK.encode(), KEY_MARK.encode()):
                cut.append(piece)
                continue
            parts = piece.split(mark)
            for number, part in enumerate(parts):
                if number:
                    cut.append(mark)
                cut.append(part)
        pieces = cut
    return tuple(pieces)
