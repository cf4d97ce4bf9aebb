"""Search keys, mail domains and order, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunskapsdag.organisations import rules
from kunskapsdag.organisations.enums import Kind


def test_a_search_key_holds_every_form_once() -> None:
    others = rules.other_names(Kind.MUNICIPALITY, rules.Seat("Upplands-Bro", "01", "Stockholms län"))
    assert rules.search_key("Upplands-Bro kommun", others) == "upplands bro kommun / upplands bro"


@pytest.mark.parametrize(
    ("kind", "seat", "names"),
    [
        (Kind.MUNICIPALITY, rules.Seat("Falun", "20", "Dalarnas län"), ["Falun", "Falun kommun", "Falu"]),
        (
            Kind.MUNICIPALITY,
            rules.Seat("Gotland", "09", "Gotlands län"),
            ["Gotland", "Gotland kommun", "Gotlands", "Gotlands kommun"],
        ),
        (Kind.REGION, rules.Seat("", "14", "Västra Götalands län"), ["VGR", "Region Västra Götaland"]),
        (
            Kind.COUNTY_BOARD,
            rules.Seat("", "25", "Norrbottens län"),
            ["Länsstyrelsen Norrbotten", "Länsstyrelsen i Norrbotten", "Länsstyrelsen Norrbottens län"],
        ),
        (Kind.COMPANY, rules.Seat("Falköping", "14", "Västra Götalands län"), []),
    ],
)
def test_other_names_of_each_kind(kind: Kind, seat: rules.Seat, names: list[str]) -> None:
    assert rules.other_names(kind, seat) == names


@given(st.text(max_size=150))
def test_a_key_fits_its_column_whatever_the_name(name: str) -> None:
    assert len(rules.search_key(name, [name * 2])) <= rules.LONGEST_KEY


@given(st.text(max_size=150))
def test_every_name_is_found_by_itself(name: str) -> None:
    key = rules.search_key(name, [])
    assert all(key.startswith(word) or f" {word}" in key for word in rules.words(name)[:2] if len(key) < rules.LONGEST_KEY)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("anna@falkoping.se", ["falkoping.se"]),
        ("Anna.Ek@EDU.Falkoping.SE ", ["edu.falkoping.se", "falkoping.se"]),
        ('"a@b"@habo.se', ["habo.se"]),
        ("falkoping.se", []),
        ("anna@", []),
        ("anna@se", []),
        ("anna@.se", []),
        ("anna@a..se", []),
        ("", []),
        ("x@" + "a." * 500 + "se", []),
    ],
)
def test_the_domains_of_an_address_the_longest_first(address: str, expected: list[str]) -> None:
    assert rules.domains(address) == expected


def test_swedish_order_puts_the_last_three_letters_last() -> None:
    names = ["Örebro", "Ängelholm", "Åre", "Zinkgruvan", "ale", "Älvkarleby", "Ånge"]
    assert sorted(names, key=rules.swedish_order) == [
        "ale",
        "Zinkgruvan",
        "Ånge",
        "Åre",
        "Älvkarleby",
        "Ängelholm",
        "Örebro",
    ]


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("2120001744", "212000-1744"),
        (" 212000-1744 ", "212000-1744"),
        ("", ""),
        ("٢١٢٠٠٠١٧٤٤", "٢١٢٠٠٠١٧٤٤"),
        ("12", "12"),
    ],
)
def test_a_number_is_written_in_one_way(typed: str, stored: str) -> None:
    assert rules.with_hyphen(typed) == stored
