"""The outbox: a mail is a row, written in the transaction of what caused it."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core import clock
from kunskapsdag.mail.enums import MAY_BE_RESENT, MAY_BE_STOPPED, BounceSource, Priority, State
from kunskapsdag.mail.rules import LEASE

LOST = (State.FAILED, State.BOUNCED)


def address_key(address: str) -> str:
    """Return an address in the form that is compared."""
    return address.strip().casefold()[:254]


class MessageQuerySet(models.QuerySet["Message"]):
    """Words for choosing mails."""

    def undelivered(self) -> "MessageQuerySet":
        """Return mails that somebody should look at: given up, come back, or held back by what the server answered."""
        return self.filter(Q(state__in=LOST) | Q(state=State.DUE) & ~Q(answer=""), handled_at=None)

    def due(self, now: dt.datetime) -> "MessageQuerySet":
        """Return mails whose turn it is, those included that a worker took and never finished.

        One that somebody waits for goes before those that were sent to many at once.
        """
        abandoned = Q(state=State.SENDING, taken_at__lte=now - LEASE)
        return self.filter(Q(state=State.DUE, next_try_at__lte=now) | abandoned).order_by("priority", "next_try_at", "pk")


class Message(models.Model):
    """One mail to one person. ``kind`` and ``facts`` decide the words; they are written when it is first sent."""

    kind = models.CharField(_("kind"), max_length=60, db_index=True)
    facts = models.JSONField(default=dict)
    to_name = models.CharField(_("to"), max_length=150, blank=True)
    to_email = models.EmailField(_("address"))
    language = models.CharField(max_length=5, default="sv")
    # What the mail is about, such as "registration:17": of mails about one thing to one address, one may tell it all.
    about = models.CharField(max_length=60, blank=True)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NOW)

    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    # Whom an answer goes to; empty: the sender.
    reply_to = models.CharField(max_length=254, blank=True)
    # Where a mail program tells us, by one press, that no more of this is wanted; only in letters that nobody has asked for.
    unsubscribe_url = models.CharField(max_length=500, blank=True)

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(_("next try"))
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    answer = models.TextField(_("what the mail server said"), blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    # The mail that tells what this one would have told.
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    # When somebody saw that it was lost, and sent it again or mended the address.
    handled_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(_("written"), default=clock.now, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_try_at"], name="message_due"),
            models.Index(fields=["-created_at", "-id"], name="message_newest"),
        ]

    def __str__(self) -> str:
        """Return the subject; a mail that is not yet written has none."""
        return self.subject or gettext("Not yet written")

    @property
    def is_written(self) -> bool:
        """Whether the words are frozen: every try after this sends the same."""
        return bool(self.text)

    @property
    def is_untried(self) -> bool:
        """Whether it has neither been written nor tried, so that a later mail may still tell what it would have told."""
        return self.state == State.DUE and not self.tries and not self.is_written

    @property
    def may_be_stopped(self) -> bool:
        """Whether it can still be held back."""
        return self.state in MAY_BE_STOPPED

    @property
    def may_be_resent(self) -> bool:
        """Whether it has come to an end of some kind, so that a copy can be sent."""
        return self.state in MAY_BE_RESENT


class Bounce(models.Model):
    """What came back of a mail that the server had taken."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="bounces")
    # The same notice read twice is one.
    key = models.CharField(max_length=64, unique=True)
    address_key = models.CharField(max_length=254, db_index=True)
    is_lost = models.BooleanField(default=True)
    # The address itself does not work; until ``cleared_at`` it gets nothing that is sent to many.
    is_hard = models.BooleanField(default=False)
    said = models.TextField(_("what was said"), blank=True)
    source = models.CharField(_("told by"), max_length=10, choices=BounceSource)
    at = models.DateTimeField(_("came back"))
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("returned mail")
        verbose_name_plural = _("returned mails")
        ordering = ["-at", "-pk"]
        default_permissions = ()

    def __str__(self) -> str:
        """Return what was said."""
        return self.said
