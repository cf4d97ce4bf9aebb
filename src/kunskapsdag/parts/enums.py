"""What a part of a day is, and where somebody's choice of it stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PartKind(models.TextChoices):
    """What kind of part it is."""

    WHOLE = "whole", _("the whole day")
    HALF = "half", _("half a day")
    ONE_DAY = "one_day", _("one of the days")
    LUNCH = "lunch", _("lunch")
    DINNER = "dinner", _("dinner")
    VISIT = "visit", _("study visit")
    SEMINAR = "seminar", _("seminar")
    OTHER = "other", pgettext_lazy("a part of a day", "other")


# Where food is served: here the needs are summed for those who have chosen the part.
MEALS = (PartKind.LUNCH, PartKind.DINNER)


class Booking(models.TextChoices):
    """Where somebody's choice of a part stands; docs/rules/parts.md."""

    WISHED = "wished", _("wished for")
    BOOKED = "booked", _("booked")
    WAITING = "waiting", pgettext_lazy("a part of a day", "in line")
    OFFERED = "offered", pgettext_lazy("a part of a day", "offered a seat")
    CANCELLED = "cancelled", pgettext_lazy("a part of a day", "given back")


CHOSEN = (Booking.WISHED, Booking.BOOKED, Booking.WAITING, Booking.OFFERED)
# These hold a seat: an offered one belongs to nobody else until its answer time has passed.
HOLDS = (Booking.BOOKED, Booking.OFFERED)
