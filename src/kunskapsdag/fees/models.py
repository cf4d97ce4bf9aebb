"""What a place costs, with and without VAT."""

from decimal import Decimal

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


class Fee(Orderable):
    """The price of a place at an event."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="fees")
    amount = models.DecimalField(
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

    def __str__(self) -> str:
        """Return the amount and what it means."""
        return f"{self.amount} {self.get_basis_display()}"

    @property
    def price(self) -> Amount:
        """Return the price without VAT, the VAT and the price with VAT."""
        make = Amount.from_net if self.basis == Basis.EXCLUSIVE else Amount.from_gross
        return make(self.amount, Decimal(self.vat_rate))
