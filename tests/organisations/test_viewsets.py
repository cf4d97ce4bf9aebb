"""The staff's screens for organisations and municipalities."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kunskapsdag.accounts.models import User
from kunskapsdag.organisations.models import EmailDomain, Organisation
from tests.organisations.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
LIST = "wagtailsnippets_organisations_organisation:list"
EDIT = "wagtailsnippets_organisations_organisation:edit"
PLACES = "wagtailsnippets_municipalities_municipality"


@pytest.fixture
def staff(client: Client) -> Client:
    user = User.objects.create_superuser("arrangor", "arrangor@example.se", "hemligt-losenord")
    client.force_login(user)
    return client


@pytest.fixture
def colleague(client: Client) -> Client:
    """One who may enter the admin and look at nothing of this."""
    user = User.objects.create_user("kollega", "kollega@example.se", "hemligt-losenord")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    return client


def listed(client: Client, **query: str) -> list[str]:
    page = client.get(reverse(LIST), query).content.decode()
    return re.findall(r'<span id="snippet_\d+_title">(.*?)</span>', page)


def test_the_list_is_searched_without_regard_to_accents_and_capitals(staff: Client) -> None:
    assert listed(staff, q="OREBRO") == ["Länsstyrelsen i Örebro län", "Region Örebro län", "Örebro kommun"]


def test_the_list_is_filtered_by_kind_and_shows_fifty_a_page(staff: Client) -> None:
    assert (len(listed(staff, kind="region")), len(listed(staff))) == (20, 50)


def test_the_list_costs_the_same_for_one_row_and_three(staff: Client) -> None:
    counts = []
    for more in (1, 2):
        for _number in range(more):
            OrganisationFactory(county_id="14", municipality_id="1499")
        listed(staff, q="föreningen")  # content types and permissions are read once
        with CaptureQueriesContext(connection) as queries:
            rows = len(listed(staff, q="föreningen"))
        counts.append((rows, len(queries)))
    assert counts == [(1, counts[0][1]), (3, counts[0][1])]


def test_an_organiser_completes_an_organisation(staff: Client) -> None:
    row = Organisation.objects.get(name="Falköpings kommun")
    answer = staff.post(reverse(EDIT, args=[row.pk]), form_of(row) | {"email_domains-0-domain": "falkoping.se"})
    assert (answer.status_code, answer.headers.get("Location")) == (302, reverse(LIST))
    row.refresh_from_db()
    assert (row.organisation_number, row.peppol_id, row.invoice_email) == (
        "212000-1744",
        "0007:2120001744",
        "faktura@falkoping.se",
    )
    assert [each.domain for each in EmailDomain.objects.filter(organisation=row)] == ["falkoping.se"]


def test_a_wrong_number_is_explained_and_nothing_is_saved(staff: Client) -> None:
    row = Organisation.objects.get(name="Falköpings kommun")
    answer = staff.post(reverse(EDIT, args=[row.pk]), form_of(row) | {"organisation_number": "212000-1745"})
    assert "Det här är inget organisationsnummer." in answer.content.decode()
    row.refresh_from_db()
    assert row.organisation_number is None


def test_choosing_an_organisation_searches_as_the_registration_form_does(staff: Client) -> None:
    url = reverse("wagtailsnippetchoosers_organisations_organisation:choose_results")
    page = staff.get(url, {"q": "falko"}).content.decode()
    assert re.findall(r"data-chooser-modal-choice[^>]*>\s*([^<]+?)\s*<", page) == ["Falköpings kommun"]


def test_choosing_a_municipality_searches_by_the_beginning_of_its_name(staff: Client) -> None:
    url = reverse("wagtailsnippetchoosers_municipalities_municipality:choose_results")
    page = staff.get(url, {"q": "öre"}).content.decode()
    assert re.findall(r"data-chooser-modal-choice[^>]*>\s*([^<]+?)\s*<", page) == ["Örebro"]


def test_municipalities_can_be_looked_at_but_not_changed(staff: Client) -> None:
    page = staff.get(reverse(f"{PLACES}:list"), {"q": "lekeb"}).content.decode()
    assert "Lekeberg" in page
    assert reverse(f"{PLACES}:edit", args=["1814"]) not in page
    for name, arguments in (("add", []), ("edit", ["1814"]), ("delete", ["1814"])):
        answer = staff.get(reverse(f"{PLACES}:{name}", args=arguments))
        assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))


def test_a_colleague_without_rights_and_a_stranger_see_nothing(colleague: Client) -> None:
    for name in (LIST, f"{PLACES}:list"):
        assert colleague.get(reverse(name))["Location"] == reverse("wagtailadmin_home")
    colleague.logout()
    assert colleague.get(reverse(LIST))["Location"].startswith(reverse("wagtailadmin_login"))


def form_of(row: Organisation) -> dict[str, str]:
    """Return what the form sends for a row with invoice details filled in."""
    return {
        "name": row.name,
        "kind": row.kind,
        "municipality": row.municipality_id or "",
        "county": row.county_id or "",
        "organisation_number": "2120001744",
        "peppol_id": "0007:2120001744",
        "invoice_email": "faktura@falkoping.se",
        "invoice_address": "",
        "email_domains-TOTAL_FORMS": "1",
        "email_domains-INITIAL_FORMS": "0",
        "email_domains-MIN_NUM_FORMS": "0",
        "email_domains-MAX_NUM_FORMS": "1000",
        "email_domains-0-domain": "",
        "email_domains-0-DELETE": "",
        "email_domains-0-ORDER": "",
    }
