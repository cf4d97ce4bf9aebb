"""Form fields that clean what people paste, and say in plain words what is wrong."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kunskapsdag.core import text

HAS_LINE_BREAK = set("\r\n\x00")
TOO_LONG: dict[str, Any] = {"max_length": _("Write at most %(limit_value)d characters. You wrote %(show_value)d.")}


class LineField(forms.CharField):
    """One line of text: pasted line breaks, control characters and direction marks are taken away."""

    default_error_messages = TOO_LONG

    def to_python(self, value: Any) -> str:
        """Return the cleaned line."""
        return text.one_line(str(value)) if value not in self.empty_values else ""


class ParagraphField(forms.CharField):
    """Some lines of text, cleaned line by line."""

    default_error_messages = TOO_LONG
    widget = forms.Textarea(attrs={"rows": 3})

    def to_python(self, value: Any) -> str:
        """Return the cleaned lines."""
        return text.several_lines(str(value)) if value not in self.empty_values else ""


class EmailField(forms.EmailField):
    """An address for mail; a line break inside is refused, since it is an attempt at writing headers."""

    def to_python(self, value: Any) -> str:
        """Return the address without outer spaces and invisible marks."""
        if value in self.empty_values:
            return ""
        value = str(value).strip()
        if HAS_LINE_BREAK & set(value):
            raise ValidationError(_("An e-mail address is one line. Write only the address."), code="invalid")
        return text.one_line(value)
