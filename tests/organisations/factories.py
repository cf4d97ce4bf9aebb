"""Organisations, named by what they are."""

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.organisations.enums import Kind
from kunskapsdag.organisations.models import EmailDomain, Organisation
from tests.municipalities.factories import MunicipalityFactory


class OrganisationFactory(DjangoModelFactory):
    """An association; ``company=True``, ``agency=True`` and so on for the other kinds, ``hidden=True`` after a merger."""

    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    class Params:
        company = factory.Trait(kind=Kind.COMPANY, name=factory.Sequence(lambda number: f"Bolaget {number} AB"))
        agency = factory.Trait(kind=Kind.AGENCY, name=factory.Sequence(lambda number: f"Myndighet {number}"))
        university = factory.Trait(kind=Kind.UNIVERSITY, name=factory.Sequence(lambda number: f"Högskolan {number}"))
        hidden = factory.Trait(is_hidden=True)

    name = factory.Sequence(lambda number: f"Föreningen {number}")
    kind = Kind.ASSOCIATION


class MunicipalOrganisationFactory(DjangoModelFactory):
    """The organisation of a municipality: Falköpings kommun, unless another ``municipality`` is given."""

    class Meta:
        model = Organisation
        django_get_or_create = ("name",)

    municipality = factory.SubFactory(MunicipalityFactory)
    county = factory.SelfAttribute("municipality.county")
    name = factory.LazyAttribute(lambda organisation: organisation.municipality.official_name)
    kind = Kind.MUNICIPALITY


class EmailDomainFactory(DjangoModelFactory):
    """A mail domain."""

    class Meta:
        model = EmailDomain

    organisation = factory.SubFactory(OrganisationFactory)
    domain = factory.Sequence(lambda number: f"forening{number}.se")
