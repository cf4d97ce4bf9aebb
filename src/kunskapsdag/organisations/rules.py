"""What an organisation is called, and how a typed name is compared with it; docs/rules/organisations.md."""

from dataclasses import dataclass

from kunskapsdag.municipalities import rules as places
from kunskapsdag.organisations.enums import Kind

MOST_WORDS = 6
LONGEST_KEY = 200
BETWEEN_FORMS = " / "
# Sorting as Swedish lists do; a stands before å, and v and w are two letters.
SWEDISH_ORDER = str.maketrans({"å": "{a", "ä": "{b", "æ": "{b", "ö": "{c", "ø": "{c", "é": "e", "ü": "y"})


@dataclass(frozen=True, slots=True)
class Seat:
    """The municipality and county that an organisation belongs to; empty where there is none."""

    municipality: str = ""
    county_code: str = ""
    county: str = ""


def other_names(kind: str, seat: Seat) -> list[str]:
    """Return the other names that people write for a municipality, region or county board."""
    if kind == Kind.MUNICIPALITY and seat.municipality:
        return places.municipality_other_names(seat.municipality)
    if kind == Kind.REGION:
        return places.region_other_names(seat.county_code)
    if kind == Kind.COUNTY_BOARD and seat.county:
        return places.county_board_other_names(seat.county)
    return []


def search_key(name: str, others: list[str]) -> str:
    """Return all forms of a name as they are compared: "falkopings kommun / falkoping / falkoping kommun"."""
    forms = dict.fromkeys(places.comparable(form) for form in [name, *others])
    return BETWEEN_FORMS.join(form for form in forms if form)[:LONGEST_KEY]


def has_form(key: str, typed: str) -> bool:
    """Return whether what was typed is one of the forms in a search key."""
    return places.comparable(typed) in key.split(BETWEEN_FORMS)


def words(typed: str) -> list[str]:
    """Return what to look for: the first words, compared as search keys are."""
    return places.comparable(typed[:LONGEST_KEY]).split()[:MOST_WORDS]


def with_hyphen(number: str) -> str:
    """Return an organisation number as "212000-1744", so that one number is stored in one way."""
    plain = number.strip()
    return f"{plain[:6]}-{plain[6:]}" if len(plain) == 10 and plain.isascii() and plain.isdigit() else plain  # noqa: PLR2004  (ten digits)


def swedish_order(name: str) -> str:
    """Return a key that sorts å, ä and ö last, in that order."""
    return name.casefold().translate(SWEDISH_ORDER)


def domains(address: str) -> list[str]:
    """Return the mail domain of an address and those above it, longest first; [] for what is no address."""
    _local, at, host = address.strip().casefold().rpartition("@")
    parts = host.split(".")
    if not at or not all(parts) or len(host) > 253:  # noqa: PLR2004  (the longest name that DNS has)
        return []
    return [".".join(parts[start:]) for start in range(len(parts) - 1)][:10]
