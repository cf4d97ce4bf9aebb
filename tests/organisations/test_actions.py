"""Loading the organisations of the register again, by action and by command."""

from io import StringIO

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from kunskapsdag.municipalities.actions import Change
from kunskapsdag.municipalities.models import Municipality
from kunskapsdag.organisations import queries
from kunskapsdag.organisations.actions import load_organisations
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def load(*, restore_names: bool = False) -> list[Change]:
    return load_organisations(model=Organisation, restore_names=restore_names)


def command(*options: str) -> list[str]:
    out = StringIO()
    call_command("load_register", *options, stdout=out)
    return out.getvalue().splitlines()


def test_loading_again_changes_nothing(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(3):  # a savepoint, one reading, its release
        assert load() == []


def test_an_empty_table_is_filled_with_few_queries(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    Organisation.objects.all().delete()
    with django_assert_max_num_queries(10):
        changes = load()
    assert (len(changes), {change.what for change in changes}) == (331, {"added"})
    assert str(queries.recognise("Falköping").organisation) == "Falköpings kommun"


def test_search_keys_of_loading_are_those_that_saving_writes() -> None:
    loaded = dict(Organisation.objects.values_list("pk", "search_key"))
    for organisation in Organisation.objects.select_related("municipality", "county"):
        organisation.save(update_fields=["name"])
    assert dict(Organisation.objects.values_list("pk", "search_key")) == loaded


def test_a_name_that_the_organiser_changed_is_kept_and_still_found_by_the_old_one() -> None:
    Organisation.objects.filter(name="Borås Stad").update(name="Borås kommun", search_key="")
    changes = load()
    assert changes[0] == Change("kept", "Borås kommun", "the register says Borås Stad")
    assert [str(queries.recognise(written).organisation) for written in ("Borås stad", "Borås")] == ["Borås kommun"] * 2


def test_a_changed_name_is_restored_on_request() -> None:
    Organisation.objects.filter(name="Borås Stad").update(name="Borås kommun")
    assert [change.what for change in load(restore_names=True)] == ["changed"]
    assert str(queries.recognise("Borås kommun").organisation) == "Borås Stad"


def test_a_missing_link_is_mended_and_invoice_details_are_left_alone() -> None:
    Organisation.objects.filter(name="Falköpings kommun").update(county=None, invoice_email="faktura@falkoping.se")
    assert load() == [Change("changed", "Falköpings kommun", "county_id: None → 14")]
    row = Organisation.objects.get(name="Falköpings kommun")
    assert (row.county_id, row.invoice_email) == ("14", "faktura@falkoping.se")


def test_an_organisation_of_another_kind_with_the_name_is_left_alone_and_told() -> None:
    Organisation.objects.filter(name="Falköpings kommun").update(kind=Kind.COMPANY)
    assert load() == [Change("kept", "Falköpings kommun", "has another kind: company")]


def test_the_command_tells_each_change() -> None:
    Municipality.objects.filter(code="1814").update(name="Lekebärg")
    Organisation.objects.filter(name="Hjo kommun").delete()
    assert command() == [
        "changed Lekeberg (name: Lekebärg → Lekeberg)",
        "added Hjo kommun",
        "1 added, 1 changed, 0 kept as they are.",
    ]
    assert command() == ["0 added, 0 changed, 0 kept as they are."]


def test_a_dry_run_tells_and_changes_nothing() -> None:
    Organisation.objects.filter(name="Hjo kommun").delete()
    assert command("--dry-run") == [
        "added Hjo kommun",
        "Nothing was written. It would be: 1 added, 0 changed, 0 kept as they are.",
    ]
    assert not Organisation.objects.filter(name="Hjo kommun").exists()
