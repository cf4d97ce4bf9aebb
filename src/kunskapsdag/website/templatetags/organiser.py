"""What the organiser's screens need in their templates."""

from decimal import Decimal
from typing import Any

from django import template

from kunskapsdag.core import money

register = template.Library()
register.filter("kronor", money.kronor)


@register.filter
def of(words: dict[str, Any], name: str) -> Any:
    """Return what a table of words has for a name."""
    return words.get(name, name)


@register.filter
def plain_number(value: Decimal) -> str:
    """Return a number with a decimal comma where it has decimals, and none where it hasn't."""
    return f"{value.normalize():f}".replace(".", ",")
