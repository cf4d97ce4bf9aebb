"""The outbox: a mail is a row, written in the transaction of what caused it."""

import datetime as dt

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core import clock
from kunskapsdag.mail.enums import MAY_BE_RESENT, MAY_BE_STOPPED, Priority, State
from kunskapsdag.mail.rules import LEASE


class MessageQuerySet(models.QuerySet["Message"]):
    """Words for choosing mails."""

    def undelivered(self) -> "MessageQuerySet":
        """Return mails that somebody should look at: given up, or held back by what the server answered."""
        return self.filter(Q(state=State.FAILED) | Q(state=State.DUE) & ~Q(answer=""))

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

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DUE)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(_("next try"))
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent"), null=True)
    answer = models.TextField(_("what the mail server said"), blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    # The mail that tells what this one would have told.
    merged_into = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
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
        """Return the subject, or the kind of a mail that is not yet written."""
        return self.subject or self.kind

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
