"""Which column of a pasted table is which: by its heading, else by what stands in it."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kunskapsdag.core.text import folded, one_line
from kunskapsdag.registrations.enums import OWN_CATEGORIES, Category

CATEGORIES = frozenset(map(str, OWN_CATEGORIES))
NAME, FIRST, LAST, EMAIL, ORGANISATION, CATEGORY, OTHER = "name", "first", "last", "email", "organisation", "category", ""
# Headings as they are folded: without capitals and accents.
HEADINGS = {
    NAME: "namn name deltagare deltagarens_namn participant person fullstandigt_namn full_name visningsnamn display_name",
    FIRST: "fornamn first_name firstname given_name tilltalsnamn",
    LAST: "efternamn last_name lastname surname family_name",
    EMAIL: "e-post epost e-postadress epostadress mejl mejladress mail mailadress e-mail email e-mail_address email_address "
    "e-mailadress emailadress adress e-post-adress",
    ORGANISATION: "organisation organization kommun arbetsplats arbetsgivare foretag company employer myndighet region "
    "kommun/region forvaltning organisation/kommun municipality avsandare",
    CATEGORY: "kategori category deltar_som takes_part_as roll typ",
    OTHER: "titel title befattning uppdrag telefon tel phone mobil mobile nr nummer number # anteckning kommentar ort "
    "avdelning department role",
}
KIND_OF_HEADING = {word.replace("_", " "): kind for kind, words in HEADINGS.items() for word in words.split()}
CATEGORY_WORDS = {
    Category.ELECTED: "elected fortroendevald politiker fortroendevalda elected_representative ledamot kommunalrad",
    Category.OFFICIAL: "official tjansteperson tjansteman tjanstemannen tjanstepersoner civil_servant officer",
    Category.OTHER: "other annan ovrig ovriga annat",
}
KIND_OF_CATEGORY = {
    word.replace("_", " "): category.value for category, words in CATEGORY_WORDS.items() for word in words.split()
}
ORGANISATION_WORDS = re.compile(
    r"\b(kommun|kommuns|region|regionen|lansstyrelsen?|ab|aktiebolag|kommunalforbund|forbund|forbundet|myndigheten?|verket|\w+verket|"
    r"universitet|hogskola|hogskolan|stad|forening|foreningen|stiftelsen?|bolaget|skr|municipality|university|agency|landsting|"
    r"kansliet|\w+styrelsen|samverkan)\b"
)
ONE_WORD = re.compile(r"\S+")
SEPARATORS = ("\t", ";", ",")


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, each cell in its place."""

    raw: str
    name: str = ""
    first: str = ""
    last: str = ""
    email: str = ""
    organisation: str = ""
    category: str = ""


def category_of(text: str) -> str:
    """Return the way of taking part that a cell says, or nothing."""
    return KIND_OF_CATEGORY.get(folded(text), "")


def is_organisation(text: str, known: frozenset[str] = frozenset()) -> bool:
    """Return whether this is the name of an organisation: one that is known, or with a word that only they have."""
    plain = folded(text)
    return bool(plain) and (plain in known or bool(ORGANISATION_WORDS.search(plain)))


def is_heading(cells: Sequence[str]) -> bool:
    """Return whether every cell is the name of a column, and at least one that is asked for."""
    kinds = [KIND_OF_HEADING.get(folded(cell).strip(" .:*")) for cell in cells if cell.strip()]
    return bool(kinds) and None not in kinds and any(kinds)


def separator_of(rows: Sequence[str]) -> str:
    """Return what separates the columns, or nothing where this is no table: a tab, or what stands between the headings."""
    if any("\t" in row.strip() for row in rows):
        return "\t"
    for separator in SEPARATORS[1:]:
        if rows and rows[0].count(separator) and is_heading(rows[0].split(separator)):
            return separator
    return ""


def read(rows: Sequence[str], separator: str, known: frozenset[str]) -> list[Row]:
    """Return the rows with their cells in place."""
    table = _cells(rows, separator)
    kinds = _by_heading(table[0]) if table else {}
    if kinds:
        table = table[1:]
    else:
        kinds = _by_content(table, known)
    return [_row(cells, kinds) for cells in table if any(cells)]


def _cells(rows: Sequence[str], separator: str) -> list[list[str]]:
    """Return the cells; Excel puts quotes around a cell that has a line break or a quote in it."""
    text = "\n".join(rows)
    if text.count('"') % 2:
        # A quote that is never closed would swallow every row after it.
        return [[one_line(cell) for cell in row.split(separator)] for row in rows]
    return [[one_line(cell) for cell in row] for row in csv.reader(text.split("\n"), delimiter=separator)]


def _by_heading(cells: Sequence[str]) -> dict[int, str]:
    """Return what each column is where the first row says so; other columns may have any heading, but no address."""
    named = {place: KIND_OF_HEADING.get(folded(cell).strip(" .:*")) for place, cell in enumerate(cells)}
    found = {place: kind for place, kind in named.items() if kind}
    if any("@" in cell for cell in cells) or not set(found.values()) & {NAME, FIRST, LAST, EMAIL}:
        return {}
    # "Organisation" alone as a value among names is no heading.
    return found if len(found) > 1 or len([cell for cell in cells if cell]) == 1 else {}


def _by_content(table: Sequence[Sequence[str]], known: frozenset[str]) -> dict[int, str]:
    width = max((len(cells) for cells in table), default=0)
    columns = [[cells[place] for cells in table if place < len(cells) and cells[place]] for place in range(width)]
    kinds: dict[int, str] = {}

    def claim(kind: str, share: float, fits: Callable[[str], bool]) -> None:
        scores = {
            place: sum(map(fits, cells)) / len(cells) for place, cells in enumerate(columns) if cells and place not in kinds
        }
        best = max(scores, key=lambda place: scores[place], default=None)
        if best is not None and scores[best] > share:
            kinds[best] = kind

    claim(EMAIL, 0.3, lambda cell: "@" in cell)
    claim(CATEGORY, 0.5, lambda cell: bool(category_of(cell)))
    claim(ORGANISATION, 0.5, lambda cell: is_organisation(cell, known))
    rest = [place for place, cells in enumerate(columns) if cells and place not in kinds and not _is_numbers(cells)]
    if len(rest) > 1 and all(_is_one_word(columns[place]) for place in rest[:2]):
        first, last = _given_and_last(table, rest[0], rest[1], next((p for p, kind in kinds.items() if kind == EMAIL), None))
        kinds |= {first: FIRST, last: LAST}
    elif rest:
        kinds[rest[0]] = NAME
    return kinds


def _is_numbers(cells: Sequence[str]) -> bool:
    return all(not any(char.isalpha() for char in cell) for cell in cells)


def _is_one_word(cells: Sequence[str]) -> bool:
    return sum(" " not in cell for cell in cells) / len(cells) > 0.7  # noqa: PLR2004  (some have two first names)


def _given_and_last(table: Sequence[Sequence[str]], one: int, other: int, email: int | None) -> tuple[int, int]:
    """Return which column has the given name: the one that the addresses begin with, else the first."""
    votes = 0
    for cells in table:
        if email is None or max(one, other, email) >= len(cells):
            continue
        local = folded(cells[email])
        votes += local.startswith(folded(cells[one])) - local.startswith(folded(cells[other]))
    return (one, other) if votes >= 0 else (other, one)


def _row(cells: Sequence[str], kinds: dict[int, str]) -> Row:
    found: dict[str, str] = {}
    for place, cell in enumerate(cells):
        kind = kinds.get(place, OTHER)
        if kind and not found.get(kind):
            found[kind] = cell
    # An address that stands in another column than those of the other rows is still an address; they change places.
    if "@" not in found.get(EMAIL, ""):
        _change_places(found, kinds, cells)
    if found.get(NAME) == found.get(EMAIL):
        found[NAME] = ""
    return Row(raw="\t".join(cell for cell in cells if cell), **found)


def _change_places(found: dict[str, str], kinds: dict[int, str], cells: Sequence[str]) -> None:
    """Let an address that stands elsewhere be the row's, and what stood in its column stand where the address stood."""
    place = next((place for place, cell in enumerate(cells) if "@" in cell), None)
    if place is None:
        return
    other, kind = found.get(EMAIL, ""), kinds.get(place, OTHER)
    if kind and found.get(kind) == cells[place]:
        found[kind] = other
    elif other and not any(found.get(name) for name in (NAME, FIRST, LAST)):
        found[NAME] = other
    found[EMAIL] = cells[place]
