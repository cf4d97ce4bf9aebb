"""Which column of a pasted table is which: by its heading, else by what stands in it."""

import csv
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kunskapsdag.core.text import folded, one_line
from kunskapsdag.registrations.enums import OWN_CATEGORIES, Category, Way

CATEGORIES = frozenset(map(str, OWN_CATEGORIES))
WAYS = frozenset(map(str, Way))
NAME, FIRST, LAST, EMAIL, ORGANISATION = "name", "first", "last", "email", "organisation"
CATEGORY, ROLE, WAY, OTHER = "category", "role", "way", ""
# Headings as they are folded: without capitals and accents.
HEADINGS = {
    NAME: "namn name deltagare deltagarens_namn participant person fullstandigt_namn full_name visningsnamn display_name",
    FIRST: "fornamn first_name firstname given_name tilltalsnamn",
    LAST: "efternamn last_name lastname surname family_name",
    EMAIL: "e-post epost e-postadress epostadress mejl mejladress mail mailadress e-mail email e-mail_address email_address "
    "e-mailadress emailadress adress e-post-adress",
    ORGANISATION: "organisation organization kommun arbetsplats arbetsgivare foretag company employer myndighet region "
    "kommun/region forvaltning organisation/kommun municipality avsandare",
    CATEGORY: "kategori category deltar_som takes_part_as typ",
    # "Roll" is read as how she takes part where that is what stands in the column.
    ROLE: "titel title befattning uppdrag roll role position job_title jobbtitel yrke yrkestitel tjanst funktion commission "
    "titel_eller_uppdrag title_or_commission",
    WAY: "satt deltagande deltar deltar_pa pa_plats_eller_online plats_eller_online way on_site_or_online attendance",
    OTHER: "telefon telefonnummer tel phone phone_number mobil mobilnummer mobiltelefon mobile nr nummer number # anteckning "
    "anteckningar kommentar comment notes ort stad adress_2 gatuadress postadress postnummer personnummer fodelsedatum "
    "avdelning enhet department kost specialkost allergier allergi food",
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
WAY_WORDS = {
    Way.ON_SITE: "on_site pa_plats plats fysiskt fysisk in_person",
    Way.ONLINE: "online digitalt digital pa_distans distans remote zoom teams webb via_lank",
}
KIND_OF_WAY = {word.replace("_", " "): way.value for way, words in WAY_WORDS.items() for word in words.split()}
PHONE = re.compile(r"(?=(?:\D*\d){6})[\d\s()+/.\-–]+")
ORGANISATION_WORDS = re.compile(
    r"\b(kommun|kommuns|region|regionen|lansstyrelsen?|ab|aktiebolag|kommunalforbund|forbund|forbundet|myndigheten?|verket|\w+verket|"
    r"universitet|hogskola|hogskolan|stad|forening|foreningen|stiftelsen?|bolaget|skr|municipality|university|agency|landsting|"
    r"kansliet|\w+styrelsen|samverkan)\b"
)
SEPARATORS = ("\t", ";", ",")
# A cell that is an address and nothing else, also framed as Outlook does.
ALONE = re.compile(r"<?(?:mailto:)?[^\s<>@,;]+@[^\s<>@,;]+>?", re.IGNORECASE)
LEAST_ROWS, LEAST_CELLS = 2, 2


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
    role: str = ""
    way: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a pasted table held; ``ignored`` names the columns that nothing was read from."""

    rows: list[Row]
    ignored: list[str]


def category_of(text: str) -> str:
    """Return the way of taking part that a cell says, or nothing."""
    return KIND_OF_CATEGORY.get(folded(text), "")


def way_of(text: str) -> str:
    """Return whether a cell says on site or online, or nothing."""
    return KIND_OF_WAY.get(folded(text), "")


def is_phone(text: str) -> bool:
    """Return whether this is a telephone number."""
    return bool(PHONE.fullmatch(text.strip()))


def is_organisation(text: str, known: frozenset[str] = frozenset()) -> bool:
    """Return whether this is the name of an organisation: one that is known, or with a word that only they have."""
    plain = folded(text)
    return bool(plain) and (plain in known or bool(ORGANISATION_WORDS.search(plain)))


def is_heading(cells: Sequence[str]) -> bool:
    """Return whether every cell is the name of a column, and at least one that is asked for."""
    kinds = [_kind_of(cell) for cell in cells if cell.strip()]
    return bool(kinds) and None not in kinds and any(kinds)


def separator_of(rows: Sequence[str]) -> str:
    """Return what separates the columns, or nothing where this is no table.

    A tab; else what stands between the headings; else what cuts every row into as many cells, one of them an address.
    """
    if any("\t" in row.strip() for row in rows):
        return "\t"
    for separator in SEPARATORS[1:]:
        if rows and rows[0].count(separator) and _by_heading(_cut(rows[0], separator)):
            return separator
    return next((separator for separator in SEPARATORS[1:] if _is_even(rows, separator)), "")


def _is_even(rows: Sequence[str], separator: str) -> bool:
    """Return whether this cuts at least two rows into as many cells, always with one address alone in a cell of its own."""
    table = [_cut(row.rstrip(separator + " "), separator) for row in rows]
    if len(table) < LEAST_ROWS or len({len(cells) for cells in table}) > 1 or len(table[0]) < LEAST_CELLS:
        return False
    return all(
        sum(bool(ALONE.fullmatch(cell)) for cell in cells) == 1 and row.count("@") == 1
        for row, cells in zip(rows, table, strict=True)
    )


def read(rows: Sequence[str], separator: str, known: frozenset[str]) -> Table:
    """Return the rows with their cells in place, and what was left out."""
    table = _cells(rows, separator)
    kinds = _by_heading(table[0]) if table else {}
    headings: Sequence[str] = ()
    if kinds:
        headings, table = table[0], table[1:]
        _let_role_say_category(kinds, headings, table)
    else:
        kinds = _by_content(table, known)
    return Table([_row(cells, kinds) for cells in table if any(cells)], _ignored(table, kinds, headings))


def _ignored(table: Sequence[Sequence[str]], kinds: dict[int, str], headings: Sequence[str]) -> list[str]:
    """Return the columns that nothing is read from, by their headings, else by the first cell in them."""
    width = max((len(cells) for cells in table), default=0)
    found = []
    for place in range(width):
        filled = [cells[place] for cells in table if place < len(cells) and cells[place]]
        if filled and not kinds.get(place) and not any("@" in cell for cell in filled):
            found.append((headings[place] if place < len(headings) else "") or filled[0])
    return found


def _let_role_say_category(kinds: dict[int, str], headings: Sequence[str], table: Sequence[Sequence[str]]) -> None:
    """Read a column of roles as how one takes part, where nothing else says it and that is what stands in most of its cells."""
    for place, kind in list(kinds.items()):
        cells = [cells[place] for cells in table if place < len(cells) and cells[place]]
        says = sum(bool(category_of(cell)) for cell in cells)
        if kind == ROLE and CATEGORY not in kinds.values() and cells and says * 2 > len(cells):
            kinds[place] = CATEGORY


def _cut(row: str, separator: str) -> list[str]:
    """Return the cells of one row; what stands in quotes is one cell."""
    if row.count('"') % 2:
        return [one_line(cell) for cell in row.split(separator)]
    return [one_line(cell) for cell in next(csv.reader([row], delimiter=separator, skipinitialspace=True), [])]


def _cells(rows: Sequence[str], separator: str) -> list[list[str]]:
    """Return the cells; Excel puts quotes around a cell that has a line break or a quote in it."""
    text = "\n".join(rows)
    if text.count('"') % 2:
        # A quote that is never closed would swallow every row after it.
        return [[one_line(cell) for cell in row.split(separator)] for row in rows]
    table = csv.reader(text.split("\n"), delimiter=separator, skipinitialspace=separator != "\t")
    return [[one_line(cell) for cell in row] for row in table]


def _kind_of(heading: str) -> str | None:
    """Return which column a heading names; None for one that is not known."""
    return KIND_OF_HEADING.get(folded(heading).strip(" .:*"))


def _by_heading(cells: Sequence[str]) -> dict[int, str]:
    """Return what each column is where the first row says so; other columns may have any heading, but no address."""
    named = {place: _kind_of(cell) for place, cell in enumerate(cells)}
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
    claim(WAY, 0.5, lambda cell: bool(way_of(cell)))
    claim(ORGANISATION, 0.5, lambda cell: is_organisation(cell, known))
    rest = [place for place, cells in enumerate(columns) if cells and place not in kinds and not _is_numbers(cells)]
    if len(rest) > 1 and all(_is_one_word(columns[place]) for place in rest[:2]):
        first, last = _given_and_last(table, rest[0], rest[1], next((p for p, kind in kinds.items() if kind == EMAIL), None))
        kinds |= {first: FIRST, last: LAST}
        rest = rest[2:]
    elif rest:
        kinds[rest.pop(0)] = NAME
    if rest:
        # What is neither name, address, organisation nor number is what she is.
        kinds[rest[0]] = ROLE
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
