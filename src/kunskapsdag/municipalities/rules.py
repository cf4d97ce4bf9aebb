"""How municipalities, counties and regions are named, and who is reached; docs/rules/municipalities.md."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kunskapsdag.core import text

# A genitive s is neither written after these letters nor heard in the name of the municipality.
NO_GENITIVE_AFTER = tuple("sxzaeiouyåäö")
GENITIVES = {"Kalmar": "Kalmar", "Falun": "Falu"}
# The fourteen that call themselves stad, as they write it themselves.
CITIES = {
    "Borås": "Borås Stad",
    "Göteborg": "Göteborgs Stad",
    "Haparanda": "Haparanda stad",
    "Helsingborg": "Helsingborgs stad",
    "Landskrona": "Landskrona stad",
    "Lidingö": "Lidingö stad",
    "Malmö": "Malmö stad",
    "Mölndal": "Mölndals stad",
    "Solna": "Solna stad",
    "Stockholm": "Stockholms stad",
    "Sundbyberg": "Sundbybergs stad",
    "Trollhättan": "Trollhättans Stad",
    "Vaxholm": "Vaxholms stad",
    "Västerås": "Västerås stad",
}
OWN_NAMES = CITIES | {"Gotland": "Region Gotland"}
# Spellings that still stand in addresses and signatures.
OLDER_SPELLINGS = {
    "Gällivare": ("Gellivare",),
    "Hällefors": ("Hellefors",),
    "Härjedalen": ("Herjedalen",),
}
GOTLAND = "09"
REGION_NAMES = {
    "01": "Region Stockholm",
    "03": "Region Uppsala",
    "04": "Region Sörmland",
    "05": "Region Östergötland",
    "06": "Region Jönköpings län",
    "07": "Region Kronoberg",
    "08": "Region Kalmar län",
    "09": "Region Gotland",
    "10": "Region Blekinge",
    "12": "Region Skåne",
    "13": "Region Halland",
    "14": "Västra Götalandsregionen",
    "17": "Region Värmland",
    "18": "Region Örebro län",
    "19": "Region Västmanland",
    "20": "Region Dalarna",
    "21": "Region Gävleborg",
    "22": "Region Västernorrland",
    "23": "Region Jämtland Härjedalen",
    "24": "Region Västerbotten",
    "25": "Region Norrbotten",
}
REGION_OTHER_NAMES = {
    "04": ("Region Södermanland",),
    "06": ("Region Jönköping",),
    "08": ("Region Kalmar",),
    "14": ("VGR", "Region Västra Götaland"),
    "18": ("Region Örebro",),
    "23": ("Region Jämtland",),
}
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a day came: the municipalities that took part and the areas they lie in."""

    municipalities: int
    functional_regions: int
    counties: int


def genitive(name: str) -> str:
    """Return the form that stands before "kommun": Falköpings, Piteå, Falu."""
    return GENITIVES.get(name) or (name if name.lower().endswith(NO_GENITIVE_AFTER) else f"{name}s")


def municipality_legal_name(name: str) -> str:
    """Return the name that statutes use: "Borås kommun", "Gotlands kommun"."""
    return f"{genitive(name)} kommun"


def municipality_organisation(name: str) -> str:
    """Return what the municipality calls itself: "Falköpings kommun", "Borås Stad", "Region Gotland"."""
    return OWN_NAMES.get(name) or municipality_legal_name(name)


def municipality_other_names(name: str) -> list[str]:
    """Return the other names that people write for the municipality, its own name left out."""
    stems = [name, genitive(name), *OLDER_SPELLINGS.get(name, ())]
    words = ["", " kommun", " stad"] if name in CITIES else ["", " kommun"]
    forms = [stem + word for stem in stems for word in words]
    own = municipality_organisation(name)
    return [form for form in dict.fromkeys(forms) if form != own]


def county_stem(name: str) -> str:
    """Return "Norrbotten" for "Norrbottens län", "Kalmar" for "Kalmar län"."""
    stem = name.removesuffix(" län")
    return stem.removesuffix("s")


def region_other_names(county_code: str) -> list[str]:
    """Return the other names that people write for a county's region."""
    return list(REGION_OTHER_NAMES.get(county_code, ()))


def county_board(county_name: str) -> str:
    """Return "Länsstyrelsen i Norrbottens län" for "Norrbottens län"."""
    return f"Länsstyrelsen i {county_name}"


def county_board_other_names(county_name: str) -> list[str]:
    """Return "Länsstyrelsen Norrbotten" and the like."""
    stem = county_stem(county_name)
    return [f"Länsstyrelsen {stem}", f"Länsstyrelsen i {stem}", f"Länsstyrelsen {county_name}"]


def comparable(value: str) -> str:
    """Return the words of a name without accents, capitals or punctuation: "upplands bro"."""
    return NOT_WORDS.sub(" ", text.folded(value)).strip()


def reach(memberships: Iterable[tuple[str, str, str]]) -> Reach:
    """Count the different (municipality, functional region, county) codes."""
    levels = list(zip(*set(memberships), strict=True)) or [(), (), ()]
    return Reach(*(len(set(codes)) for codes in levels))


def code_of(written: str, names: Mapping[str, str]) -> str | None:
    """Return the code of the municipality that is meant, when exactly one is; ``names`` maps codes to names.

    First as it stands, capitals aside; only then without accents, so that Habo is not taken for Håbo.
    """
    for form in (str.casefold, comparable):
        wanted = form(text.one_line(written))
        if not wanted:
            return None
        found = {code for code, name in names.items() if wanted in {form(known) for known in _all_names(name)}}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


@cache
def _all_names(name: str) -> tuple[str, ...]:
    """Return everything a municipality is called."""
    return (municipality_organisation(name), *municipality_other_names(name))
