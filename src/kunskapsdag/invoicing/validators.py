"""Checks of numbers that banks and tax offices will act on."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import bic, iban

from kunskapsdag.invoicing.rules import numbers, references

COUNTRY = re.compile(r"[A-Z]{2}")


def validate_bankgiro(value: str) -> None:
    """Refuse what is no bankgiro number."""
    if not numbers.is_bankgiro(value):
        raise ValidationError(_("This is not a bankgiro number: the last digit does not fit."))


def validate_plusgiro(value: str) -> None:
    """Refuse what is no plusgiro number."""
    if not numbers.is_plusgiro(value):
        raise ValidationError(_("This is not a plusgiro number: the last digit does not fit."))


def validate_iban(value: str) -> None:
    """Refuse what is no IBAN (ISO 13616)."""
    if not iban.is_valid(value):
        raise ValidationError(_("This is not an IBAN: the check digits do not fit."))


def validate_bic(value: str) -> None:
    """Refuse what is no BIC (ISO 9362)."""
    if not bic.is_valid(value):
        raise ValidationError(_("This is not a BIC: it has eight or eleven characters."))


def validate_swedish_vat_number(value: str) -> None:
    """Refuse what is no Swedish VAT number."""
    if not (value.startswith("SE") and numbers.is_vat_number(value)):
        raise ValidationError(_("Write the VAT number as SE, twelve digits: SE212000174401."))


def validate_vat_number(value: str) -> None:
    """Refuse what has not the form of a VAT number."""
    if not numbers.is_vat_number(value):
        raise ValidationError(_("This is not a VAT number. It begins with the letters of the country: SE212000174401."))


def validate_country(value: str) -> None:
    """Refuse what is no country code in form (ISO 3166-1 alpha-2)."""
    if not COUNTRY.fullmatch(value):
        raise ValidationError(_("Write the two letters of the country: SE, NO, DK."))


def validate_pattern(value: str) -> None:
    """Refuse a pattern with other signs than those that mean something."""
    if not references.is_pattern(value):
        raise ValidationError(
            _("Write 0 for a digit, A for a capital letter and * for anything; other letters stand as they are.")
        )
