"""Tables that people send: xlsx, csv or pasted text, told apart by what they hold and never by their name."""

import csv
import datetime as dt
import io
import zipfile
from typing import Any

from django.utils.translation import gettext_lazy as _

from kunskapsdag.core.text import one_line

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 5_000
MOST_COLUMNS = 40
LONGEST_CELL = 500
MOST_UNPACKED = 60 * 1024 * 1024
# A sheet is read until enough has been seen; the rest of a book, its texts above all, is read to the end before that begins.
MOST_BESIDE_SHEETS = 8 * 1024 * 1024
SHEETS = "xl/worksheets/"
PICTURES = "xl/media/"
MOST_MEMBERS = 500
# A sheet may say that it has a million rows; after so many empty ones nothing more is expected.
EMPTY_ROWS = 200
DELIMITERS = (";", "\t", ",")
LOOKED_AT = 20
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
OTHER_STARTS = (b"%pdf", b"<!doctype", b"<html", b"<?xml", b"<svg", b"{\\rtf", b"\x89png", b"\xff\xd8\xff", b"gif8")
TABLE_PART = "xl/workbook.xml"


class UnreadableTable(Exception):
    """The file cannot be read as a table; ``text`` says why, and what to do."""

    def __init__(self, text: Any) -> None:
        super().__init__()
        self.text = text

    def __str__(self) -> str:
        """Return the sentence for the reader."""
        return str(self.text)


def read(content: bytes) -> list[list[str]]:
    """Return the rows of a file, empty ones left out, all of the same length.

    :raises UnreadableTable: it is no table, or too large.
    """
    if len(content) > MOST_BYTES:
        raise UnreadableTable(_("The file is larger than 5 MB. Leave out the columns that are not needed, or divide it."))
    if content.startswith(b"PK\x03\x04"):
        return _squared(_read_xlsx(content))
    if content.startswith(OLD_EXCEL):
        raise UnreadableTable(_("The file is in Excel's old format. Open it in Excel and save it as xlsx."))
    if content.lstrip().lower().startswith(OTHER_STARTS):
        raise UnreadableTable(_("The file is no table. Choose a file in the format xlsx or csv."))
    return read_text(_decoded(content))


def read_text(text: str) -> list[list[str]]:
    """Return the rows of pasted or decoded text.

    :raises UnreadableTable: it is too large, or nothing stands in it.
    """
    if "\x00" in text:
        raise UnreadableTable(_("The file is no table. Choose a file in the format xlsx or csv."))
    delimiter = _delimiter(text)
    try:
        found = [
            [one_line(cell)[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            if any(cell.strip() for cell in row)
        ]
    except csv.Error as error:
        raise UnreadableTable(_("The text cannot be divided into rows and columns. Is a quotation mark left open?")) from error
    return _squared(found)


def _squared(rows: list[list[str]]) -> list[list[str]]:
    if not rows:
        raise UnreadableTable(_("There are no rows to read."))
    if len(rows) > MOST_ROWS:
        raise UnreadableTable(_("There are more than 5,000 rows. Divide the list."))
    width = max(max((place for place, cell in enumerate(row, 1) if cell), default=0) for row in rows)
    return [(row + [""] * width)[:width] for row in rows]


def _decoded(content: bytes) -> str:
    """Return the text; a file without a mark of its encoding is UTF-8 where it can be, else what Windows writes in Sweden."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _strict(content, "utf-16")
    start = content[:2000]
    if start and start.count(0) > len(start) // 4:
        return _strict(content, "utf-16-le" if start[1:2] == b"\x00" else "utf-16-be")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableTable(_("The file is damaged: its letters cannot be read. Save it as xlsx and try again.")) from error


def _delimiter(text: str) -> str:
    """Return what divides the columns: what stands in most of the first lines, a semicolon where nothing does."""
    lines = [line for line in text.splitlines() if line.strip()][:LOOKED_AT]
    counts = {mark: sum(mark in line for line in lines) for mark in DELIMITERS}
    best = max(DELIMITERS, key=lambda mark: counts[mark])
    return best if counts[best] else ";"


def _read_xlsx(content: bytes) -> list[list[str]]:
    not_one = UnreadableTable(_("The file is no Excel workbook, or it is damaged. Open it in Excel and save it as xlsx."))
    _require_small(content, not_one)
    from openpyxl import load_workbook  # (slow import)

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
        return _sheet_rows(sheet)
    except UnreadableTable:
        raise
    except Exception as error:
        # Whatever the library says of a broken file: KeyError, ValueError, BadZipFile, ParseError, StopIteration …
        raise not_one from error


def _require_small(content: bytes, not_one: UnreadableTable) -> None:
    """Refuse what is no workbook, or unpacks to far more than a list of people can be; nothing has been unpacked yet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if TABLE_PART not in {member.filename for member in members}:
                raise not_one
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise not_one from error
    # A member never gives more than it says: reading stops there, and the checksum then fails.
    beside = [member.file_size for member in members if not member.filename.startswith((SHEETS, PICTURES))]
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED or sum(beside) > MOST_BESIDE_SHEETS:
        raise UnreadableTable(_("The workbook is too large when it is unpacked. Copy the list alone to a new workbook."))


def _sheet_rows(sheet: Any) -> list[list[str]]:
    found: list[list[str]] = []
    empty = 0
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, max_row=20 * MOST_ROWS, values_only=True):
        cells = [_plain(value) for value in row]
        if any(cells):
            found.append(cells)
            empty = 0
            if len(found) > MOST_ROWS:
                break
        else:
            empty += 1
            if empty > EMPTY_ROWS:
                break
    return found


def _plain(value: Any) -> str:
    """Return a cell as one reads it in Excel."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time(0) else value.isoformat(" ", "minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return one_line(str(value))[:LONGEST_CELL]
