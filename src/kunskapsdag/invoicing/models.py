"""Who sells, who pays, what is to be billed, and what has been issued. What is issued is never changed or deleted."""

from decimal import Decimal
from typing import Any, NoReturn

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import validators
from kunskapsdag.invoicing.enums import BilledHow, BilledWhen, DocumentKind, VatCategory
from kunskapsdag.invoicing.errors import IsIssued
from kunskapsdag.invoicing.rules import documents, freezing, proposals
from kunskapsdag.organisations.enums import Kind
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.organisations.validators import validate_organisation_number, validate_peppol_id
from kunskapsdag.registrations.models import Charge

MONEY: Any = {"max_digits": 13, "decimal_places": 2}
PUBLIC_BODIES = frozenset({Kind.MUNICIPALITY, Kind.REGION, Kind.COUNTY_BOARD, Kind.AGENCY, Kind.UNIVERSITY})
# An invoice's year and its number have room for what one organisation can ever issue.
MOST_RUNNING = 99_999_999


class Address(models.Model):
    """A postal address, as it stands on an invoice."""

    street = models.CharField(_("address"), max_length=120, blank=True)
    street_more = models.CharField(_("address, second line"), max_length=120, blank=True)
    postcode = models.CharField(_("postcode"), max_length=12, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    country = models.CharField(
        _("country"), max_length=2, default="SE", validators=[validators.validate_country], help_text=_("Two letters: SE, NO.")
    )

    class Meta:
        abstract = True


class Seller(Address):
    """The organisation that sends the invoices; one row."""

    name = models.CharField(_("name"), max_length=150)
    organisation_number = models.CharField(_("organisation number"), max_length=11, validators=[validate_organisation_number])
    vat_number = models.CharField(
        _("VAT number"),
        max_length=14,
        blank=True,
        validators=[validators.validate_swedish_vat_number],
        help_text=_("SE212000174401. Empty: not registered for VAT, and no invoice has any."),
    )
    is_state = models.BooleanField(
        _("state authority"), default=False, help_text=_("Between state authorities there is no VAT.")
    )
    has_f_tax = models.BooleanField(_("approved for F-tax"), default=True)
    seat = models.CharField(_("seat"), max_length=80, blank=True, help_text=_("The town where the board has its seat."))
    contact = models.CharField(_("contact"), max_length=100, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    peppol_id = models.CharField(
        _("Peppol id"),
        max_length=60,
        blank=True,
        validators=[validate_peppol_id],
        help_text=_("Empty: 0007 and the organisation number."),
    )
    bankgiro = models.CharField(_("bankgiro"), max_length=9, blank=True, validators=[validators.validate_bankgiro])
    plusgiro = models.CharField(_("plusgiro"), max_length=12, blank=True, validators=[validators.validate_plusgiro])
    iban = models.CharField(_("IBAN"), max_length=34, blank=True, validators=[validators.validate_iban])
    bic = models.CharField(_("BIC"), max_length=11, blank=True, validators=[validators.validate_bic])
    payment_days = models.PositiveSmallIntegerField(
        _("days to pay"), default=30, validators=[MinValueValidator(0), MaxValueValidator(90)]
    )

    class Meta:
        verbose_name = _("seller")
        verbose_name_plural = _("sellers")
        default_permissions = ("view", "change")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_seller")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep to the one row."""
        self.pk = 1
        super().save(*args, **kwargs)


class Buyer(Address):
    """Who pays: what has once been told, for the next invoice too."""

    organisation = models.OneToOneField(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="buyer", verbose_name=_("organisation")
    )
    name = models.CharField(_("name"), max_length=150)
    # Tells those apart that the register of organisations does not know.
    name_key = models.CharField(max_length=150, editable=False)
    organisation_number = models.CharField(
        _("organisation number"), max_length=11, blank=True, validators=[validate_organisation_number]
    )
    vat_number = models.CharField(_("VAT number"), max_length=14, blank=True, validators=[validators.validate_vat_number])
    is_state = models.BooleanField(_("state authority"), default=False)
    peppol_id = models.CharField(
        _("Peppol id"),
        max_length=60,
        blank=True,
        validators=[validate_peppol_id],
        help_text=_("0007 and the organisation number, or 0088 and a GLN: 0007:2120001744."),
    )
    email = models.EmailField(_("e-mail for PDF"), blank=True)
    buyer_reference = models.CharField(
        _("your reference"), max_length=100, blank=True, help_text=_("A code or a name that your finance department sorts by.")
    )
    reference_pattern = models.CharField(
        _("what your reference looks like"),
        max_length=100,
        blank=True,
        validators=[validators.validate_pattern],
        help_text=_("0 for a digit, A for a capital letter, * for anything: 000000000 means nine digits."),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("buyer")
        verbose_name_plural = _("buyers")
        ordering = ["name", "pk"]
        default_permissions = ("view", "change")
        constraints = [
            models.UniqueConstraint(fields=["name_key"], condition=Q(organisation__isnull=True), name="one_buyer_of_a_name")
        ]

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the key in step with the name."""
        self.name_key = proposals.name_key(self.name)
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "name_key", "changed_at"}
        super().save(*args, **kwargs)

    @property
    def is_public_body(self) -> bool:
        """Return whether it is one of those that the law obliges to take e-invoices, and that in practice take nothing else."""
        return self.organisation is not None and self.organisation.kind in PUBLIC_BODIES


class Billing(models.Model):
    """How one day is billed."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="billing", primary_key=True)
    when = models.CharField(_("when"), max_length=10, choices=BilledWhen, default=BilledWhen.AFTER_DAY)
    how = models.CharField(_("how"), max_length=12, choices=BilledHow, default=BilledHow.ORDER)
    exempt_text = models.CharField(
        _("why there is no VAT"), max_length=200, blank=True, help_text=_("Stands on invoices with lines of 0 % VAT.")
    )
    note = models.CharField(_("words on every invoice of the day"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("billing of a day")
        verbose_name_plural = _("billing of days")
        default_permissions = ()

    def __str__(self) -> str:
        """Return how and when."""
        return f"{self.get_how_display()}, {self.get_when_display()}"


class Draft(models.Model):
    """A proposal for one invoice or credit note, to be looked at, corrected and approved. It has no number."""

    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind, default=DocumentKind.INVOICE)
    event = models.ForeignKey(Event, models.PROTECT, related_name="drafts", verbose_name=_("knowledge day"))
    buyer = models.ForeignKey(Buyer, models.PROTECT, related_name="drafts", verbose_name=_("buyer"))
    # What it was put together by: "order:17", "organisation:4", "person:129". One proposal of each.
    key = models.CharField(max_length=120, editable=False)
    buyer_reference = models.CharField(_("your reference"), max_length=100, blank=True)
    order_reference = models.CharField(_("order number"), max_length=100, blank=True)
    note = models.CharField(_("message on the invoice"), max_length=250, blank=True)
    # The invoice that a credit note credits.
    credits = models.ForeignKey("Document", models.PROTECT, null=True, related_name="drafts_of_credit", editable=False)
    # The invoice that is credited whole in the moment that this one is issued.
    replaces = models.ForeignKey("Document", models.PROTECT, null=True, related_name="drafts_instead", editable=False)
    reason = models.CharField(_("why it is credited"), max_length=250, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    made_at = models.DateTimeField(_("put together"))
    approved_at = models.DateTimeField(_("approved"), null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    # What the official rules said when it was last tried; told beside the fields.
    findings = models.JSONField(default=list, editable=False)

    class Meta:
        verbose_name = _("invoice proposal")
        verbose_name_plural = _("invoice proposals")
        ordering = ["event", "buyer", "pk"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["event", "key"], name="one_draft_of_each"),
            models.CheckConstraint(
                condition=Q(kind=DocumentKind.INVOICE, credits__isnull=True)
                | Q(kind=DocumentKind.CREDIT_NOTE, credits__isnull=False, replaces__isnull=True),
                name="draft_credit_note_credits",
            ),
        ]
        indexes = [models.Index(fields=["approved_at"], condition=Q(approved_at__isnull=False), name="draft_approved")]

    def __str__(self) -> str:
        """Return who it is to."""
        return str(self.buyer)


class DraftLine(models.Model):
    """A line of a proposal: a charge, or what somebody has added by hand."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    charge = models.OneToOneField(Charge, models.CASCADE, null=True, related_name="draft_line")
    credits = models.ForeignKey("DocumentLine", models.PROTECT, null=True, related_name="draft_lines")
    text = models.CharField(_("text"), max_length=200)
    note = models.CharField(_("concerns"), max_length=200, blank=True)
    quantity = models.DecimalField(_("number"), max_digits=9, decimal_places=2, default=1)
    price = models.DecimalField(_("price without VAT"), validators=[MinValueValidator(0)], **MONEY)
    vat_rate = models.PositiveSmallIntegerField(_("VAT"), default=25)
    is_online = models.BooleanField(_("online"), default=False)

    class Meta:
        verbose_name = _("line of a proposal")
        verbose_name_plural = _("lines of proposals")
        ordering = ["draft", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["draft", "position"], name="draft_position_once"),
            models.CheckConstraint(condition=Q(price__gte=0), name="draft_price_not_negative"),
        ]

    def __str__(self) -> str:
        """Return the text."""
        return self.text


class NumberSeries(models.Model):
    """The last number that was taken, and the hash of what got it; one row, locked while a document is issued."""

    year = models.PositiveSmallIntegerField(_("year"), default=0)
    last = models.PositiveIntegerField(_("last number"), default=0)
    head = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_number_series")]

    def __str__(self) -> str:
        """Return the last number."""
        return f"{self.year}-{self.last:05d}"


class DocumentQuerySet(models.QuerySet["Document"]):
    """Documents are asked for, never changed."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise IsIssued

    def delete(self) -> NoReturn:
        """Refuse."""
        raise IsIssued

    def invoices(self) -> "DocumentQuerySet":
        """Return the invoices."""
        return self.filter(kind=DocumentKind.INVOICE)

    def credit_notes(self) -> "DocumentQuerySet":
        """Return the credit notes."""
        return self.filter(kind=DocumentKind.CREDIT_NOTE)


class Document(models.Model):
    """An issued invoice or credit note. ``frozen`` is what it says; the columns beside it are for searching."""

    kind = models.CharField(_("kind"), max_length=12, choices=DocumentKind)
    year = models.PositiveSmallIntegerField(_("year"))
    running = models.PositiveIntegerField(_("running number"), validators=[MaxValueValidator(MOST_RUNNING)])
    number = models.CharField(_("number"), max_length=20, unique=True)
    reference = models.CharField(_("OCR number"), max_length=25, blank=True, db_index=True)
    event = models.ForeignKey(Event, models.PROTECT, related_name="documents", verbose_name=_("knowledge day"))
    buyer = models.ForeignKey(Buyer, models.PROTECT, related_name="documents", verbose_name=_("buyer"))
    buyer_name = models.CharField(_("buyer"), max_length=150)
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="credit_notes", verbose_name=_("credits the invoice")
    )
    issued_on = models.DateField(_("issued"), db_index=True)
    due_on = models.DateField(_("due"), null=True, db_index=True)
    net = models.DecimalField(_("without VAT"), **MONEY)
    vat = models.DecimalField(_("VAT"), **MONEY)
    gross = models.DecimalField(_("with VAT"), **MONEY)
    frozen = models.JSONField()
    xml = models.TextField()
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("issued document")
        verbose_name_plural = _("issued documents")
        ordering = ["year", "running"]
        default_permissions = ("view",)
        permissions = [("issue_document", _("May issue and credit invoices"))]
        constraints = [
            models.UniqueConstraint(fields=["year", "running"], name="document_number_once"),
            # SQLite adds as floats: what differs by less than half an öre is the same.
            models.CheckConstraint(
                condition=Q(gross__gt=F("net") + F("vat") - Decimal("0.005"), gross__lt=F("net") + F("vat") + Decimal("0.005")),
                name="document_adds_up",
            ),
            models.CheckConstraint(condition=Q(gross__gt=0), name="document_over_zero"),
            models.CheckConstraint(
                condition=Q(kind=DocumentKind.INVOICE, credits__isnull=True)
                | Q(kind=DocumentKind.CREDIT_NOTE, credits__isnull=False),
                name="credit_note_credits",
            ),
        ]

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once, when it is issued.

        :raises IsIssued: it is written already.
        """
        if self.pk is not None:
            raise IsIssued
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise IsIssued

    @property
    def content(self) -> documents.Document:
        """Return what it says, from the frozen copy."""
        return freezing.thaw(self.frozen)

    @property
    def is_credit_note(self) -> bool:
        """Return whether it gives money back."""
        return self.kind == DocumentKind.CREDIT_NOTE


class DocumentLine(models.Model):
    """A line of what was issued, so that charges and credits can be found; what it says is in the frozen copy."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    charge = models.ForeignKey(Charge, models.PROTECT, null=True, related_name="document_lines")
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="credit_lines")
    # Whether its charge is billed by it: until it has been credited whole.
    is_standing = models.BooleanField(default=False)
    text = models.CharField(_("text"), max_length=200)
    note = models.CharField(_("concerns"), max_length=200, blank=True)
    quantity = models.DecimalField(_("number"), max_digits=9, decimal_places=2)
    price = models.DecimalField(_("price without VAT"), **MONEY)
    net = models.DecimalField(_("without VAT"), **MONEY)
    category = models.CharField(max_length=2, choices=VatCategory)
    rate = models.PositiveSmallIntegerField(_("VAT"))

    class Meta:
        verbose_name = _("line of an issued document")
        verbose_name_plural = _("lines of issued documents")
        ordering = ["document", "position"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["document", "position"], name="document_position_once"),
            models.UniqueConstraint(fields=["charge"], condition=Q(is_standing=True), name="charge_billed_once"),
            models.CheckConstraint(condition=Q(is_standing=False) | Q(charge__isnull=False), name="standing_has_charge"),
        ]

    def __str__(self) -> str:
        """Return the text."""
        return self.text
