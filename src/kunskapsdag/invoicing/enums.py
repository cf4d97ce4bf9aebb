"""Kinds and states of what is billed."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DocumentKind(models.TextChoices):
    """What was issued; each keeps its number in the same series."""

    INVOICE = "invoice", _("invoice")
    CREDIT_NOTE = "credit_note", _("credit note")


class VatCategory(models.TextChoices):
    """How a line is taxed: the codes of UNCL 5305 that EN 16931 takes and that occur here."""

    STANDARD = "S", _("VAT")
    EXEMPT = "E", _("exempt from VAT")
    REVERSE_CHARGE = "AE", _("reverse charge")
    OUTSIDE = "O", _("outside VAT")


class BilledWhen(models.TextChoices):
    """When what a day costs is billed."""

    AT_ONCE = "at_once", _("as soon as somebody has a place")
    AFTER_FREE = "after_free", _("when the last day to cancel free of charge has passed")
    AFTER_DAY = "after_day", _("when the day is over")


class BilledHow(models.TextChoices):
    """What stands on one invoice."""

    ORDER = "order", _("one invoice for each order")
    ORGANISATION = "organisation", _("one invoice for each organisation")
    PERSON = "person", _("one invoice for each person")
