"""Places. The migrations load all of them: a factory finds the one that is asked for, or makes one that is not there."""

import factory
from factory.django import DjangoModelFactory

from kunskapsdag.municipalities.models import County, FunctionalRegion, Municipality


class CountyFactory(DjangoModelFactory):
    """Västra Götaland, unless another code is asked for."""

    class Meta:
        model = County
        django_get_or_create = ("code",)

    code = "14"
    name = factory.LazyAttribute(lambda county: f"Län {county.code}")
    region_name = factory.LazyAttribute(lambda county: f"Region {county.code}")


class FunctionalRegionFactory(DjangoModelFactory):
    """A functional region outside the register."""

    class Meta:
        model = FunctionalRegion
        django_get_or_create = ("code",)

    code = "900"
    name = factory.LazyAttribute(lambda region: f"FA-region {region.code}")


class MunicipalityFactory(DjangoModelFactory):
    """Falköping, unless another code is asked for."""

    class Meta:
        model = Municipality
        django_get_or_create = ("code",)

    code = "1499"
    name = factory.LazyAttribute(lambda municipality: f"Kommun {municipality.code}")
    county = factory.SubFactory(CountyFactory, code=factory.LazyAttribute(lambda county: county.factory_parent.code[:2]))
    functional_region = factory.SubFactory(FunctionalRegionFactory)
