"""The choices of letters to many and of letters by the clock."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What a letter to many is."""

    MESSAGE = "message", _("letter")
    NEWS = "news", _("change of the day")


class Unit(models.TextChoices):
    """What days are counted."""

    WORKDAYS = "workdays", _("working days")
    DAYS = "days", _("days")


class Side(models.TextChoices):
    """On which side of the day a letter goes."""

    BEFORE = "before", _("before")
    AFTER = "after", _("after")


class Outcome(models.TextChoices):
    """What the organiser did with a change of the day."""

    OPEN = "open", _("not yet told")
    SENT = "sent", _("told")
    SKIPPED = "skipped", _("not told")
