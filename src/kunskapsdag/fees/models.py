"""What a place costs, for whom and until when; what cancelling and not coming cost; codes that lower the price."""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel
from wagtail.models import Orderable

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees.enums import Basis, FeeKind, VatRate
from kunskapsdag.fees.rules import discounts, prices, terms
from kunskapsdag.organisations.models import Organisation

__all__ = ["Basis", "CancellationStep", "CodeTry", "DiscountCode", "Fee", "FeeKind", "NoShowFee", "VatRate"]
MOST_KRONOR = Decimal(100_000)


class KronorField(models.DecimalField):
    """An amount that may be written "937,50", as every Swede does, as well as "937.50"."""

    def formfield(self, **kwargs: Any) -> Any:
        """Return a form field that reads the decimal comma."""
        return super().formfield(**{"localize": True, **kwargs})

    def deconstruct(self) -> Any:
        """Be an ordinary decimal in migrations: the column is one."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs


def _kronor(label: Any, **kwargs: Any) -> KronorField:
    checks = [MinValueValidator(Decimal(0)), MaxValueValidator(MOST_KRONOR)]
    return KronorField(label, max_digits=9, decimal_places=2, validators=checks, **kwargs)


class Fee(Orderable):
    """The price of a place at an event, for all or for a category."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="fees")
    kind = models.CharField(_("for whom"), max_length=12, choices=FeeKind, default=FeeKind.ANYONE)
    label = models.CharField(
        _("in your own words"),
        max_length=60,
        blank=True,
        help_text=_("Stands on the invitation instead, such as “Member of the network”. May be left empty."),
    )
    amount = _kronor(_("amount in kronor"))
    basis = models.CharField(_("the amount is"), max_length=10, choices=Basis)
    vat_rate = models.PositiveSmallIntegerField(_("VAT"), choices=VatRate, default=VatRate.STANDARD)
    early_amount = _kronor(
        _("lower amount for the early"), null=True, blank=True, help_text=_("With or without VAT as the amount above.")
    )
    early_until = models.DateField(
        _("to and including"), null=True, blank=True, help_text=_("The lower amount holds until 24:00 that day.")
    )

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
            models.CheckConstraint(
                condition=models.Q(early_amount__isnull=True, early_until__isnull=True)
                | models.Q(early_amount__gte=0, early_until__isnull=False, early_amount__lt=models.F("amount")),
                name="fee_early_is_lower_until_a_day",
            ),
        ]

    def __str__(self) -> str:
        """Return the amount and what it means."""
        return f"{self.amount} {self.get_basis_display()}"

    def clean(self) -> None:
        """Tell beside the field what the database would refuse."""
        if self.kind == FeeKind.OTHER and not self.label.strip():
            raise ValidationError({"label": _("Write for whom the price is.")})
        if self.early_amount is None and self.early_until is None:
            return
        if self.early_amount is None:
            raise ValidationError({"early_amount": _("Write the lower amount, or take away its last day.")})
        if self.early_until is None:
            raise ValidationError({"early_until": _("Write the last day of the lower amount, or take the amount away.")})
        if self.amount is not None and self.early_amount >= self.amount:
            raise ValidationError({"early_amount": _("The amount for the early must be lower than the ordinary one.")})

    @property
    def category(self) -> prices.Category:
        """Return the fee in plain values."""
        return prices.Category(
            key=self.pk,
            kind=self.kind,
            label=self.label,
            amount=self.amount,
            basis=self.basis,
            rate=self.vat_rate,
            early_amount=self.early_amount,
            early_until=self.early_until,
        )

    @property
    def price(self) -> Amount:
        """Return the ordinary price without VAT, the VAT and the price with VAT."""
        return prices.amount_of(self.amount, self.basis, self.vat_rate)


class CancellationStep(Orderable):
    """To and including a number of days before the day, cancelling costs so many per cent; afterwards the whole fee."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="cancellation_steps")
    days_before = models.PositiveSmallIntegerField(
        _("to and including so many days before"), validators=[MaxValueValidator(365)]
    )
    percent = models.PositiveSmallIntegerField(_("per cent of the fee"), validators=[MaxValueValidator(100)])

    class Meta(Orderable.Meta):
        verbose_name = _("cancellation step")
        verbose_name_plural = _("cancellation steps")
        constraints = [
            models.CheckConstraint(condition=models.Q(percent__lte=terms.THE_WHOLE), name="cancellation_step_at_most_whole")
        ]

    def __str__(self) -> str:
        """Return days and per cent."""
        return f"{self.days_before}: {self.percent} %"

    @property
    def step(self) -> terms.Step:
        """Return the step in plain values."""
        return terms.Step(self.days_before, self.percent)


class NoShowFee(Orderable):
    """What it costs not to come without having cancelled; also on a day free of charge."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="no_show_fees")
    amount = _kronor(_("amount in kronor"))
    basis = models.CharField(_("the amount is"), max_length=10, choices=Basis)
    vat_rate = models.PositiveSmallIntegerField(_("VAT"), choices=VatRate, default=VatRate.STANDARD)

    class Meta(Orderable.Meta):
        verbose_name = _("no-show fee")
        verbose_name_plural = _("no-show fees")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(basis__in=[str(basis) for basis in Basis]), name="no_show_fee_says_with_or_without_vat"
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="no_show_fee_not_negative"),
        ]

    def __str__(self) -> str:
        """Return the amount and what it means."""
        return f"{self.amount} {self.get_basis_display()}"

    @property
    def price(self) -> Amount:
        """Return the fee without VAT, the VAT and the fee with VAT."""
        return prices.amount_of(self.amount, self.basis, self.vat_rate)


class DiscountCode(ClusterableModel, Orderable):
    """A code that lowers the price of a place at an event."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="discount_codes")
    code = models.CharField(
        _("code"), max_length=30, help_text=_("At least six letters or digits. Capitals and spaces do not count.")
    )
    code_key = models.CharField(max_length=24, editable=False)
    percent = models.PositiveSmallIntegerField(
        _("per cent off"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    kronor = _kronor(_("or kronor off, without VAT"), null=True, blank=True)
    until = models.DateField(_("to and including"), null=True, blank=True, help_text=_("Empty: until registration closes."))
    most_uses = models.PositiveIntegerField(
        _("times it may be used"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20_000)],
        help_text=_("Empty: no limit."),
    )
    # Values of organisations' Kind; empty: all.
    kinds = models.JSONField(_("only for"), default=list, blank=True)
    organisations = ParentalManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("only for these organisations")
    )

    class Meta(Orderable.Meta):
        verbose_name = _("discount code")
        verbose_name_plural = _("discount codes")
        constraints = [
            models.UniqueConstraint(fields=["event", "code_key"], name="discount_code_once_a_day"),
            models.CheckConstraint(
                condition=models.Q(percent__isnull=True, kronor__gt=0)
                | models.Q(kronor__isnull=True, percent__gte=1, percent__lte=100),
                name="discount_code_is_percent_or_kronor",
            ),
        ]

    def __str__(self) -> str:
        """Return the code."""
        return self.code

    def clean(self) -> None:
        """Refuse a code that can be guessed in an afternoon, and a discount that is two or none."""
        self.code_key = discounts.code_key(self.code)
        if not discounts.SHAPE.fullmatch(self.code_key):
            raise ValidationError({"code": _("Write 6 to 24 letters and digits.")})
        if self.percent is None and not self.kronor:
            raise ValidationError({"percent": _("Write per cent or kronor.")})
        if self.percent is not None and self.kronor is not None:
            raise ValidationError({"kronor": _("Write either per cent or kronor, not both.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the form that is compared in step with the code."""
        self.code_key = discounts.code_key(self.code)
        super().save(*args, **kwargs)


class CodeTry(models.Model):
    """A wrong code that somebody wrote, as a digest; kept for an hour, so that codes can't be guessed in long rows."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("wrong code")
        verbose_name_plural = _("wrong codes")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["event", "digest"], name="wrong_code_counts_once")]

    def __str__(self) -> str:
        """Return nothing that tells what was written."""
        return f"{self.pk}"
