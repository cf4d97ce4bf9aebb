"""How a list is read, who is reminded, and for whom a day is. Pure functions; docs/rules/invitations.md says why."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kunskapsdag.core.text import folded, has_web_address, one_line
from kunskapsdag.invitations.enums import Column
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.registrations.enums import Category
from kunskapsdag.registrations.rules import email_key

KEPT = dt.timedelta(days=30)
DRAFT_KEPT = dt.timedelta(days=1)
PAUSE_DAYS = 7
MOST_PASSED_ON = 5
# Somebody who is passed an invitation that she has already is written to again only after this long.
REST_AFTER_LETTER = dt.timedelta(days=1)
LONGEST_NAME = 120
LONGEST_ORGANISATION = 150
LONGEST_ROLE = 120
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3
# "Anna Berg <anna.berg@kommun.se>", as Outlook copies it.
IN_BRACKETS = re.compile(r"^(.*?)<\s*([^<>\s]+@[^<>\s]+)\s*>$")
BETWEEN_ADDRESSES = re.compile(r"(?<=>)\s*[;,\n]\s*")

HEADINGS: Mapping[Column, frozenset[str]] = {
    Column.EMAIL: frozenset(
        {
            "e-post",
            "epost",
            "e-postadress",
            "epostadress",
            "mejl",
            "mail",
            "mejladress",
            "mailadress",
            "e-mail",
            "email",
        }
    ),
    Column.FIRST_NAME: frozenset({"fornamn", "tilltalsnamn", "first name", "given name"}),
    Column.LAST_NAME: frozenset({"efternamn", "last name", "surname"}),
    Column.NAME: frozenset({"namn", "name", "person", "deltagare", "kontaktperson", "kontakt", "for- och efternamn"}),
    Column.ORGANISATION: frozenset(
        {"organisation", "kommun", "region", "arbetsplats", "arbetsgivare", "foretag", "myndighet", "forvaltning", "company"}
    ),
    Column.ROLE: frozenset(
        {"titel", "uppdrag", "befattning", "roll", "yrkestitel", "title", "role", "titel/uppdrag", "titel eller uppdrag"}
    ),
    Column.CATEGORY: frozenset({"kategori", "deltar som", "category", "typ"}),
}
CATEGORIES: Mapping[str, Category] = {
    **dict.fromkeys(("fortroendevald", "politiker", "politisk", "elected"), Category.ELECTED),
    **dict.fromkeys(("tjansteperson", "tjansteman", "anstalld", "official"), Category.OFFICIAL),
    **dict.fromkeys(("annan", "annat", "ovrig", "ovriga", "other"), Category.OTHER),
}


@dataclass(frozen=True, slots=True)
class Read:
    """A row as it was understood; ``fault`` says why it can't be used."""

    place: int
    cells: tuple[str, ...]
    name: str = ""
    email: str = ""
    organisation: str = ""
    role: str = ""
    category: str = ""
    fault: str = ""

    @property
    def email_key(self) -> str:
        """Return the address in the form that is compared."""
        return email_key(self.email)


@dataclass(frozen=True, slots=True)
class Mapped:
    """What the columns of a list mean: the column's number by what it holds."""

    columns: Mapping[str, int] = field(default_factory=dict)
    has_headings: bool = True


def unfolded(text: str) -> str:
    """Return pasted text as rows: "Anna <a@x.se>; Bo <b@x.se>" on one line is a list of its own, broken addresses included."""
    found = BETWEEN_ADDRESSES.split(text.strip().rstrip(";,"))
    if "\t" in text or not all("<" in one and one.rstrip().endswith(">") for one in found):
        return text
    return "\n".join(f'"{one.strip().strip(chr(34)).replace(chr(34), chr(39))}"' for one in found)


def has_headings(first: Sequence[str]) -> bool:
    """Return whether the first row names the columns: it holds no address, and a word that we know or no number at all."""
    return not any("@" in cell for cell in first)


def guess(rows: Sequence[Sequence[str]]) -> Mapped:
    """Return what the columns seem to hold, from the headings first and then from what stands under them."""
    headed = has_headings(rows[0])
    columns: dict[str, int] = {}
    if headed:
        for place, cell in enumerate(rows[0]):
            meant = next((column for column, words in HEADINGS.items() if folded(cell).strip(" :*") in words), None)
            if meant is not None:
                columns.setdefault(meant, place)
    body = rows[1:] if headed else rows
    if Column.EMAIL not in columns:
        counts = [sum("@" in row[place] for row in body) for place in range(len(rows[0]))]
        if any(counts):
            columns[Column.EMAIL] = counts.index(max(counts))
    if not headed and Column.NAME not in columns:
        left = [place for place in range(len(rows[0])) if place not in columns.values()]
        columns |= dict(zip((Column.NAME, Column.ORGANISATION, Column.ROLE), left, strict=False))
    return Mapped(columns, has_headings=headed)


def signature(rows: Sequence[Sequence[str]]) -> str:
    """Return what tells lists of the same shape apart from others: the headings, or how many columns there are."""
    first = rows[0]
    return "|".join(folded(cell) for cell in first)[:500] if has_headings(first) else f"#{len(first)}"


def read_rows(
    rows: Sequence[Sequence[str]], mapped: Mapped, *, known: Collection[str] = (), opted_out: Collection[str] = ()
) -> list[Read]:
    """Return every row as it is understood, broken ones with the reason.

    ``known`` are addresses that are invited already, ``opted_out`` those that want no invitations.
    """
    start = 1 if mapped.has_headings else 0
    seen: dict[str, int] = {}
    found = []
    for place, cells in enumerate(rows[start:], start + 1):
        read = _read_row(place, cells, mapped.columns)
        if not read.fault:
            read = _once(read, seen, known, opted_out)
        found.append(read)
    return found


def _once(read: Read, seen: dict[str, int], known: Collection[str], opted_out: Collection[str]) -> Read:
    """Refuse an address that stands twice, is invited already, or wants no invitations."""
    fault = ""
    if read.email_key in seen:
        fault = _("The same address as in row %(row)s.") % {"row": seen[read.email_key]}
    elif read.email_key in known:
        fault = _("Is invited already.")
    elif read.email_key in opted_out:
        fault = _("Has asked for no invitations.")
    seen.setdefault(read.email_key, read.place)
    return _with_fault(read, fault) if fault else read


def _with_fault(read: Read, fault: str) -> Read:
    return Read(read.place, read.cells, read.name, read.email, read.organisation, read.role, read.category, fault)


def _read_row(place: int, cells: Sequence[str], columns: Mapping[str, int]) -> Read:
    def cell(column: Column) -> str:
        where = columns.get(column)
        return one_line(cells[where]) if where is not None and where < len(cells) else ""

    name = cell(Column.NAME) or f"{cell(Column.FIRST_NAME)} {cell(Column.LAST_NAME)}".strip()
    email = cell(Column.EMAIL)
    both = IN_BRACKETS.match(email)
    if both:
        name, email = name or both[1].strip(" \"'"), both[2]
    email = email.removeprefix("mailto:").strip(" <>;,")
    read = Read(
        place,
        tuple(cells),
        name=name,
        email=email,
        organisation=cell(Column.ORGANISATION)[:LONGEST_ORGANISATION],
        role=cell(Column.ROLE)[:LONGEST_ROLE],
        category=CATEGORIES.get(folded(cell(Column.CATEGORY)), ""),
    )
    return _with_fault(read, _fault(read))


def _fault(read: Read) -> str:
    if not read.email:
        return _("No e-mail address.")
    if not is_address(read.email):
        return _("“%(email)s” is not a whole e-mail address.") % {"email": read.email[:60]}
    if len(read.name) > LONGEST_NAME:
        return _("The name is longer than %(most)s characters.") % {"most": LONGEST_NAME}
    if has_web_address(read.name):
        return _("There is a web address where the name should be.")
    return ""


def is_address(email: str) -> bool:
    """Return whether a letter could reach this address."""
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email_key(email)) <= LONGEST_ADDRESS


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether somebody is reminded."""

    is_open: bool
    wants_reminders: bool
    last_letter: dt.datetime | None
    is_bounced: bool


def may_remind(standing: Standing, *, pause_days: int, now: dt.datetime) -> bool:
    """Return whether she gets a reminder now."""
    return (
        standing.is_open
        and standing.wants_reminders
        and not standing.is_bounced
        and standing.last_letter is not None
        and standing.last_letter + dt.timedelta(days=pause_days) <= now
    )


@dataclass(frozen=True, slots=True)
class Admitted:
    """The organisations that a day is for."""

    kinds: frozenset[str] = frozenset()
    counties: frozenset[str] = frozenset()
    organisations: frozenset[int] = frozenset()


def is_admitted(admitted: Admitted, *, organisation: int | None, kind: str, county: str) -> bool:
    """Return whether the day is for this organisation; what isn't in the register has neither kind nor county."""
    if organisation is None:
        return False
    if organisation in admitted.organisations:
        return True
    if not admitted.kinds and not admitted.counties:
        return False
    return (not admitted.kinds or kind in admitted.kinds) and (not admitted.counties or county in admitted.counties)


# In the plural, as they stand in a sentence; the enum's own names are for lists.
def _kinds_in_words() -> dict[str, str]:
    return {
        Kind.MUNICIPALITY: _("municipalities"),
        Kind.REGION: _("regions"),
        Kind.COUNTY_BOARD: _("county administrative boards"),
        Kind.AGENCY: _("government agencies"),
        Kind.UNIVERSITY: _("universities"),
        Kind.MUNICIPAL_COMPANY: _("municipal companies"),
        Kind.ASSOCIATION: _("associations"),
        Kind.COMPANY: _("companies"),
    }


MOST_NAMED = 6


def only_invited_in_words() -> str:
    """Return the sentence of a day that is by invitation only."""
    return _("The day is only for those who have been invited.")


def admission_in_words(kinds: Iterable[str], counties: Sequence[str], organisations: Sequence[str]) -> str:
    """Return for whom the day is, as one sentence; ``counties`` and ``organisations`` are names."""
    words = _kinds_in_words()
    chosen = [words[kind] for kind in words if kind in set(kinds)]
    parts: list[str] = []
    if chosen or counties:
        whole = _joined(chosen) if chosen else _("organisations")
        parts.append(_("%(kinds)s in %(counties)s") % {"kinds": whole, "counties": _joined(counties)} if counties else whole)
    if organisations:
        named = list(organisations[:MOST_NAMED])
        more = len(organisations) - len(named)
        if more:
            named.append(ngettext("%(count)s other", "%(count)s others", more) % {"count": more})
        parts.append(_joined(named))
    return _("The day is for %(whom)s.") % {"whom": _(", and for ").join(parts)}


def _joined(names: Sequence[str]) -> str:
    if len(names) < 2:  # noqa: PLR2004  (nothing to join)
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
