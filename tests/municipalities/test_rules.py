"""Names of municipalities, counties and regions; all 290 and 21."""

from pathlib import Path

import pytest

from kunskapsdag.municipalities import rules
from kunskapsdag.municipalities.register import register

NAMES = {entry.code: entry.name for entry in register().municipalities}
# The legal names as printed in lists of Sweden's municipalities, a county a line, in the order of codes.
PRINTED = Path(__file__).with_name("legal_names.txt").read_text(encoding="utf-8").replace("\n", ", ").strip(", ").split(", ")


def test_all_290_legal_names_are_as_printed() -> None:
    assert [rules.municipality_legal_name(name) for name in NAMES.values()] == [f"{name} kommun" for name in PRINTED]


def test_only_fifteen_call_themselves_something_else_than_their_legal_name() -> None:
    own = {rules.municipality_organisation(name) for name in NAMES.values()}
    legal = {rules.municipality_legal_name(name) for name in NAMES.values()}
    assert own - legal == {
        "Borås Stad",
        "Göteborgs Stad",
        "Haparanda stad",
        "Helsingborgs stad",
        "Landskrona stad",
        "Lidingö stad",
        "Malmö stad",
        "Mölndals stad",
        "Solna stad",
        "Stockholms stad",
        "Sundbybergs stad",
        "Trollhättans Stad",
        "Vaxholms stad",
        "Västerås stad",
        "Region Gotland",
    }


def test_every_exception_is_about_a_municipality_that_exists() -> None:
    exceptions = rules.GENITIVES.keys() | rules.OWN_NAMES.keys() | rules.OLDER_SPELLINGS.keys()
    assert exceptions - set(NAMES.values()) == set()


def test_all_21_regions_have_their_own_name() -> None:
    assert {name: rules.REGION_NAMES[code] for code, name in register().counties.items()} == {
        "Stockholms län": "Region Stockholm",
        "Uppsala län": "Region Uppsala",
        "Södermanlands län": "Region Sörmland",
        "Östergötlands län": "Region Östergötland",
        "Jönköpings län": "Region Jönköpings län",
        "Kronobergs län": "Region Kronoberg",
        "Kalmar län": "Region Kalmar län",
        "Gotlands län": "Region Gotland",
        "Blekinge län": "Region Blekinge",
        "Skåne län": "Region Skåne",
        "Hallands län": "Region Halland",
        "Västra Götalands län": "Västra Götalandsregionen",
        "Värmlands län": "Region Värmland",
        "Örebro län": "Region Örebro län",
        "Västmanlands län": "Region Västmanland",
        "Dalarnas län": "Region Dalarna",
        "Gävleborgs län": "Region Gävleborg",
        "Västernorrlands län": "Region Västernorrland",
        "Jämtlands län": "Region Jämtland Härjedalen",
        "Västerbottens län": "Region Västerbotten",
        "Norrbottens län": "Region Norrbotten",
    }


def test_all_21_county_stems_are_the_names_that_people_say() -> None:
    assert [rules.county_stem(name) for name in register().counties.values()] == [
        "Stockholm",
        "Uppsala",
        "Södermanland",
        "Östergötland",
        "Jönköping",
        "Kronoberg",
        "Kalmar",
        "Gotland",
        "Blekinge",
        "Skåne",
        "Halland",
        "Västra Götaland",
        "Värmland",
        "Örebro",
        "Västmanland",
        "Dalarna",
        "Gävleborg",
        "Västernorrland",
        "Jämtland",
        "Västerbotten",
        "Norrbotten",
    ]


@pytest.mark.parametrize("written", ["own", "legal", "plain", "shouted", "without s"])
def test_every_municipality_is_recognised_however_it_is_written(written: str) -> None:
    forms = {
        "own": rules.municipality_organisation,
        "legal": rules.municipality_legal_name,
        "plain": str,
        "shouted": lambda name: f"  {name.upper()} KOMMUN ",
        "without s": lambda name: f"{name} kommun",
    }
    assert {code: rules.code_of(forms[written](name), NAMES) for code, name in NAMES.items()} == {code: code for code in NAMES}


def test_every_municipality_but_habo_is_recognised_without_accents() -> None:
    found = {code: rules.code_of(rules.comparable(name), NAMES) for code, name in NAMES.items()}
    assert {code: name for code, name in found.items() if code != name} == {"0305": "0643"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Habo", "0643"),
        ("Håbo kommun", "0305"),
        ("gellivare kommun", "2523"),
        ("upplands bro", "0139"),
        ("DALS-ED", "1438"),
        ("Falun", "2080"),
        ("Falu kommun", "2080"),
        ("Gotlands kommun", "0980"),
        ("Borås kommun", "1490"),
        ("Fal", None),
        ("Norrbotten", None),
        ("kommun", None),
        ("", None),
        (" – ", None),
        ("\u202eFalköping", "1499"),
        ("Falköping\n", "1499"),
        ("Falköping; drop table", None),
        ("x" * 10_000, None),
    ],
)
def test_what_somebody_wrote_is_recognised_or_not(written: str, code: str | None) -> None:
    assert rules.code_of(written, NAMES) == code


def test_reach_counts_each_area_once() -> None:
    members = [("1499", "18", "14"), ("1497", "18", "14"), ("1814", "25", "18"), ("1499", "18", "14")]
    assert rules.reach(members) == rules.Reach(municipalities=3, functional_regions=2, counties=2)


def test_nobody_reaches_nothing() -> None:
    assert rules.reach([]) == rules.Reach(0, 0, 0)
