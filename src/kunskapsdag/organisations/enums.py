"""Kinds of organisations that take part and pay."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an organisation is; decides VAT rules and how it is counted in the reach of a day."""

    MUNICIPALITY = "municipality", _("municipality")
    REGION = "region", _("region")
    COUNTY_BOARD = "county_board", _("county administrative board")
    AGENCY = "agency", _("government agency")
    UNIVERSITY = "university", _("university")
    MUNICIPAL_COMPANY = "municipal_company", _("municipal company")
    ASSOCIATION = "association", _("association")
    COMPANY = "company", _("company")
