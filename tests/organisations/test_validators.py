"""Numbers that others act on: right ones pass, everything else is refused with a reason and without delay."""

import re
import time

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kunskapsdag.organisations import validators


def accepts(validator: object, value: str) -> bool:
    try:
        validator(value)  # type: ignore[operator]
    except ValidationError:
        return False
    return True


def gln_check_digit(twelve: str) -> str:
    """Compute as GS1 explains it: from the right, every other digit three times."""
    total = sum(int(digit) * weight for digit, weight in zip(reversed(twelve), [3, 1] * 6, strict=True))
    return str(-total % 10)


def luhn_check_digit(nine: str) -> str:
    """Compute as the law on organisation numbers has it: two, one, two …, digits of products added."""
    products = [int(digit) * weight for digit, weight in zip(nine, [2, 1] * 5, strict=False)]
    return str(-sum(product // 10 + product % 10 for product in products) % 10)


HOSTILE = [
    "",
    " ",
    "2120001744\n",
    "\n2120001744",
    " 2120001744",
    "2120001744 ",
    "212000-1744\n",
    "212000--1744",
    "212000+1744",
    "212000–1744",
    "16212000-1744",
    "21200-01744",
    "212000-174",
    "212000-17444",
    "\u0662\u0661\u0662\u0660\u0660\u0660\u0661\u0667\u0664\u0664",
    "\uff12\uff11\uff12\uff10\uff10\uff10\uff11\uff17\uff14\uff14",
    "212000\u00ad1744",
    "212000-1744\x00",
    "0000000000",
    "abcdefghij",
    "'; DROP TABLE",
    "2" * 100_000,
]


@pytest.mark.parametrize("number", ["212000-1744", "2120001744", "212000-0142", "556016-0680", "556056-6258"])
def test_a_real_organisation_number_passes(number: str) -> None:
    assert accepts(validators.validate_organisation_number, number)


@pytest.mark.parametrize("number", HOSTILE)
def test_what_is_no_organisation_number_is_refused(number: str) -> None:
    assert not accepts(validators.validate_organisation_number, number)


@given(st.from_regex(r"\A[2-9][0-9][2-9][0-9]{6}\Z"))
def test_one_last_digit_in_ten_is_right(nine: str) -> None:
    right = [digit for digit in "0123456789" if accepts(validators.validate_organisation_number, nine + digit)]
    assert right == [luhn_check_digit(nine)]


@pytest.mark.parametrize("value", ["0007:2120001744", "0088:6291041500213"])  # the second from GS1's own manual
def test_a_right_peppol_id_passes(value: str) -> None:
    assert accepts(validators.validate_peppol_id, value)


@given(st.from_regex(r"\A[0-9]{12}\Z"))
def test_one_last_digit_of_a_gln_in_ten_is_right(twelve: str) -> None:
    right = [digit for digit in "0123456789" if accepts(validators.validate_peppol_id, f"0088:{twelve}{digit}")]
    assert right == [gln_check_digit(twelve)]


@pytest.mark.parametrize(
    "value",
    [
        *HOSTILE,
        "0007:2120001745",
        "0007:212000-1744",
        "0007:2120001744\n",
        "0007:2120001744:",
        "0007: 2120001744",
        "0007 2120001744",
        "0007:",
        ":2120001744",
        "0007",
        "9955:SE212000174401",
        "0088:6291041500214",
        "0088:629104150021",
        "0088:62910415002131",
        "0088:\u0666\u0662\u0669\u0661\u0660\u0664\u0661\u0665\u0660\u0660\u0662\u0661\u0663",
        "0007:" + "1" * 100_000,
        ":" * 100_000,
    ],
)
def test_what_is_no_peppol_id_is_refused(value: str) -> None:
    assert not accepts(validators.validate_peppol_id, value)


@given(st.text() | st.from_regex(r"\d{6}-?\d{4}") | st.from_regex(r"00(07|88):\d{10,13}"))
def test_whatever_is_accepted_has_the_shape_that_others_will_act_on(value: str) -> None:
    shapes = {
        validators.validate_organisation_number: r"[0-9]{6}-?[0-9]{4}",
        validators.validate_peppol_id: r"0007:[0-9]{10}|0088:[0-9]{13}",
        validators.validate_domain: r"[a-z0-9.-]{4,120}",
    }
    for validator, shape in shapes.items():
        assert not accepts(validator, value) or re.fullmatch(shape, value)


@pytest.mark.parametrize("domain", ["falkoping.se", "edu.falkoping.se", "habokommun.se", "start.stockholm", "xn--hbo-ula.se"])
def test_a_domain_passes(domain: str) -> None:
    assert accepts(validators.validate_domain, domain)


@pytest.mark.parametrize(
    "domain",
    [
        "",
        "se",
        "a.b",
        "@falkoping.se",
        "anna@falkoping.se",
        "Falkoping.se",
        "falköping.se",
        "falkoping.se\n",
        " falkoping.se",
        "falkoping..se",
        ".falkoping.se",
        "falkoping.se.",
        "-falkoping.se",
        "falkoping-.se",
        "falkoping.s3",
        "https://falkoping.se",
        "a" * 64 + ".se",
        "a." * 60 + "se",
        "a" * 100_000,
    ],
)
def test_what_is_no_domain_is_refused(domain: str) -> None:
    assert not accepts(validators.validate_domain, domain)


def test_hostile_length_costs_no_time() -> None:
    began = time.process_time()
    for value in ("a-" * 200_000, "a." * 200_000, "1" * 400_000, "0088:" + "9" * 400_000):
        for check in (
            validators.validate_domain,
            validators.validate_organisation_number,
            validators.validate_peppol_id,
        ):
            assert not accepts(check, value)
    assert time.process_time() - began < 2
