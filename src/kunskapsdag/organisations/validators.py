"""Checks of numbers that others will act on."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from organisationsnummer import organisationsnummer

# [0-9] and not \d, which also takes the digits of other scripts.
ORGANISATION_NUMBER = re.compile(r"[0-9]{6}-?[0-9]{4}")
TEN_DIGITS = re.compile(r"[0-9]{10}")
GLN = re.compile(r"[0-9]{13}")
DOMAIN = re.compile(r"(?=.{4,120}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")


def validate_organisation_number(value: str) -> None:
    """Refuse a number whose check digit is wrong (Luhn, as Bolagsverket does)."""
    if not ORGANISATION_NUMBER.fullmatch(value) or not organisationsnummer.valid(value):
        raise ValidationError(_("This is not an organisation number: the last digit does not fit the others."))


def validate_peppol_id(value: str) -> None:
    """Refuse an id whose scheme we do not know, or whose check digit is wrong."""
    scheme, _colon, number = value.partition(":")
    if scheme == "0007" and TEN_DIGITS.fullmatch(number):
        validate_organisation_number(number)
    elif scheme == "0088" and GLN.fullmatch(number):
        if not _gln_fits(number):
            raise ValidationError(_("This is not a GLN: the last digit does not fit the others."))
    else:
        raise ValidationError(_("Write 0007: and ten digits, or 0088: and thirteen."))


def validate_domain(value: str) -> None:
    """Refuse anything but a plain domain in small letters."""
    if not DOMAIN.fullmatch(value):
        raise ValidationError(_("Write the part after @, as in falkoping.se."))


def _gln_fits(number: str) -> bool:
    """Return whether the thirteenth digit is right (GS1 General Specifications, 7.9)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number[:12]))
    return (10 - total % 10) % 10 == int(number[12])
