"""Parts of addresses."""

from django.urls import register_converter

from kunskapsdag.core.text import MOST_DIGITS


class RowConverter:
    """The number of a row, ``<row:pk>``: no longer than a database can hold, where Django's ``int`` takes any length."""

    regex = f"[0-9]{{1,{MOST_DIGITS}}}"

    def to_python(self, value: str) -> int:
        """Return the number."""
        return int(value)

    def to_url(self, value: int) -> str:
        """Return the digits."""
        return str(value)


register_converter(RowConverter, "row")
