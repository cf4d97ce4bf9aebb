"""What a place costs, with and without VAT."""

from decimal import Decimal
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event


class Basis(models.TextChoices):
    """What the entered sum means. There is no default: 750 kr must be said to be one or the other."""

    EXCLUSIVE = "exclusive", _("without VAT")
    INCLUSIVE = "inclusive", _("with VAT included")


class VatRate(models.IntegerChoices):
    """Rates of mervärdesskattelagen (2023:200) chapter 9; 25 for a conference on site."""

    STANDARD = 25, "25 %"
    REDUCED = 12, "12 %"
    LOW = 6, "6 %"
    NONE = 0, "0 %"


class KronorField(models.DecimalField):
    """An amount that may be written "937,50", as every Swede does, as well as "937.50"."""

    def formfield(self, **kwargs: Any) -> Any:
        """Return a form field that reads the decimal comma."""
        return super().formfield(**{"localize": True, **kwargs})

    def deconstruct(self) -> Any:
        """Be an ordinary decimal in migrations: the column is one."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


class Fee(Orderable):
    """The price of a place at an event."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="fees")
    amount = KronorField(
        _("amount in kronor"),
        max_digits=9,
        decimal_places=2,
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100_000))],
    )
    basis = models.CharField(_("the amount is"), max_length=10, choices=Basis)
    vat_rate = models.PositiveSmallIntegerField(_("VAT"), choices=VatRate, default=VatRate.STANDARD)

    class Meta(Orderable.Meta):
        verbose_name = _("fee")
        verbose_name_plural = _("fees")
        constraints = [
            # The database too refuses "750" without saying of what: taken for the other it is 187,50 kr wrong.
            models.CheckConstraint(
                condition=models.Q(basis__in=[str(basis) for basis in Basis]), name="fee_says_with_or_without_vat"
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="fee_not_negative"),
            models.CheckConstraint(
                condition=models.Q(vat_rate__in=[int(rate) for rate in VatRate]), name="fee_vat_rate_of_the_law"
            ),
        ]

    def __str__(self) -> str:
        """Return the amount and what it means."""
        return f"{self.amount} {self.get_basis_display()}"

    @property
    def price(self) -> Amount:
        """Return the price without VAT, the VAT and the price with VAT."""
        make = Amount.from_net if self.basis == Basis.EXCLUSIVE else Amount.from_gross
        return make(self.amount, Decimal(self.vat_rate))
