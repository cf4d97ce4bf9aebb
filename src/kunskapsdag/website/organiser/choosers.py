"""Wagtail's choosers start themselves by an inline script that they write in Python; ours carries the page's word.

The other inline scripts of the admin stand in templates, of which ``website/templates/wagtailadmin`` holds copies.
A journey in a browser fails on any violation, so that an upgrade of Wagtail which adds another one is noticed.
"""

from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.admin.widgets.chooser import BaseChooser

from kunskapsdag.core import nonce


def render(self: Any, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
    """Render a chooser as Wagtail does, the script with the page's word."""
    identity = attrs["id"]
    data = _known(self, value)
    # Both are made by Wagtail, which escapes what it puts into them.
    widget, script = self.render_html(name, data, attrs), self.render_js_init(identity, name, data)
    return format_html('{}<script nonce="{}">{}</script>', mark_safe(widget), nonce.current(), mark_safe(script))


def _known(chooser: Any, value: Any) -> Any:
    """Return what is shown of the chosen one; of a value that no row can have, as of none. The form tells the fault."""
    try:
        return chooser.get_value_data(value)
    except (TypeError, ValueError, OverflowError):
        return chooser.get_value_data(None)


def carry_the_word() -> None:
    """Let every chooser of the admin use our rendering."""
    BaseChooser.render = render
