"""What an order is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Who made the order."""

    ORDER = "order", _("order")
    DELEGATION = "delegation", _("delegation")


class Fault(models.TextChoices):
    """What is wrong with a line; the label is what is said beside it."""

    NO_NAME = "no_name", _("The name is missing.")
    BAD_NAME = "bad_name", _("Write the name with letters, and no web address.")
    NO_EMAIL = "no_email", _("The e-mail address is missing.")
    BAD_EMAIL = "bad_email", _("This is not a whole e-mail address. It should look like namn@kommun.se.")
    TWICE = "twice", _("The same address stands higher up. Each person needs her own.")
    TOO_LONG = "too_long", _("This is too long.")
    BAD_CATEGORY = "bad_category", _("Choose how the person takes part.")
    BAD_WAY = "bad_way", _("Choose whether the person takes part on site or online.")
