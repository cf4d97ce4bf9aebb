"""What is counted against a limit, and whom a limit has stopped (``core.limits``)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Spent(models.Model):
    """One thing that counts against a limit, such as an address that somebody has had a mail sent to.

    ``key`` and ``what`` are keyed hashes: no addresses are kept here, neither of people nor of networks.
    """

    limit = models.CharField(max_length=30)
    key = models.CharField(max_length=64)
    what = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("counted against a limit")
        verbose_name_plural = _("counted against limits")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["limit", "key", "what"], name="spent_once")]

    def __str__(self) -> str:
        """Return the limit's name."""
        return self.limit


class Stop(models.Model):
    """Somebody whom a limit has stopped, for the office to see and perhaps let through."""

    limit = models.CharField(_("limit"), max_length=30)
    key = models.CharField(max_length=64)
    # What it was about, such as "event:12"; and who was stopped, as she wrote it herself: erased after some weeks.
    about = models.CharField(max_length=60, blank=True, db_index=True)
    who = models.CharField(_("who"), max_length=300, blank=True)
    times = models.PositiveIntegerField(_("times"), default=1)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    let_through_at = models.DateTimeField(_("let through"), null=True)

    class Meta:
        verbose_name = _("stopped by a limit")
        verbose_name_plural = _("stopped by limits")
        ordering = ["-last_at", "-pk"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["limit", "key", "about"], name="stopped_once")]

    def __str__(self) -> str:
        """Return the limit's name."""
        return self.limit
