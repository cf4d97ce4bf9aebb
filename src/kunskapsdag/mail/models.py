"""The outbox: a mail is a row, written in the transaction of what caused it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """Where a mail is on its way."""

    DUE = "due", _("waiting to be sent")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    SHOWN = "shown", _("kept, not sent: no mail server is set")
    FAILED = "failed", _("could not be delivered")
    STOPPED = "stopped", _("stopped")


class MessageQuerySet(models.QuerySet["Message"]):
    """Words for choosing mails."""

    def undelivered(self) -> "MessageQuerySet":
        """Return mails that somebody should look at: given up, or tried and not yet through."""
        return self.filter(models.Q(state=State.FAILED) | models.Q(state=State.DUE, tries__gt=0))


class Message(models.Model):
    """One mail to one person. ``kind`` and ``facts`` decide the words; they are written when it is first sent."""

    kind = models.CharField(_("kind"), max_length=60, db_index=True)
    facts = models.JSONField(default=dict)
    to_name = models.CharField(_("to"), max_length=150, blank=True)
    to_email = models.EmailField(_("address"))
    language = models.CharField(max_length=5, default="sv")

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
    created_at = models.DateTimeField(_("written"), auto_now_add=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="message_due")]

    def __str__(self) -> str:
        """Return the subject, or the kind of a mail that is not yet written."""
        return self.subject or self.kind
