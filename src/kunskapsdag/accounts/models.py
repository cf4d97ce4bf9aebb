"""Staff who log in. Participants never have an account: they have signed links."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """One who works with the days: editor, organiser, finance or door."""

    class Meta(AbstractUser.Meta):
        permissions = [
            ("read_details", _("May read one person's details, history and mails")),
            ("export_lists", _("May take out lists of people as files")),
        ]

    def __str__(self) -> str:
        """Return the name, or the login where no name is given."""
        return self.get_full_name() or self.username


class FailedLogins(models.Model):
    """How often logging in has failed for one login name, or from one address.

    ``key`` is a keyed hash: neither names that were tried nor addresses of people are kept.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("failed logins")
        verbose_name_plural = _("failed logins")
        default_permissions = ()

    def __str__(self) -> str:
        """Return the number of failures."""
        return str(self.count)
