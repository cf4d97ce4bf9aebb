"""Reach and recognition against the loaded register."""

import pytest
from pytest_django import DjangoAssertNumQueries

from kunskapsdag.municipalities import queries, rules
from kunskapsdag.municipalities.models import County, FunctionalRegion, Municipality

pytestmark = pytest.mark.django_db


def test_the_migrations_have_loaded_all_three_levels() -> None:
    assert (Municipality.objects.count(), FunctionalRegion.objects.count(), County.objects.count()) == (
        290,
        60,
        21,
    )
    lekeberg = Municipality.objects.get(code="1814")
    assert (lekeberg.name, lekeberg.official_name) == ("Lekeberg", "Lekebergs kommun")
    assert (str(lekeberg.county), lekeberg.county.region_name) == ("Örebro län", "Region Örebro län")


@pytest.mark.parametrize("codes", [["1499"], ["1499", "1497", "1814"]])
def test_reach_costs_one_query_however_many_codes(codes: list[str], django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        assert queries.reach(codes).municipalities == len(codes)


def test_unknown_codes_reach_nothing() -> None:
    assert queries.reach(["9999", "", "1499", "1499"]) == rules.Reach(1, 1, 1)


def test_all_codes_reach_all_of_sweden() -> None:
    assert queries.reach(Municipality.objects.values_list("code", flat=True)) == rules.Reach(290, 60, 21)


def test_a_municipality_is_found_by_what_was_written() -> None:
    assert [str(queries.named(written)) for written in ("falkoping kommun", "Håbo", "Volvo")] == [
        "Falköping",
        "Håbo",
        "None",
    ]
