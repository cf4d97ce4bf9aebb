"""Finding and recognising organisations, with the whole register loaded."""

import pytest
from pytest_django import DjangoAssertNumQueries

from kunskapsdag.municipalities.rules import Reach
from kunskapsdag.organisations import queries
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.organisations.models import Organisation
from tests.organisations.factories import EmailDomainFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def found(typed: str, **options: int) -> list[str]:
    return [each.name for each in queries.find(typed, **options)]


def test_the_register_is_loaded_with_gotland_only_once() -> None:
    kinds = {kind: Organisation.objects.filter(kind=kind).count() for kind in Kind}
    assert {kind: count for kind, count in kinds.items() if count} == {
        Kind.MUNICIPALITY: 290,
        Kind.REGION: 20,
        Kind.COUNTY_BOARD: 21,
    }
    gotland = Organisation.objects.get(name="Region Gotland")
    assert (gotland.kind, gotland.municipality_id, gotland.county_id) == (Kind.MUNICIPALITY, "0980", "09")


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Falk", ["Falkenbergs kommun", "Falköpings kommun"]),
        ("falkö", ["Falköpings kommun"]),
        ("FALKO", ["Falköpings kommun"]),
        ("köping falk", []),
        ("kommun falköping", ["Falköpings kommun"]),
        ("norrbotten", ["Region Norrbotten", "Länsstyrelsen i Norrbottens län"]),
        ("sälen", ["Malung-Sälens kommun"]),
        ("upplands-b", ["Upplands-Bro kommun"]),
        ("falun", ["Falu kommun"]),
        ("stockholms kommun", ["Stockholms stad"]),
        ("habo", ["Habo kommun", "Håbo kommun"]),
        ("håbo", ["Håbo kommun", "Habo kommun"]),
        ("vgr", ["Västra Götalandsregionen"]),
        ("%", []),
        ("_", []),
        ("", []),
        ("   ", []),
        ("'; --", []),
        ("\x00\u202e", []),
        ("🙂", []),
        ("q" * 100_000, []),
    ],
)
def test_suggestions_while_typing(typed: str, names: list[str]) -> None:
    assert found(typed) == names


def test_municipalities_come_first_and_hidden_ones_never() -> None:
    OrganisationFactory(name="Falkhuset AB")
    OrganisationFactory(name="Falkens förening", kind=Kind.ASSOCIATION, hidden=True)
    OrganisationFactory(name="AB Falken")
    assert found("falk") == ["Falkenbergs kommun", "Falköpings kommun", "Falkhuset AB", "AB Falken"]


def test_never_more_suggestions_than_asked_for() -> None:
    assert (len(found("kommun")), len(found("kommun", limit=3))) == (8, 3)


def test_a_changed_name_is_found_by_the_new_one(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    company = OrganisationFactory(name="Gamla namnet AB")
    company.name = "Nya namnet AB"
    company.save(update_fields=["name"])
    assert (found("gamla"), found("nya namn")) == ([], ["Nya namnet AB"])


@pytest.mark.parametrize("extra", [1, 3])
def test_every_search_costs_one_query(extra: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    domains = [EmailDomainFactory().domain for _number in range(extra)]
    with django_assert_num_queries(1):
        assert len(queries.find("föreningen")) == extra
    with django_assert_num_queries(1):
        assert [str(each.county) for each in queries.recognise("norrbotten").candidates] == ["Norrbottens län"] * 2
    with django_assert_num_queries(1):
        assert queries.by_email(f"anna@{domains[0]}") is not None
    with django_assert_num_queries(2):
        queries.reached(Organisation.objects.all())


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Falköping", "Falköpings kommun"),
        ("Falköpings kommun", "Falköpings kommun"),
        ("falkoping kommun", "Falköpings kommun"),
        (" FALKÖPINGS  KOMMUN\n", "Falköpings kommun"),
        ("Stockholm", "Stockholms stad"),
        ("Stockholms kommun", "Stockholms stad"),
        ("Borås Kommun", "Borås Stad"),
        ("Habo", "Habo kommun"),
        ("Håbo", "Håbo kommun"),
        ("Håbo kommun", "Håbo kommun"),
        ("Gotlands kommun", "Region Gotland"),
        ("Gotland", "Region Gotland"),
        ("Falun", "Falu kommun"),
        ("Gellivare kommun", "Gällivare kommun"),
        ("Dals Ed", "Dals-Eds kommun"),
        ("Kalmar", "Kalmar kommun"),
        ("Region Kalmar", "Region Kalmar län"),
        ("Örebro", "Örebro kommun"),
        ("region orebro lan", "Region Örebro län"),
        ("VGR", "Västra Götalandsregionen"),
        ("Region Jämtland Härjedalen", "Region Jämtland Härjedalen"),
        ("Länsstyrelsen Skåne", "Länsstyrelsen i Skåne län"),
        ("Länsstyrelsen i Norrbotten", "Länsstyrelsen i Norrbottens län"),
    ],
)
def test_a_posted_name_is_recognised(written: str, name: str) -> None:
    recognised = queries.recognise(written)
    assert (str(recognised.organisation), recognised.candidates, recognised.is_free_text) == (name, (), False)


def test_every_organisation_of_the_register_is_recognised_by_its_own_name() -> None:
    names = queries.all_names()
    assert [str(queries.recognise(name).organisation) for name in names] == names


@pytest.mark.parametrize(
    ("written", "candidates"),
    [
        ("Falk", ["Falkenbergs kommun", "Falköpings kommun"]),
        ("Falkö", ["Falköpings kommun"]),
        ("Norrbotten", ["Region Norrbotten", "Länsstyrelsen i Norrbottens län"]),
    ],
)
def test_the_beginning_of_a_name_is_a_question(written: str, candidates: list[str]) -> None:
    recognised = queries.recognise(written)
    assert (recognised.organisation, [each.name for each in recognised.candidates]) == (None, candidates)


@pytest.mark.parametrize("written", ["AB Volvo", "Företagarna i Falköping", "", "🙂", "%", "x" * 10_000, "=1+1"])
def test_what_the_register_does_not_know_is_free_text(written: str) -> None:
    recognised = queries.recognise(written)
    assert (recognised.text, recognised.organisation, recognised.is_free_text) == (written, None, True)


def test_two_that_are_written_alike_but_for_accents_are_a_question() -> None:
    OrganisationFactory(name="Ångkraft AB")
    OrganisationFactory(name="Angkraft AB")
    assert str(queries.recognise("Ångkraft ab").organisation) == "Ångkraft AB"
    assert [each.name for each in queries.recognise("Ängkraft AB").candidates] == [
        "Ångkraft AB",
        "Angkraft AB",
    ]


def test_a_hidden_organisation_is_not_recognised() -> None:
    OrganisationFactory(name="Lagd ner AB", hidden=True)
    assert queries.recognise("Lagd ner AB").is_free_text


def test_an_address_tells_where_somebody_works_and_the_longest_domain_wins() -> None:
    municipality = EmailDomainFactory(domain="falkoping.se").organisation
    school = EmailDomainFactory(domain="edu.falkoping.se").organisation
    EmailDomainFactory(domain="dold.se", organisation__hidden=True)
    addresses = [
        "a@falkoping.se",
        "A@Mail.FALKOPING.se",
        "b@edu.falkoping.se",
        "c@dold.se",
        "d@se",
        "inte en adress",
    ]
    assert [queries.by_email(address) for address in addresses] == [
        municipality,
        municipality,
        school,
        None,
        None,
        None,
    ]


def test_all_names_come_in_swedish_order_and_are_kept(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    names = queries.all_names()
    assert (len(names), names[0], names[-1]) == (331, "Ale kommun", "Övertorneå kommun")
    with django_assert_num_queries(0):
        queries.all_names()


def test_a_new_organisation_is_among_all_names_at_once() -> None:
    queries.all_names()
    company = OrganisationFactory(name="Nystartat AB")
    assert "Nystartat AB" in queries.all_names()
    company.delete()
    assert "Nystartat AB" not in queries.all_names()


def test_reached_counts_areas_of_municipalities_and_regions_that_took_part() -> None:
    names = [
        "Falköpings kommun",
        "Hjo kommun",
        "Lekebergs kommun",
        "Region Norrbotten",
        "Länsstyrelsen i Kalmar län",
    ]
    company = OrganisationFactory(municipality_id="2580", county_id="25")
    ids = [company.pk, *Organisation.objects.filter(name__in=names).values_list("pk", flat=True)]
    assert queries.reached(ids) == queries.Reached(
        areas=Reach(municipalities=3, functional_regions=2, counties=2),
        regions=1,
        county_boards=1,
        codes=frozenset({"1499", "1497", "1814"}),
    )
    assert queries.reached([]).areas == Reach(0, 0, 0)
