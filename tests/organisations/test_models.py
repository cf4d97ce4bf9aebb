"""What an organisation keeps about itself."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from kunskapsdag.organisations.models import Organisation
from tests.organisations.factories import EmailDomainFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_number_is_stored_in_one_way_so_that_it_cannot_be_used_twice() -> None:
    company = OrganisationFactory(organisation_number="5560160680")
    assert Organisation.objects.get(pk=company.pk).organisation_number == "556016-0680"
    twin = Organisation(name="Tvilling AB", kind="company", organisation_number="5560160680")
    with pytest.raises(ValidationError) as refused:
        twin.full_clean()
    assert list(refused.value.message_dict) == ["organisation_number"]
    with pytest.raises(IntegrityError):
        twin.save()


def test_many_may_lack_a_number() -> None:
    companies = OrganisationFactory.create_batch(2, organisation_number="")
    assert [Organisation.objects.get(pk=each.pk).organisation_number for each in companies] == [None, None]


def test_what_cannot_be_seen_in_a_pasted_name_is_taken_away() -> None:
    company = Organisation(name=" \u202eExempel\u200b\nAB ", kind="company")
    company.full_clean(exclude=["search_key"])
    assert company.name == "Exempel AB"


def test_a_name_that_grows_when_folded_still_fits() -> None:
    company = OrganisationFactory(name="ﷺ" * 150)
    assert len(Organisation.objects.get(pk=company.pk).search_key) <= 200


def test_two_organisations_cannot_share_a_mail_domain() -> None:
    EmailDomainFactory(domain="exempel.se")
    with pytest.raises(IntegrityError):
        EmailDomainFactory(domain="exempel.se")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("organisation_number", "556016-0681"),
        ("peppol_id", "0007:5560160681"),
        ("invoice_email", "faktura@exempel"),
        ("kind", "kommun"),
        ("name", ""),
    ],
)
def test_a_wrong_value_is_refused_at_its_own_field(field: str, value: str) -> None:
    company = Organisation(**{"name": "Exempel AB", "kind": "company", field: value})
    with pytest.raises(ValidationError) as refused:
        company.full_clean(exclude=["search_key"])
    assert list(refused.value.message_dict) == [field]
