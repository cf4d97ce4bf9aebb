"""Organisations: who takes part and who pays."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from kunskapsdag.core import text
from kunskapsdag.municipalities.models import County, Municipality
from kunskapsdag.organisations import rules, validators
from kunskapsdag.organisations.enums import Kind


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    """Words for choosing organisations."""

    def visible(self) -> Self:
        """Leave out those that are hidden in the registration form."""
        return self.filter(is_hidden=False)

    def matching(self, typed: str) -> Self:
        """Keep those in whose names every typed word begins a word; accents and capitals do not count."""
        found = rules.words(typed)
        if not found:
            return self.none()
        rows = self
        for word in found:
            rows = rows.filter(Q(search_key__startswith=word) | Q(search_key__contains=f" {word}"))
        return rows


class Organisation(ClusterableModel):
    """A municipality, region, agency, association or company."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, db_index=True)
    municipality = models.ForeignKey(
        Municipality,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("municipality"),
        help_text=_("Where it has its seat; for a municipality, the municipality itself."),
    )
    county = models.ForeignKey(
        County, models.PROTECT, null=True, blank=True, related_name="organisations", verbose_name=_("county")
    )
    organisation_number = models.CharField(
        _("organisation number"),
        max_length=11,
        null=True,
        blank=True,
        unique=True,
        validators=[validators.validate_organisation_number],
        help_text=_("Ten digits, as in 212000-1744. The check digit is tested."),
    )
    peppol_id = models.CharField(
        _("Peppol id"),
        max_length=60,
        blank=True,
        validators=[validators.validate_peppol_id],
        help_text=_("0007 and the organisation number, or 0088 and a GLN: 0007:2120001744."),
    )
    invoice_address = models.TextField(_("invoice address"), max_length=400, blank=True)
    invoice_email = models.EmailField(_("e-mail for invoices"), blank=True)
    search_key = models.CharField(max_length=200, editable=False, db_index=True)
    is_hidden = models.BooleanField(
        _("hidden in the registration form"), default=False, help_text=_("For example after a merger.")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name"]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def clean(self) -> None:
        """Take away what cannot be seen in a pasted name, and write the number in one way."""
        self.name = text.one_line(self.name)
        self.organisation_number = rules.with_hyphen(self.organisation_number or "") or None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search key in step with the name, and store no number as NULL: numbers are unique."""
        self.search_key = rules.search_key(self.name, rules.other_names(self.kind, self.seat))
        self.organisation_number = rules.with_hyphen(self.organisation_number or "") or None
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "search_key"}
        super().save(*args, **kwargs)

    @property
    def seat(self) -> rules.Seat:
        """Return where the organisation belongs, in plain values."""
        return rules.Seat(
            municipality=self.municipality.name if self.municipality else "",
            county_code=self.county_id or "",
            county=self.county.name if self.county else "",
        )


class EmailDomain(models.Model):
    """A mail domain that tells where its bearer works: falkoping.se."""

    organisation = ParentalKey(Organisation, on_delete=models.CASCADE, related_name="email_domains")
    domain = models.CharField(_("mail domain"), max_length=120, unique=True, validators=[validators.validate_domain])

    class Meta:
        verbose_name = _("mail domain")
        verbose_name_plural = _("mail domains")
        ordering = ["domain"]

    def __str__(self) -> str:
        """Return the domain."""
        return self.domain
