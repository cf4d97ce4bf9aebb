"""Registrations, places, the waiting list and its offers."""

import hashlib
import uuid
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.models import Orderable

from kunskapsdag.core import seals
from kunskapsdag.core.money import Amount
from kunskapsdag.events.enums import Attendance
from kunskapsdag.events.models import Event
from kunskapsdag.fees.models import DiscountCode, Fee
from kunskapsdag.fees.rules import price_in_words
from kunskapsdag.mail.models import Message
from kunskapsdag.municipalities.models import County
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations.enums import (
    LIVING,
    TAKES_PLACE,
    Category,
    Cause,
    ChargeKind,
    OfferState,
    OnSiteWish,
    RuleKind,
    Source,
    State,
    Way,
    Who,
)


class NumberSeries(models.Model):
    """The last numbers given out for an event; read and written only while the event's row is locked."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="+", primary_key=True)
    last_number = models.PositiveIntegerField(default=0)
    last_queue_number = models.PositiveIntegerField(default=0)
    # When the line was last looked at under the day's rules: a rule that has lapsed since may let somebody in.
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")

    def __str__(self) -> str:
        """Return the last number given out."""
        return str(self.last_number)


class PlaceRule(Orderable):
    """A rule for the places of a day; what it means stands in docs/rules/fair-queue.md."""

    event = ParentalKey(Event, on_delete=models.CASCADE, related_name="place_rules")
    kind = models.CharField(_("rule"), max_length=10, choices=RuleKind)
    number = models.PositiveSmallIntegerField(
        _("number of places"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(20_000)],
        help_text=_("How many at most, or how many are kept."),
    )
    who = models.CharField(_("for"), max_length=12, choices=Who, default=Who.ANYONE)
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("county"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    until = models.DateField(
        _("to and including"),
        null=True,
        blank=True,
        help_text=_("Then what is left is for everybody. Empty: until the day starts."),
    )

    class Meta(Orderable.Meta):
        verbose_name = _("rule for the places")
        verbose_name_plural = _("rules for the places")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind__in=[RuleKind.CAP, RuleKind.QUOTA]) | models.Q(number__gte=1),
                name="place_rule_has_number",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=RuleKind.COUNTY) | models.Q(county__isnull=False), name="place_rule_has_county"
            ),
        ]

    def __str__(self) -> str:
        """Return what kind of rule it is."""
        return str(self.get_kind_display())

    def clean(self) -> None:
        """Tell beside the field what the database would refuse."""
        if self.kind == RuleKind.COUNTY and self.county_id is None:
            raise ValidationError({"county": _("Choose the county that comes first.")})


class RegistrationQuerySet(models.QuerySet["Registration"]):
    """Words for choosing registrations."""

    def living(self) -> "RegistrationQuerySet":
        """Return those that have or wait for a place."""
        return self.filter(state__in=LIVING)

    def taking_place(self) -> "RegistrationQuerySet":
        """Return those that hold a place: confirmed, or offered and not yet answered."""
        return self.filter(state__in=TAKES_PLACE)

    def waiting(self) -> "RegistrationQuerySet":
        """Return the waiting list, first in line first."""
        return self.filter(state=State.WAITING).order_by("queue_number")


class Registration(models.Model):
    """One person's registration for one event."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="registrations", verbose_name=_("knowledge day"))
    number = models.PositiveIntegerField(_("number"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Raised when the link must stop working: a substitute has taken over, or it was sent to the wrong address.
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    # The form's own key: the same form sent twice is one registration.
    form_key = models.UUIDField(default=uuid.uuid4, editable=False)

    state = models.CharField(_("state"), max_length=10, choices=State)
    queue_number = models.PositiveIntegerField(_("queue number"), null=True, blank=True)

    # Counts only while the day is held both on site and online; else everybody takes part as the day is held.
    way = models.CharField(_("way of taking part"), max_length=10, choices=Way, default=Way.ON_SITE)
    # Who takes part online may stand in the line for a place on site, with a queue number like the others in it.
    on_site_wish = models.CharField(_("place on site"), max_length=10, choices=OnSiteWish, blank=True, default="")

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    email_key = models.CharField(max_length=254, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="registrations", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("organisation"), max_length=150)
    role = models.CharField(_("role"), max_length=120, blank=True)
    category = models.CharField(_("takes part as"), max_length=10, choices=Category)
    on_participant_list = models.BooleanField(_("may be on the participant list"), default=False)
    invoice_reference = models.CharField(_("invoice reference"), max_length=60, blank=True)
    language = models.CharField(max_length=5, default="sv")
    source = models.CharField(_("registered"), max_length=10, choices=Source, default=Source.PUBLIC)

    # Common to those who come together or not at all: the lowest number among them.
    group = models.PositiveIntegerField(null=True, editable=False)
    # A place that is named later: no name, no address, and an ``email_key`` that is made up.
    is_unnamed = models.BooleanField(_("named later"), default=False, editable=False)
    # Registered by someone else, and has not said yet that her details are right.
    awaits_details = models.BooleanField(_("has not completed her details"), default=False, editable=False)
    # No mail goes to her until whoever registered her has shown that the orderer's address is hers.
    is_untold = models.BooleanField(_("not written to yet"), default=False, editable=False)

    calendar_revision = models.PositiveSmallIntegerField(default=0, editable=False)
    # Empty for one who left, or was cancelled, by herself or by the organiser; what the day's cancelling ends costs nothing.
    cancelled_because = models.CharField(max_length=10, choices=Cause, blank=True, default="", editable=False)
    created_at = models.DateTimeField(_("registered at"))
    state_since = models.DateTimeField(_("since"))

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="registration_number_once"),
            models.UniqueConstraint(
                fields=["event", "email_key"],
                condition=models.Q(state__in=[str(state) for state in LIVING]),
                name="one_living_registration_per_email",
            ),
            models.UniqueConstraint(fields=["event", "form_key", "email_key"], name="registration_form_once"),
            models.UniqueConstraint(fields=["event", "queue_number"], name="registration_queue_number_once"),
            models.CheckConstraint(
                condition=~models.Q(state=State.WAITING) | models.Q(queue_number__isnull=False),
                name="waiting_has_queue_number",
            ),
            models.CheckConstraint(
                condition=models.Q(on_site_wish="")
                | models.Q(state=State.CONFIRMED, way=Way.ONLINE, queue_number__isnull=False),
                name="on_site_wish_of_one_online",
            ),
        ]
        indexes = [
            models.Index(fields=["event", "state", "queue_number"], name="registration_places"),
            models.Index(fields=["event", "-created_at"], name="registration_newest"),
            models.Index(
                fields=["event", "queue_number"], condition=~models.Q(on_site_wish=""), name="registration_on_site_wish"
            ),
            # The partial index above holds the rule; it cannot answer "has this form or this address been here before".
            models.Index(fields=["event", "email_key"], name="registration_person"),
        ]

    def __str__(self) -> str:
        """Return the number and the name."""
        return f"{self.number} {self.shown_name}"

    @property
    def shown_name(self) -> str:
        """Return her name, or that nobody has been named yet."""
        return _now("named later") if self.is_unnamed else self.name

    @property
    def is_living(self) -> bool:
        """Return whether she has or waits for a place."""
        return self.state in LIVING

    @property
    def takes_part_online(self) -> bool:
        """Return whether she takes part (or would take part) from afar."""
        if self.event.attendance == Attendance.BOTH:
            return self.way == Way.ONLINE
        return self.event.attendance == Attendance.ONLINE

    @property
    def is_in_line(self) -> bool:
        """Return whether she waits for a place, or online for one on site."""
        return self.state == State.WAITING or self.on_site_wish == OnSiteWish.WAITING

    @property
    def has_offer(self) -> bool:
        """Return whether a place is offered to her that she has not answered."""
        return self.state == State.OFFERED or self.on_site_wish == OnSiteWish.OFFERED


class Needs(models.Model):
    """Food and access needs: kept apart, encrypted, erased first, never in lists, logs or mails."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="needs", primary_key=True)
    sealed_food = models.TextField(blank=True)
    sealed_access = models.TextField(blank=True)

    class Meta:
        verbose_name = _("dietary and accessibility needs")
        verbose_name_plural = _("dietary and accessibility needs")
        default_permissions = ()
        permissions = [("read_needs", _("May read dietary and accessibility needs"))]

    def __str__(self) -> str:
        """Return nothing that tells what the needs are."""
        return f"{self.pk}"

    @property
    def mark(self) -> str:
        """Return a short text that is another after every save, and tells nothing of what the needs are."""
        return hashlib.sha256(f"{self.sealed_food}|{self.sealed_access}".encode()).hexdigest()[:16]

    @property
    def is_readable(self) -> bool:
        """Return whether one of the keys in the settings fits."""
        try:
            _ = self.food, self.access
        except seals.UnreadableSeal:
            return False
        return True

    @property
    def food(self) -> str:
        """Return the dietary needs in clear."""
        return seals.unseal(self.sealed_food)

    @property
    def access(self) -> str:
        """Return the accessibility needs in clear."""
        return seals.unseal(self.sealed_access)


class PlaceOffer(models.Model):
    """A place offered to someone in the waiting list, with a last answer time."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="offers")
    state = models.CharField(_("state"), max_length=10, choices=OfferState, default=OfferState.OPEN)
    offered_at = models.DateTimeField(_("offered"))
    answer_by = models.DateTimeField(_("answer by"))
    answered_at = models.DateTimeField(_("answered"), null=True)

    class Meta:
        verbose_name = _("offer of a place")
        verbose_name_plural = _("offers of places")
        ordering = ["offered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration"], condition=models.Q(state=OfferState.OPEN), name="one_open_offer_per_registration"
            )
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="offer_due")]

    def __str__(self) -> str:
        """Return the state of the offer."""
        return str(self.get_state_display())


class ChargeQuerySet(models.QuerySet["Charge"]):
    """Words for choosing charges."""

    def standing(self) -> "ChargeQuerySet":
        """Return those that have not been voided."""
        return self.filter(voided_at__isnull=True)

    def due(self) -> "ChargeQuerySet":
        """Return those that are owed: a place's only while she has the place, what else was decided as long as it stands."""
        keeps_place = Q(registration__state=State.CONFIRMED)
        return self.standing().filter(keeps_place | Q(kind__in=(ChargeKind.CANCELLATION, ChargeKind.NO_SHOW)))


class Charge(models.Model):
    """What a registration costs, frozen when it was decided: a later change of the day's fees changes nothing here.

    A charge is never changed. What is no longer owed is voided, and what is owed instead is a new row. Invoices ask these rows.
    """

    registration = models.ForeignKey(Registration, models.PROTECT, related_name="charges")
    kind = models.CharField(_("for"), max_length=12, choices=ChargeKind)
    # Tells charges of one kind apart, such as the part of the day that one is for. One standing charge for each.
    key = models.CharField(max_length=40, blank=True)
    text = models.CharField(_("text"), max_length=200)
    vat_rate = models.PositiveSmallIntegerField(_("VAT"))
    net = models.DecimalField(_("without VAT"), max_digits=11, decimal_places=2)
    vat = models.DecimalField(_("VAT in kronor"), max_digits=11, decimal_places=2)
    gross = models.DecimalField(_("with VAT"), max_digits=11, decimal_places=2)
    made_at = models.DateTimeField(_("decided"))
    voided_at = models.DateTimeField(_("voided"), null=True)
    void_reason = models.CharField(_("why it is voided"), max_length=250, blank=True)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        verbose_name = _("charge")
        verbose_name_plural = _("charges")
        ordering = ["registration", "made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["registration", "kind", "key"],
                condition=models.Q(voided_at__isnull=True),
                name="one_standing_charge_for_each",
            ),
            # SQLite adds as floats, where 333.33 + 83.33 is not 416.66: what differs by less than half an öre is the same.
            models.CheckConstraint(
                condition=models.Q(
                    gross__gt=models.F("net") + models.F("vat") - Decimal("0.005"),
                    gross__lt=models.F("net") + models.F("vat") + Decimal("0.005"),
                ),
                name="charge_adds_up",
            ),
            models.CheckConstraint(condition=models.Q(net__gte=0, vat__gte=0), name="charge_not_negative"),
        ]

    def __str__(self) -> str:
        """Return what it is for."""
        return self.text

    @property
    def amount(self) -> Amount:
        """Return the sum without VAT, the VAT and the sum with VAT, in kronor."""
        return Amount(self.net, self.vat, self.gross)

    @property
    def words(self) -> str:
        """Return the sum in words, without and with VAT."""
        return price_in_words(self.amount, self.vat_rate)


class PriceChoice(models.Model):
    """Which price category a registration has, and the code that lowered its price; none where a day has one price for all."""

    registration = models.OneToOneField(Registration, models.CASCADE, related_name="price_choice", primary_key=True)
    fee = models.ForeignKey(Fee, models.SET_NULL, null=True, related_name="+")
    # As it was called that day: the organiser may call it something else later.
    name = models.CharField(_("price category"), max_length=60, blank=True)
    code = models.ForeignKey(DiscountCode, models.SET_NULL, null=True, related_name="uses")
    code_text = models.CharField(_("discount code"), max_length=30, blank=True)
    discount = models.DecimalField(_("discount without VAT"), max_digits=11, decimal_places=2, default=0)

    class Meta:
        verbose_name = _("choice of price")
        verbose_name_plural = _("choices of price")

    def __str__(self) -> str:
        """Return the category."""
        return self.name


class RegistrationMessage(models.Model):
    """Which mails a person got about her registration; one mail may be about several, such as the days of a series."""

    registration = models.ForeignKey(Registration, models.CASCADE, related_name="messages")
    message = models.ForeignKey(Message, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("mail about a registration")
        verbose_name_plural = _("mails about registrations")
        constraints = [models.UniqueConstraint(fields=["message", "registration"], name="mail_about_a_registration_once")]

    def __str__(self) -> str:
        """Return the mail."""
        return str(self.message)
