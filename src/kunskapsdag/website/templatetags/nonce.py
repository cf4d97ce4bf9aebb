"""The word that lets an inline script of the admin run."""

from django import template

from kunskapsdag.core import nonce as words

register = template.Library()


@register.simple_tag
def nonce() -> str:
    """Return the word of this page."""
    return words.current()
