"""Checks of numbers that others will act on."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from organisationsnummer import organisationsnummer
from stdnum.au import abn
from stdnum.be import vat
from stdnum.dk import cvr
from stdnum.no import orgnr

# [0-9] and not \d, which also takes the digits of other scripts.
ORGANISATION_NUMBER = re.compile(r"[0-9]{6}-?[0-9]{4}")
TEN_DIGITS = re.compile(r"[0-9]{10}")
GLN = re.compile(r"[0-9]{13}")
# Electronic Address Scheme of Peppol (EAS, November 2025), less the two that have check digits of their own here. A number
# of another country is tested for its letters only.
OTHER_SCHEMES = frozenset(
    """
    0002 0009 0037 0060 0096 0097 0106 0130 0135 0142 0147 0151 0154 0158 0170 0177 0183 0184 0188 0190 0191 0192 0193
    0194 0195 0196 0198 0199 0200 0201 0202 0203 0204 0205 0208 0209 0210 0211 0212 0213 0215 0216 0217 0218 0221 0225
    0230 0235 0240 9910 9913 9914 9915 9918 9919 9920 9922 9923 9924 9925 9926 9927 9928 9929 9930 9931 9932 9933 9934
    9935 9936 9937 9938 9939 9940 9941 9942 9943 9944 9945 9946 9947 9948 9949 9950 9951 9952 9953 9957 9959
    """.split()  # noqa: SIM905  (a list of ninety would take ninety lines)
)
OTHER_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z:._-]{1,49}")
# Those whose numbers Peppol tests (PEPPOL-COMMON-R041, R042, R043, R050): how many digits, and who knows the check digit.
TESTED_SCHEMES = {
    "0151": (11, abn.is_valid),
    "0184": (8, cvr.is_valid),
    "0192": (9, orgnr.is_valid),
    "0208": (10, vat.is_valid),
}
DOMAIN = re.compile(r"(?=.{4,120}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}")


def validate_organisation_number(value: str) -> None:
    """Refuse a number whose check digit is wrong (Luhn, as Bolagsverket does)."""
    if not ORGANISATION_NUMBER.fullmatch(value) or not organisationsnummer.valid(value):
        raise ValidationError(_("This is not an organisation number: the last digit does not fit the others."))


def validate_peppol_id(value: str) -> None:
    """Refuse an id whose scheme is not in Peppol's list, or whose check digit is wrong."""
    scheme, _colon, number = value.partition(":")
    if scheme == "0007" and TEN_DIGITS.fullmatch(number):
        validate_organisation_number(number)
    elif scheme == "0088" and GLN.fullmatch(number):
        if not _gln_fits(number):
            raise ValidationError(_("This is not a GLN: the last digit does not fit the others."))
    elif scheme in TESTED_SCHEMES:
        length, is_valid = TESTED_SCHEMES[scheme]
        if len(number) != length or not number.isdigit() or not is_valid(number):
            raise ValidationError(_("The number does not fit its country: the last digits do not fit the others."))
    elif scheme not in OTHER_SCHEMES or not OTHER_NUMBER.fullmatch(number):
        raise ValidationError(_("Write 0007: and ten digits, or 0088: and thirteen."))


def validate_domain(value: str) -> None:
    """Refuse anything but a plain domain in small letters."""
    if not DOMAIN.fullmatch(value):
        raise ValidationError(_("Write the part after @, as in falkoping.se."))


def _gln_fits(number: str) -> bool:
    """Return whether the thirteenth digit is right (GS1 General Specifications, 7.9)."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(number[:12]))
    return (10 - total % 10) % 10 == int(number[12])
