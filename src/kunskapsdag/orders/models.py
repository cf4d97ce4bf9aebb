"""Orders: who has registered others, and which registrations belong together."""

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kunskapsdag.events.models import Event
from kunskapsdag.orders import rules
from kunskapsdag.orders.enums import Kind
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations.enums import Category
from kunskapsdag.registrations.models import Registration


class Order(models.Model):
    """Several places for one day, and the person who answers for them."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="orders", verbose_name=_("knowledge day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ORDER)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)
    # The form's own key: the same form sent twice is one order.
    form_key = models.UUIDField(default=uuid.uuid4, editable=False)

    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail"))
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="orders", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("organisation"), max_length=150)
    invoice_reference = models.CharField(_("invoice reference"), max_length=60, blank=True)
    # As what the unnamed count until they are named.
    category = models.CharField(_("take part as"), max_length=10, choices=Category, default=Category.OFFICIAL)
    language = models.CharField(max_length=5, default="sv")

    is_together = models.BooleanField(_("all or none"), default=False)
    # A delegation's own; an order follows the day's.
    release_on = models.DateField(_("unnamed places are kept to and including"), null=True, blank=True)
    # The last day for names that the orderer has been reminded of.
    reminded_of = models.DateField(null=True, editable=False)
    # Lines that could not be registered, as they were written; kept until they are added or thrown away.
    left_lines = models.TextField(blank=True, editable=False)
    # Until when the places are held and nobody is written to, where the orderer must show that her address is hers; and
    # when she did, by the link in her mail, or the office has vouched for her.
    confirm_by = models.DateTimeField(_("confirm by"), null=True, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    created_at = models.DateTimeField(_("ordered"))

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        ordering = ["event", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "form_key"], name="order_form_once")]
        indexes = [models.Index(fields=["event", "kind"], name="order_of_event")]

    def __str__(self) -> str:
        """Return "Anna Berg, Falköpings kommun"."""
        return f"{self.name}, {self.organisation_name}"

    @property
    def is_delegation(self) -> bool:
        """Return whether the office gave the places."""
        return self.kind == Kind.DELEGATION

    @property
    def awaits_confirmation(self) -> bool:
        """Return whether mails wait for the orderer to show that her address is hers."""
        return self.confirm_by is not None and self.confirmed_at is None

    @property
    def names_due_on(self) -> dt.date | None:
        """Return the last day to name a place."""
        return rules.names_due_on(own=self.release_on, days=self.event.names_due_on)


class Addition(models.Model):
    """One form that added something to an order: sent twice, now or after others, it adds once."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="additions")
    form_key = models.UUIDField()

    class Meta:
        verbose_name = _("addition to an order")
        verbose_name_plural = _("additions to orders")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["order", "form_key"], name="order_addition_once")]

    def __str__(self) -> str:
        """Return the form's key."""
        return str(self.form_key)


class OrderPlace(models.Model):
    """One place of an order, or one line that only led to a mail (``registration`` is then None)."""

    order = models.ForeignKey(Order, models.CASCADE, related_name="places")
    registration = models.OneToOneField(Registration, models.CASCADE, null=True, related_name="order_place")
    position = models.PositiveSmallIntegerField()
    told_name = models.CharField(max_length=254, blank=True)
    # To whom that mail goes, while it waits for the orderer to confirm.
    told_email = models.CharField(max_length=254, blank=True, editable=False)
    # The place was given back because its last day for a name had passed.
    released_at = models.DateTimeField(null=True)
    # When the one who was named last said no, and until when the place is kept to be named anew, whatever the last day is.
    said_no_at = models.DateTimeField(null=True)
    kept_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("place of an order")
        verbose_name_plural = _("places of orders")
        ordering = ["order", "position"]
        constraints = [models.UniqueConstraint(fields=["order", "position"], name="order_position_once")]

    def __str__(self) -> str:
        """Return the position."""
        return str(self.position)

    def is_late(self, now: dt.datetime) -> bool:
        """Return whether it can no longer be named."""
        return rules.is_late(self.order.names_due_on, self.kept_until, now)

    @property
    def last_moment(self) -> dt.datetime | None:
        """Return the first moment when it can no longer be named; None where there is none."""
        return max(filter(None, [self.kept_until, rules.end_of(self.order.names_due_on)]), default=None)

    @property
    def is_free(self) -> bool:
        """Return whether it costs nothing to give back while it has no name."""
        return rules.is_free(self.order.names_due_on, self.said_no_at)
