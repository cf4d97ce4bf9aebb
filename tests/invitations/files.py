"""Lists as organisers send them."""

import io
import zipfile

import xlsxwriter


def workbook(rows: list[list[str]]) -> bytes:
    """Return an Excel workbook with these rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def rewritten(rows: list[list[str]], part: str, old: bytes, new: bytes) -> bytes:
    """Return the same with something changed in one of the parts that the workbook consists of."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(rows))) as book, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name in book.namelist():
            content = book.read(name)
            made.writestr(name, content.replace(old, new) if name == part else content)
    return stream.getvalue()


def broken_and_good(good: int, broken: int) -> list[list[str]]:
    """Return a list with headings, some rows that can be used and some that can't."""
    return [
        ["Namn", "E-post"],
        *([f"Trasig {number}", f"trasig{number}@"] for number in range(broken)),
        *([f"Person {number}", f"nr{number}@kommun.se"] for number in range(good)),
    ]
