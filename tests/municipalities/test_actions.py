"""Loading the register again."""

import pytest

from kunskapsdag.municipalities.actions import Change, load_register
from kunskapsdag.municipalities.models import County, FunctionalRegion, Municipality

pytestmark = pytest.mark.django_db


def load() -> list[Change]:
    return load_register(county_model=County, region_model=FunctionalRegion, municipality_model=Municipality)


def test_loading_again_changes_nothing() -> None:
    assert load() == []


def test_a_wrong_row_is_corrected_and_told() -> None:
    Municipality.objects.filter(code="1814").update(name="Lekebärg", functional_region="23")
    assert load() == [Change("changed", "Lekeberg", "name: Lekebärg → Lekeberg, functional_region_id: 23 → 25")]
    assert Municipality.objects.get(code="1814").name == "Lekeberg"


def test_a_municipality_that_the_register_does_not_hold_is_kept_and_told() -> None:
    Municipality.objects.create(code="9999", name="Nyby", county_id="14", functional_region_id="18")
    assert load() == [Change("kept", "Nyby", "not in the register")]


def test_an_empty_table_is_filled() -> None:
    from kunskapsdag.organisations.models import Organisation

    Organisation.objects.all().delete()
    Municipality.objects.all().delete()
    assert (len(load()), Municipality.objects.count()) == (290, 290)
