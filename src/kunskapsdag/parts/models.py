"""The parts of a day, and who has chosen which."""

import datetime as dt
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from kunskapsdag.core.money import Amount
from kunskapsdag.events.models import Event
from kunskapsdag.fees.enums import Basis, VatRate
from kunskapsdag.fees.models import KronorField
from kunskapsdag.parts import rules
from kunskapsdag.parts.enums import CHOSEN, HOLDS, MEALS, Booking, PartKind
from kunskapsdag.parts.rules import contradictions, prices
from kunskapsdag.registrations.models import Registration


class Part(Orderable):
    """A part of a day that one chooses: half a day, lunch, dinner, a visit, one of several seminars."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="parts")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("what it is"), max_length=500, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=PartKind, default=PartKind.OTHER)
    starts_at = models.DateTimeField(_("starts"), null=True, blank=True)
    ends_at = models.DateTimeField(_("ends"), null=True, blank=True)
    place = models.CharField(
        _("room or meeting place"), max_length=120, blank=True, help_text=_("Stands on the page of those who have chosen it.")
    )
    capacity = models.PositiveIntegerField(
        _("number of seats"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20_000)],
        help_text=_("Empty: no limit but that of the day."),
    )
    has_waiting_list = models.BooleanField(_("a line when it is full"), default=True)
    amount = KronorField(
        _("amount in kronor"),
        max_digits=9,
        decimal_places=2,
        default=Decimal(0),
        validators=[MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(100_000))],
        help_text=_("0: included."),
    )
    basis = models.CharField(_("the amount is"), max_length=10, choices=Basis, default=Basis.EXCLUSIVE)
    vat_rate = models.PositiveSmallIntegerField(_("VAT"), choices=VatRate, default=VatRate.STANDARD)
    last_cancellation_day = models.DateField(
        _("last day to give it back"), null=True, blank=True, help_text=_("Until 24:00. Empty: until it starts.")
    )
    choose_group = models.CharField(
        _("one of these"),
        max_length=60,
        blank=True,
        help_text=_("Parts with the same words here exclude each other, such as “Seminar at 13:30”."),
    )
    is_place = models.BooleanField(
        _("decides the fee of the day"),
        default=False,
        help_text=_("Whole or half day, day one or two: its fee is paid instead of the day's. One must be chosen."),
    )
    percent = models.PositiveSmallIntegerField(
        _("or per cent of the day's fee"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_(
            "For a part that decides the fee of the day: 60 means 60 % of what the day costs her, by category and with the "
            "lower price for the early. Empty: the amount, the same for all. A discount code is taken off either."
        ),
    )
    is_preselected = models.BooleanField(_("chosen beforehand in the form"), default=False)
    only_on_site = models.BooleanField(_("only for those on site"), default=True)

    class Meta(Orderable.Meta):
        verbose_name = _("part of the day")
        verbose_name_plural = _("parts of the day")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(starts_at__isnull=True, ends_at__isnull=True) | models.Q(ends_at__gt=models.F("starts_at")),
                name="part_ends_after_start",
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="part_not_negative"),
            models.CheckConstraint(condition=~models.Q(is_place=True, choose_group=""), name="part_of_place_has_group"),
            models.CheckConstraint(
                condition=models.Q(percent__isnull=True) | models.Q(is_place=True, percent__gte=1, percent__lte=100),
                name="part_of_place_has_percent",
            ),
        ]

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def clean(self) -> None:
        """Tell beside the field what the database would refuse."""
        if (self.starts_at is None) != (self.ends_at is None):
            missing = "starts_at" if self.starts_at is None else "ends_at"
            raise ValidationError({missing: _("Write both when it starts and when it ends, or neither.")})
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise ValidationError({"ends_at": _("The part must end after it starts.")})
        if self.is_place and not self.choose_group:
            text = _("Write what one chooses between, such as “Whole or half day”, at this part and at the others.")
            raise ValidationError({"choose_group": text})
        if self.percent is not None and not self.is_place:
            raise ValidationError({"percent": str(contradictions.PERCENT_NEEDS_PLACE)})

    @property
    def price(self) -> Amount:
        """Return the price without VAT, the VAT and the price with VAT."""
        make = Amount.from_net if self.basis == Basis.EXCLUSIVE else Amount.from_gross
        return make(self.amount, Decimal(self.vat_rate))

    @property
    def pricing(self) -> prices.Pricing:
        """Return how it is priced: by its own amount, or by what the day costs."""
        return prices.Pricing(prices.Price(self.price, self.vat_rate), self.percent)

    @property
    def begins(self) -> dt.datetime:
        """Return when it starts, or when the day does."""
        return self.starts_at or self.event.starts_at

    @property
    def last_moment(self) -> dt.datetime:
        """Return the first moment when it can no longer be given back by the person herself."""
        return rules.last_moment(last_day=self.last_cancellation_day, starts_at=self.begins)

    @property
    def is_meal(self) -> bool:
        """Return whether food is served."""
        return self.kind in MEALS

    @property
    def choice(self) -> rules.Choice:
        """Return what the rules of choosing need."""
        return rules.Choice(
            key=self.pk,
            title=self.title,
            group=self.choose_group,
            is_place=self.is_place,
            only_on_site=self.only_on_site,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
        )


class PartBookingQuerySet(models.QuerySet["PartBooking"]):
    """Words for choosing bookings."""

    def chosen(self) -> "PartBookingQuerySet":
        """Return those that have not been given back."""
        return self.filter(state__in=CHOSEN)

    def holding(self) -> "PartBookingQuerySet":
        """Return those that hold a seat."""
        return self.filter(state__in=HOLDS)


class PartBooking(models.Model):
    """One person's choice of one part; there is one row for each pair, whatever becomes of it. The price is frozen."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="part_bookings")
    part = models.ForeignKey(Part, models.PROTECT, related_name="bookings")
    state = models.CharField(_("state"), max_length=10, choices=Booking)
    queue_number = models.PositiveIntegerField(_("queue number"), null=True, blank=True)
    net = models.DecimalField(_("without VAT"), max_digits=11, decimal_places=2)
    vat = models.DecimalField(_("VAT in kronor"), max_digits=11, decimal_places=2)
    gross = models.DecimalField(_("with VAT"), max_digits=11, decimal_places=2)
    vat_rate = models.PositiveSmallIntegerField(_("VAT"))
    chosen_at = models.DateTimeField(_("chosen"))
    state_since = models.DateTimeField(_("since"))
    offered_at = models.DateTimeField(_("offered"), null=True)
    answer_by = models.DateTimeField(_("answer by"), null=True)

    objects = PartBookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of a part")
        verbose_name_plural = _("choices of parts")
        ordering = ["part", "registration"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "part"], name="part_chosen_once"),
            models.UniqueConstraint(fields=["part", "queue_number"], name="part_queue_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state=Booking.WAITING) | models.Q(queue_number__isnull=False),
                name="part_waiting_has_queue_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=Booking.OFFERED) | models.Q(answer_by__isnull=False),
                name="part_offer_has_answer_time",
            ),
        ]
        indexes = [
            models.Index(fields=["part", "state", "queue_number"], name="part_seats"),
            models.Index(fields=["state", "answer_by"], name="part_offer_due"),
        ]

    def __str__(self) -> str:
        """Return where it stands."""
        return str(self.get_state_display())

    @property
    def amount(self) -> Amount:
        """Return the price that was seen, without VAT, the VAT and with VAT."""
        return Amount(self.net, self.vat, self.gross)

    @property
    def is_chosen(self) -> bool:
        """Return whether it has not been given back."""
        return self.state in CHOSEN
