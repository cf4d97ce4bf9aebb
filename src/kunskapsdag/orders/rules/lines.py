"""What is wrong with a line before it can be registered."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kunskapsdag.core.text import has_web_address
from kunskapsdag.orders.enums import Fault
from kunskapsdag.orders.rules.columns import CATEGORIES, WAYS
from kunskapsdag.orders.rules.paste import Line
from kunskapsdag.registrations.rules import email_key

LONGEST_NAME, LONGEST_ORGANISATION, LONGEST_ROLE, LONGEST_ADDRESS = 120, 150, 120, 254

Faults = dict[str, Fault]


def check(lines: Sequence[Line]) -> list[Faults]:
    """Return for each line what is wrong with it, by the name of the field; nothing for a right one."""
    seen: set[str] = set()
    found = []
    for line in lines:
        faults = {field: fault for field, fault in _each(line).items() if fault is not None}
        key = email_key(line.email)
        if "email" not in faults and key in seen:
            faults["email"] = Fault.TWICE
        seen.add(key)
        found.append(faults)
    return found


def _each(line: Line) -> dict[str, Fault | None]:
    return {
        "name": _name(line.name),
        "email": _email(line.email),
        "organisation": Fault.TOO_LONG if len(line.organisation) > LONGEST_ORGANISATION else None,
        "role": Fault.TOO_LONG if len(line.role) > LONGEST_ROLE else None,
        "way": Fault.BAD_WAY if line.way and line.way not in WAYS else None,
        "category": Fault.BAD_CATEGORY if line.category and line.category not in CATEGORIES else None,
    }


def _name(name: str) -> Fault | None:
    if not name:
        return Fault.NO_NAME
    if not any(char.isalpha() for char in name) or has_web_address(name):
        return Fault.BAD_NAME
    return Fault.TOO_LONG if len(name) > LONGEST_NAME else None


def _email(email: str) -> Fault | None:
    if not email:
        return Fault.NO_EMAIL
    try:
        validate_email(email)
    except ValidationError:
        return Fault.BAD_EMAIL
    # "ß" grows to "ss" when letter case is taken away.
    return Fault.BAD_EMAIL if len(email_key(email)) > LONGEST_ADDRESS else None
