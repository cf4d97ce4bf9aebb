"""Tagged, accessible PDF by Typst: PDF/UA-1 (ISO 14289-1), made in this process in some ten milliseconds.

Only Typst's own fonts are used, so that a PDF looks the same from every machine; the machine's fonts are asked only
for what those cannot show. Safe to call from several threads at once.
"""

import datetime as dt
import json
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Final

import typst

STANDARD: Final = "ua-1"
_GLYPH = Path(__file__).parent / "typst" / "glyph.typ"
_NO_GLYPH = "could not be displayed with font"
# Trying a character costs some milliseconds; a text with more strange characters than this is not worth the wait.
_MOST_TRIED = 120
_LAST_PLAIN = 0x24F  # the end of Latin Extended-B
UNKNOWN_LETTER = "\ufffd"


def make(template: Path, facts: dict[str, Any], *, made_at: dt.datetime | None = None) -> bytes:
    """Return the PDF of a Typst template fed with ``facts`` (plain values that JSON can hold).

    The template reads them with ``json(bytes(sys.inputs.facts))``: no text of ours is ever spliced into Typst code,
    so a title with ``#`` or ``$`` is a title. What no font can show is left out (emoji) or becomes U+FFFD (letters),
    since an accessible PDF may not hold it. The same facts and ``made_at`` give the same bytes.

    :raises typst.TypstError: when the template and the facts do not fit each other.
    """
    facts = _changed(facts, _without_controls)
    try:
        return _compiled(template, facts, made_at)
    except typst.TypstError as error:
        if _NO_GLYPH not in str(error):
            raise
    tried = _worth_trying(facts)
    try:
        shown = _changed(facts, lambda text: _only(text, lambda char: char in tried and _can_show(char)))
        return _compiled(template, shown, made_at, with_system=True)
    except typst.TypstError as error:
        # Characters that can be shown alone, but not together.
        if _NO_GLYPH not in str(error):
            raise
    return _compiled(template, _changed(facts, lambda text: _only(text, lambda _char: False)), made_at)


def _compiled(template: Path, facts: dict[str, Any], made_at: dt.datetime | None = None, *, with_system: bool = False) -> bytes:
    # A path, never bytes: each compilation of bytes takes an id for ever, and typst 0.15 panics at the 65,536th.
    made: bytes = typst.compile(
        str(template),
        font_paths=_fonts(with_system=with_system),
        format="pdf",
        pdf_standards=STANDARD,
        sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)},
        timestamp=int(made_at.timestamp()) if made_at else None,
    )
    return made


@cache
def _fonts(*, with_system: bool) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=with_system)


@lru_cache(maxsize=10_000)
def _can_show(char: str) -> bool:
    try:
        _compiled(_GLYPH, {"text": char}, with_system=True)
    except typst.TypstError:
        return False
    return True


def _only(text: str, can_show: Callable[[str], bool]) -> str:
    return "".join(char if ord(char) <= _LAST_PLAIN or can_show(char) else _instead(char) for char in text)


def _instead(char: str) -> str:
    return UNKNOWN_LETTER if unicodedata.category(char)[0] in "LN" else ""


def _worth_trying(facts: dict[str, Any]) -> set[str]:
    """Return the characters worth trying: the most used of those beyond Latin."""
    counted = Counter(char for text in _texts(facts) for char in text if ord(char) > _LAST_PLAIN)
    return {char for char, _times in counted.most_common(_MOST_TRIED)}


def _without_controls(text: str) -> str:
    return "".join(char for char in text if char == "\n" or unicodedata.category(char) not in ("Cc", "Cs"))


def _changed(value: Any, change: Callable[[str], str]) -> Any:
    """Return the same structure with every text in it changed; the keys stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: _changed(part, change) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_changed(part, change) for part in value]
    return value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, (list, tuple)):
        for part in value:
            yield from _texts(part)
