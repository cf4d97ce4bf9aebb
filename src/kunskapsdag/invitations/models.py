"""Lists of those who are asked to come, what they have answered, and for whom a day is."""

import uuid
from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _

from kunskapsdag.events.models import Event
from kunskapsdag.invitations.enums import Answer, State
from kunskapsdag.invitations.rules import PAUSE_DAYS
from kunskapsdag.mail.models import LOST, Message
from kunskapsdag.organisations.models import Organisation
from kunskapsdag.registrations.enums import LIVING, Category
from kunskapsdag.registrations.enums import State as RegistrationState
from kunskapsdag.registrations.models import Registration


class InvitationList(models.Model):
    """Some people who are asked to a day with the same words."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitation_lists", verbose_name=_("knowledge day"))
    name = models.CharField(_("name of the list"), max_length=80, help_text=_("Only the office sees it."))
    lead = models.TextField(
        _("words first in the letter"),
        max_length=2000,
        blank=True,
        help_text=_("Above what, when and where. An empty line makes a new paragraph. Empty: a short standard text."),
    )
    pause_days = models.PositiveSmallIntegerField(
        _("days between two letters to the same person"),
        default=PAUSE_DAYS,
        validators=[MinValueValidator(1), MaxValueValidator(90)],
    )
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("invitation list")
        verbose_name_plural = _("invitation lists")
        ordering = ["created_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "name"], name="invitation_list_name_once")]

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Words for choosing invitations."""

    def with_answer(self) -> Any:  # a queryset of invitations with two facts more than types can tell
        """Add ``answer``, which the organiser reads, and ``is_bounced``, in the same question."""
        lost = InvitationMessage.objects.filter(invitation=OuterRef("pk"), message__state__in=LOST)
        # A later letter that arrived, or is on its way, counts for more than an old one that didn't.
        since = InvitationMessage.objects.filter(invitation=OuterRef("pk")).exclude(message__state__in=LOST)
        newest_lost = Exists(lost) & ~Exists(since.filter(message__created_at__gte=OuterRef("last_letter_at")))
        return self.annotate(
            is_bounced=Case(When(newest_lost, then=Value(True)), default=Value(False)),
            answer=Case(
                When(state=State.REGISTERED, registration__state=RegistrationState.CONFIRMED, then=Value(Answer.REGISTERED)),
                When(
                    state=State.REGISTERED,
                    registration__state__in=LIVING,
                    then=Value(Answer.WAITING),
                ),
                When(state=State.REGISTERED, registration__state=RegistrationState.REFUSED, then=Value(Answer.REFUSED)),
                When(state=State.REGISTERED, then=Value(Answer.CANCELLED)),
                When(state=State.DECLINED, then=Value(Answer.DECLINED)),
                When(state=State.HANDED_ON, then=Value(Answer.HANDED_ON)),
                When(state=State.WITHDRAWN, then=Value(Answer.WITHDRAWN)),
                When(Exists(OptOut.objects.filter(email_key=OuterRef("email_key"))), then=Value(Answer.NO_MORE)),
                When(last_letter_at__isnull=True, then=Value(Answer.NOT_SENT)),
                When(newest_lost, then=Value(Answer.BOUNCED)),
                default=Value(Answer.NOT_ANSWERED),
                output_field=models.CharField(),
            ),
        )


class Invitation(models.Model):
    """One person who is asked to come, by a link of her own."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="invitations")
    list = models.ForeignKey(InvitationList, models.CASCADE, related_name="invitations", verbose_name=_("list"))
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    link_version = models.PositiveSmallIntegerField(default=1, editable=False)

    state = models.CharField(_("state"), max_length=12, choices=State, default=State.OPEN)
    name = models.CharField(_("name"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    email_key = models.CharField(max_length=254, blank=True, editable=False)
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("organisation")
    )
    organisation_name = models.CharField(_("organisation"), max_length=150, blank=True)
    role = models.CharField(_("title or commission"), max_length=120, blank=True)
    category = models.CharField(_("takes part as"), max_length=10, choices=Category, blank=True)

    # Whom she was asked by, where another invited person has named her.
    passed_on_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="passed_on")
    registration = models.OneToOneField(Registration, models.SET_NULL, null=True, blank=True, related_name="+")
    wants_reminders = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_letter_at = models.DateTimeField(_("last letter"), null=True)
    letters = models.PositiveSmallIntegerField(default=0)
    answered_at = models.DateTimeField(_("answered"), null=True)
    erased_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["event", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "email_key"], condition=~Q(email_key=""), name="one_invitation_per_email"),
        ]
        indexes = [models.Index(fields=["event", "state"], name="invitation_state")]

    def __str__(self) -> str:
        """Return the name, or the address where no name is known."""
        return self.name or self.email or f"{self.pk}"


class InvitationMessage(models.Model):
    """Which letters an invited person got."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="messages")
    message = models.OneToOneField(Message, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("letter of an invitation")
        verbose_name_plural = _("letters of invitations")

    def __str__(self) -> str:
        """Return the letter."""
        return str(self.message)


class OptOut(models.Model):
    """One who wants no invitations. Kept for as long as she says so: every list asks it."""

    email_key = models.CharField(_("e-mail"), max_length=254, unique=True)
    asked_at = models.DateTimeField(_("wants none since"))
    # In which day's letter she said so, or who in the office wrote it down.
    event = models.ForeignKey(Event, models.SET_NULL, null=True, related_name="+", verbose_name=_("knowledge day"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("one who wants no invitations")
        verbose_name_plural = _("those who want no invitations")
        ordering = ["-asked_at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return the address."""
        return self.email_key


class Draft(models.Model):
    """A table that has been read and waits to be looked at; erased by the worker."""

    list = models.ForeignKey(InvitationList, models.CASCADE, related_name="drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    rows = models.JSONField()
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("table that was read")
        verbose_name_plural = _("tables that were read")

    def __str__(self) -> str:
        """Return how many rows there are."""
        return str(len(self.rows))


class Mapping(models.Model):
    """What the columns of a list meant, for the one who said so."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    event = models.ForeignKey(Event, models.CASCADE, related_name="+")
    signature = models.CharField(max_length=500)
    columns = models.JSONField()
    has_headings = models.BooleanField(default=True)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("mapping of columns")
        verbose_name_plural = _("mappings of columns")
        constraints = [models.UniqueConstraint(fields=["by", "event", "signature"], name="mapping_once")]

    def __str__(self) -> str:
        """Return the headings."""
        return self.signature


class Admittance(models.Model):
    """The organisations that a day is for, where it isn't for everybody. In one row: it is read by everybody who registers."""

    event = models.OneToOneField(Event, models.CASCADE, related_name="+", primary_key=True)
    kinds = models.JSONField(default=list)
    counties = models.JSONField(default=list)
    organisations = models.JSONField(default=list)

    class Meta:
        verbose_name = _("whom the day is for")
        verbose_name_plural = _("whom days are for")

    def __str__(self) -> str:
        """Return the day's id."""
        return str(self.pk)
