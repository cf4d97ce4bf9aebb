"""Kinds of questions, of whom and when they are asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """How a question is answered."""

    ONE = "one", _("choose one")
    SEVERAL = "several", _("choose several")
    YES_NO = "yes_no", _("yes or no")
    NUMBER = "number", _("a number")
    DATE = "date", _("a date")
    TEXT = "text", _("short text")


class Scope(models.TextChoices):
    """Of whom it is asked."""

    PERSON = "person", _("each person")
    ORDER = "order", _("once of who registers, for all in the order")


class Moment(models.TextChoices):
    """When it is asked."""

    REGISTRATION = "registration", _("at registration")
    LATER = "later", _("later, by link")


# The answers are known beforehand, so that another question can depend on one of them.
CHOOSING = frozenset({Kind.ONE, Kind.SEVERAL})
FIXED = frozenset({Kind.ONE, Kind.SEVERAL, Kind.YES_NO})
