"""Lists as files: csv that a Swedish Excel opens with a double click, and xlsx."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

import xlsxwriter

from kunskapsdag.core import clock

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
CSV_TYPE = "text/csv; charset=utf-8"
WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
LOOKS: dict[type, str] = {dt.datetime: "yyyy-mm-dd hh:mm", dt.date: "yyyy-mm-dd", Decimal: "#,##0.00"}
LONGEST_TEXT = 32_767  # Excel's own bound for a cell
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe(value: Any) -> Any:
    """Return the value so that no spreadsheet takes it for a formula (OWASP: CSV injection)."""
    if isinstance(value, str) and (value.startswith(FORMULA_STARTS) or value.lstrip().startswith(FORMULA_STARTS)):
        return "'" + value
    return value


def _cell(value: Any) -> Any:
    """Return what is written in a csv: an amount with the decimal comma that a Swedish spreadsheet reads as a number."""
    value = plain(value)
    return f"{value:f}".replace(".", ",") if isinstance(value, Decimal) else safe(value)


def plain(value: Any) -> Any:
    """Return moments as Swedish clock time without zone, booleans as ja/nej: what a spreadsheet can sort."""
    if isinstance(value, dt.datetime):
        return clock.swedish(value).replace(tzinfo=None, microsecond=0)
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return "" if value is None else value


def csv_lines(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield csv text in pieces: semicolons, CRLF, and a byte order mark first, as Excel in Swedish expects."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([safe(name) for name in head])
    for number, row in enumerate(rows):
        writer.writerow([_cell(value) for value in row])
        if number % 500 == 499:  # noqa: PLR2004  (every 500 rows)
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook with one sheet: bold frozen head, filter buttons, text kept as text."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, WORKBOOK) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        formats = {kind: book.add_format({"num_format": look}) for kind, look in LOOKS.items()}
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(head) - 1, 0), 22)
        for column, name in enumerate(head):
            sheet.write_string(0, column, name, bold)
        count = 0
        for count, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                _write(sheet, count, column, plain(value), formats)
        if head:
            sheet.autofilter(0, 0, count, len(head) - 1)
    return stream.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    """Write one cell as what it is; text is never read as a formula, a link or a number."""
    if isinstance(value, dt.date):  # a datetime, too
        sheet.write_datetime(row, column, value, formats[type(value)])
    elif isinstance(value, Decimal):
        sheet.write_number(row, column, float(value), formats[Decimal])
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    elif value != "":
        sheet.write_string(row, column, str(value)[:LONGEST_TEXT])


def _sheet_name(title: str) -> str:
    """Return a name that Excel takes: at most 31 characters, none of []:*?/\\, and not its own word "History"."""
    name = "".join(char for char in title if char not in "[]:*?/\\'")[:31]
    return name if name and name.lower() != "history" else "Lista"
