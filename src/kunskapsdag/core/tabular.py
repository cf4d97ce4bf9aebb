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
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def safe(value: Any) -> Any:
    """Return the value so that no spreadsheet takes it for a formula (OWASP: CSV injection)."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


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
    writer.writerow(head)
    for number, row in enumerate(rows):
        writer.writerow([safe(plain(value)) for value in row])
        if number % 500 == 499:  # noqa: PLR2004
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def xlsx(title: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook with one sheet: bold frozen head, filter buttons, text kept as text."""
    stream = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet(_sheet_name(title))
        bold = book.add_format({"bold": True, "bottom": 1})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        money = book.add_format({"num_format": "#,##0.00"})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(head) - 1, 0), 22)
        for column, name in enumerate(head):
            sheet.write_string(0, column, name, bold)
        count = 0
        for count, row in enumerate(rows, 1):  # noqa: B007  (the last number is the filter's last row)
            for column, raw in enumerate(row):
                value = plain(raw)
                if isinstance(value, dt.datetime):
                    sheet.write_datetime(count, column, value, moment)
                elif isinstance(value, Decimal):
                    sheet.write_number(count, column, float(value), money)
                elif isinstance(value, int):
                    sheet.write_number(count, column, value)
                elif value != "":
                    sheet.write_string(count, column, str(value))
        if head:
            sheet.autofilter(0, 0, count, len(head) - 1)
    return stream.getvalue()


def _sheet_name(title: str) -> str:
    """Return a name that Excel takes: at most 31 characters, none of []:*?/\\."""
    return "".join(char for char in title if char not in "[]:*?/\\'")[:31] or "Lista"
