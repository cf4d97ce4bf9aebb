"""What amounts mean, and for whom they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    """What the entered sum means. There is no default: 750 kr must be said to be one or the other."""

    EXCLUSIVE = "exclusive", _("without VAT")
    INCLUSIVE = "inclusive", _("with VAT included")


class VatRate(models.IntegerChoices):
    """Rates of mervärdesskattelagen (2023:200) chapter 9; 25 for a conference on site."""

    STANDARD = 25, "25 %"
    REDUCED = 12, "12 %"
    LOW = 6, "6 %"
    NONE = 0, "0 %"


class FeeKind(models.TextChoices):
    """For whom a fee is; docs/rules/fees.md says who has which."""

    ANYONE = "anyone", _("for all")
    MUNICIPALITY = "municipality", _("municipality")
    REGION = "region", _("region")
    AGENCY = "agency", _("public authority")
    ASSOCIATION = "association", _("association")
    COMPANY = "company", _("company")
    STUDENT = "student", _("student")
    SPEAKER = "speaker", _("speaker")
    OTHER = "other", _("other (write for whom)")
