"""Reads names and addresses as people paste them, from Excel, Outlook or a mail. docs/rules/orders.md has the table.

Whatever the text is, every address in it comes out once, and nothing is thrown away: what fits nowhere is a line that says
what is missing.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from kunskapsdag.core.text import folded, one_line
from kunskapsdag.orders.rules import columns
from kunskapsdag.orders.rules.columns import Row

PART = r"[^\s<>()\[\],;:\"'“”]"
# It begins where a word begins: tried from every sign of it, a hundred thousand signs without "@" would take minutes.
ADDRESS = re.compile(rf"(?<!{PART}){PART}+@{PART}*[^\s<>()\[\],;:\"'“”.]")
# Outlook writes the address as the name too, where it knows none: "'bo@y.se' <bo@y.se>".
ONE = r"[^\s<>()\[\],;:\"'“”@]"
TWICE = re.compile(rf"['\"“”]?(?<!{PART})({ONE}+@{ONE}*[^\s<>()\[\],;:\"'“”@.])['\"“”]?\s*<\1>", re.IGNORECASE)
MAILTO = re.compile(r"mailto:", re.IGNORECASE)
OUTER = " \t,;:-–•*·<>()[]\"'“”"
COLUMNS = {
    "name": "namn",
    "email": "e-post",
    "organisation": "organisation",
    "role": "titel",
    "category": "deltar som",
    "way": "på plats eller online",
}
# What offices put between a name and what they add to it: "Anna Berg (Habo kommun)", "Anna Berg / chef".
BETWEEN = re.compile(r"[;,()|]|\s[-–/]\s")
NUMBERED = re.compile(r"^\s*(?:\d{1,3}[.)]|[-–•*·])\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """One person as she was read; ``raw`` is what stood there."""

    name: str = ""
    email: str = ""
    organisation: str = ""
    category: str = ""
    role: str = ""
    way: str = ""
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of what was pasted; ``ignored`` names the columns that nothing was read from."""

    lines: list[Line]
    ignored: list[str]


def read(text: str, *, organisations: Iterable[str] = ()) -> list[Line]:
    """Return the persons in the order they stand. ``organisations`` are names that tell which column is which."""
    return reading(text, organisations=organisations).lines


def reading(text: str, *, organisations: Iterable[str] = ()) -> Reading:
    """Do the same, and tell what was left out."""
    known = frozenset(folded(name) for name in organisations)
    rows = text.replace("\ufeff", "").replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    rows = [row for row in rows if row.strip()]
    separator = columns.separator_of(rows)
    if separator:
        table = columns.read(rows, separator, known)
        return Reading([_tidied(line) for row in table.rows for line in _of_row(row)], table.ignored)
    found: list[Line] = []
    for number, row in enumerate(rows):
        if number == 0 and columns.is_heading(re.split(r"[,;]", row)):
            continue
        found += _of_text(row, known)
    return Reading([_tidied(line) for line in found], [])


def as_text(lines: Iterable[Line]) -> str:
    """Return the lines as a table that ``read`` reads back; a column that nothing stands in is left out."""
    lines = list(lines)
    columns_of = [
        (heading, [getattr(line, name) for line in lines])
        for name, heading in COLUMNS.items()
        if name in ("name", "email") or any(getattr(line, name) for line in lines)
    ]
    if not lines:
        return ""
    rows = [[heading for heading, _cells in columns_of], *zip(*(cells for _heading, cells in columns_of), strict=True)]
    return "\n".join("\t".join(row) for row in rows)


def _tidied(line: Line) -> Line:
    """Return the line without what frames it, and with a name suggested from the address where there is none."""
    name = one_line(line.name).strip(OUTER)
    email = line.email.strip(OUTER)
    if not name and email:
        name = _name_from(email)
    return replace(
        line,
        name=name[:250],
        email=email[:300],
        organisation=one_line(line.organisation).strip(" \t,;")[:250],
        category=line.category if line.category in columns.CATEGORIES else columns.category_of(line.category),
        role=one_line(line.role).strip(" \t,;")[:250],
        way=line.way if line.way in columns.WAYS else columns.way_of(line.way),
        raw=one_line(line.raw)[:300],
    )


def _of_row(row: Row) -> list[Line]:
    """Return the persons of one row of a table: one, but for a cell that holds several addresses."""
    addresses = _addresses(row.email) or _addresses(row.name)
    name = _without_addresses(row.name)
    if len(addresses) > 1 and not name:
        return _of_text(row.raw.replace("\t", "; "), frozenset())
    email = addresses[0] if addresses else row.email
    name = name or _without_addresses(row.email if addresses else "")
    if not name and row.first:
        name = f"{row.first} {row.last}"
    return [Line(in_order(name, email), email, row.organisation, row.category, row.role, row.way, row.raw)]


def _of_text(text: str, known: frozenset[str]) -> list[Line]:
    """Return the persons of a line that is no row of a table."""
    text = NUMBERED.sub("", MAILTO.sub("", text))
    text = TWICE.sub(r"<\1>", text)
    found = list(ADDRESS.finditer(text))
    if not found:
        return _names(text)
    if len(found) == 1:
        return _one_address(text, found[0], known)
    return _several(text, found, known)


def _one_address(text: str, address: re.Match[str], known: frozenset[str]) -> list[Line]:
    before, after = text[: address.start()], text[address.end() :]
    if ";" in before.strip(OUTER) and not _names_organisation(before.split(";"), known):
        # "Anna Berg; Bo Ek <bo@x.se>": the first has no address.
        *others, before = before.split(";")
        lines = [line for one in others for line in _names(one)]
        return [*lines, _person(before, after, address[0], text, known)]
    is_framed = bool(before.strip(OUTER)) and not before.rstrip(" \t<'\"(").endswith(";")
    if is_framed and ";" in after and after.strip(OUTER) and not _names_organisation(after.split(";"), known):
        lines = [line for one in after.split(";") for line in _names(one)]
        return [_person(before, "", address[0], text, known), *lines]
    return [_person(before, after, address[0], text, known)]


def _names_organisation(cells: Sequence[str], known: frozenset[str]) -> bool:
    return any(columns.is_organisation(cell, known) or columns.category_of(cell) for cell in cells)


def _person(before: str, after: str, email: str, raw: str, known: frozenset[str]) -> Line:
    """Return the one person of a line: what stands around the address, told apart by content."""
    cells = [cell.strip(OUTER) for part in (before, after) for cell in BETWEEN.split(part)]
    found: dict[str, str] = {}
    names = []
    for cell in filter(None, cells):
        if columns.is_phone(cell):
            continue
        kind = _kind(cell, known)
        if kind and kind not in found:
            found[kind] = cell
        else:
            names.append(cell)
    number = _number_of_names(names, email)
    rest, names = names[number:], names[:number]
    if rest:
        found.setdefault("role", rest[0])
    return Line(in_order(", ".join(names), email), email, raw=raw, **found)


def _kind(cell: str, known: frozenset[str]) -> str:
    """Return what a piece of text beside an address is; nothing for what may be a name."""
    if columns.category_of(cell):
        return "category"
    if columns.way_of(cell):
        return "way"
    return "organisation" if columns.is_organisation(cell, known) else ""


def _number_of_names(names: Sequence[str], email: str) -> int:
    """Return how many of the pieces are her name: "Berg, Anna" is one in two; what comes after is what she is."""
    if len(names) < 2:  # noqa: PLR2004  (last and first name)
        return len(names)
    is_turned = " " not in names[0] or folded(email).startswith(folded(names[1]))
    return 2 if is_turned else 1


def _several(text: str, found: list[re.Match[str]], known: frozenset[str]) -> list[Line]:
    """Return the persons of a list on one line; the name stands before each address, or after it where none stands first."""
    ends = [0, *(address.end() for address in found)]
    gaps = [text[start:stop] for start, stop in zip(ends, [*(address.start() for address in found), len(text)], strict=True)]
    is_after = not gaps[0].strip(OUTER) and bool(gaps[-1].strip(OUTER))
    names = gaps[1:] if is_after else gaps[:-1]
    lines: list[Line] = []
    for name, address in zip(names, found, strict=True):
        parts = [part for part in name.split(";") if part.strip(OUTER)]
        own = (parts[0] if is_after else parts[-1]) if parts else ""
        others = parts[1:] if is_after else parts[:-1]
        ready = _person(own, "", address[0], f"{own.strip(OUTER)} {address[0]}".strip(), known)
        nameless = [line for one in others for line in _names(one)]
        lines += [ready, *nameless] if is_after else [*nameless, ready]
    if not is_after and gaps[-1].strip(OUTER):
        lines += _names(gaps[-1])
    return lines


def _names(text: str) -> list[Line]:
    """Return the persons of a line without an address."""
    lines = []
    for part in text.split(";"):
        pieces = [piece.strip(OUTER) for piece in part.split(",")]
        pieces = [piece for piece in pieces if piece]
        is_turned = len(pieces) == 2 and any(" " not in piece for piece in pieces)  # noqa: PLR2004  (last name, first name)
        names = [", ".join(pieces)] if is_turned else pieces
        lines += [Line(in_order(name, ""), raw=name) for name in names]
    return lines


def in_order(name: str, email: str) -> str:
    """Return "Anna Berg" for "Berg, Anna"; where the address begins with one of the two, that one comes first."""
    parts = [part.strip(OUTER) for part in name.split(",") if part.strip(OUTER)]
    if len(parts) == 2:  # noqa: PLR2004  (last name, first name)
        first, last = parts[1], parts[0]
        local = folded(email.partition("@")[0])
        if local and local.startswith(folded(last).split(" ")[0]) and not local.startswith(folded(first).split(" ")[0]):
            first, last = last, first
        return f"{first} {last}"
    return " ".join(parts)


def _addresses(text: str) -> list[str]:
    return ADDRESS.findall(MAILTO.sub("", text))


def _without_addresses(text: str) -> str:
    return ADDRESS.sub("", MAILTO.sub("", text)).strip(OUTER)


def _name_from(email: str) -> str:
    """Return "Anna Berg" from "anna.berg@", and nothing from what doesn't look like a name."""
    parts = re.split(r"[._]", email.partition("@")[0])
    if len(parts) < 2 or not all(re.fullmatch(r"[^\W\d_]{2,}(?:-[^\W\d_]{2,})*", part) for part in parts):  # noqa: PLR2004  (two)
        return ""
    return " ".join("-".join(piece.capitalize() for piece in part.split("-")) for part in parts)
