"""The levels that a knowledge day brings together: municipality, functional region, county."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kunskapsdag.municipalities import rules


class County(models.Model):
    """One of the 21 counties, with the name of the region (the organisation) that it holds."""

    code = models.CharField(_("county code"), max_length=2, primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)  # "Norrbottens län"
    region_name = models.CharField(_("region"), max_length=60)  # "Region Norrbotten"

    class Meta:
        verbose_name = _("county")
        verbose_name_plural = _("counties")
        ordering = ["code"]

    def __str__(self) -> str:
        """Return "Norrbottens län"."""
        return self.name


class FunctionalRegion(models.Model):
    """One of the 60 functional analysis regions: municipalities that share a labour market."""

    code = models.CharField(_("code"), max_length=3, primary_key=True)
    name = models.CharField(_("name"), max_length=80)

    class Meta:
        verbose_name = _("functional region")
        verbose_name_plural = _("functional regions")
        ordering = ["name"]

    def __str__(self) -> str:
        """Return the region's name."""
        return self.name


class Municipality(models.Model):
    """One of the 290 municipalities; the code is text, for its leading zero."""

    code = models.CharField(_("municipality code"), max_length=4, primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)  # "Falköping"
    county = models.ForeignKey(County, models.PROTECT, related_name="municipalities", verbose_name=_("county"))
    functional_region = models.ForeignKey(
        FunctionalRegion, models.PROTECT, related_name="municipalities", verbose_name=_("functional region")
    )

    class Meta:
        verbose_name = _("municipality")
        verbose_name_plural = _("municipalities")
        ordering = ["name"]

    def __str__(self) -> str:
        """Return "Falköping"."""
        return self.name

    @property
    def official_name(self) -> str:
        """Return the name of the organisation: "Falköpings kommun", "Region Gotland"."""
        return rules.municipality_organisation(self.name)
