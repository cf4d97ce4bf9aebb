"""Numbers that banks and buyers check: document numbers, OCR, bankgiro, plusgiro, VAT numbers."""

import re

from stdnum import luhn

DOCUMENT_NUMBER = re.compile(r"[0-9]{4}-[0-9]{5,}")
MIN_OCR, MAX_OCR = 2, 25
BANKGIRO_LENGTHS = (7, 8)
PLUSGIRO_LENGTHS = range(2, 9)
FROM_ABROAD = re.compile(r"[A-Z]{2}[0-9A-Z+*]{2,12}")
SWEDISH_VAT = re.compile(r"SE[0-9]{10}01")


def check_digit(digits: str) -> str:
    """Return the digit that modulus 10 (Luhn, ISO/IEC 7812-1) puts after these."""
    return str(luhn.calc_check_digit(digits))


def has_check_digit(digits: str) -> bool:
    """Return whether these are digits, and the last of them is the check digit of the others."""
    return len(digits) > 1 and _are_digits(digits) and check_digit(digits[:-1]) == digits[-1]


def document_number(year: int, running: int) -> str:
    """Return "2026-00001"; from the hundred thousandth on it is longer."""
    return f"{year}-{running:05d}"


def ocr(number: str) -> str:
    """Return the payment reference of a document number: its digits and a check digit."""
    digits = "".join(char for char in number if char.isascii() and char.isdigit())
    return digits + check_digit(digits)


def is_ocr(digits: str) -> bool:
    """Return whether a payment reference can have been made by ``ocr``."""
    return MIN_OCR <= len(digits) <= MAX_OCR and has_check_digit(digits)


def only_digits(written: str) -> str:
    """Return a number without the spaces and hyphens that people write in it; "" if anything else stands there."""
    bare = re.sub(r"[\s\u00a0-]", "", written)
    return bare if _are_digits(bare) else ""


def is_bankgiro(written: str) -> bool:
    """Return whether this is a bankgiro number: seven or eight digits, the last a check digit (Bankgirot, "10-modulen")."""
    digits = only_digits(written)
    return len(digits) in BANKGIRO_LENGTHS and has_check_digit(digits)


def is_plusgiro(written: str) -> bool:
    """Return whether this is a plusgiro number: two to eight digits, the last a check digit."""
    digits = only_digits(written)
    return len(digits) in PLUSGIRO_LENGTHS and has_check_digit(digits)


def giro_with_hyphen(written: str) -> str:
    """Return a bankgiro number as it is written: "5050-1055", "991-2346"."""
    digits = only_digits(written)
    return f"{digits[:-4]}-{digits[-4:]}"


def plusgiro_with_hyphen(written: str) -> str:
    """Return a plusgiro number as it is written: "4 12 34 56-7" is shown as "4123456-7"."""
    digits = only_digits(written)
    return f"{digits[:-1]}-{digits[-1]}"


def swedish_vat_number(organisation_number: str) -> str:
    """Return the VAT number of a Swedish organisation number: SE, its ten digits, 01."""
    return f"SE{only_digits(organisation_number)}01"


def is_vat_number(written: str) -> bool:
    """Return whether this has the form of a VAT number; a Swedish one's check digit is tested too."""
    if written.startswith("SE"):
        return bool(SWEDISH_VAT.fullmatch(written)) and has_check_digit(written[2:12])
    return bool(FROM_ABROAD.fullmatch(written))


def _are_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
