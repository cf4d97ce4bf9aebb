"""Lists as organisers send them."""

import io

import xlsxwriter


def workbook(rows: list[list[str]]) -> bytes:
    """Return an Excel workbook with these rows."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def broken_and_good(good: int, broken: int) -> list[list[str]]:
    """Return a list with headings, some rows that can be used and some that can't."""
    return [
        ["Namn", "E-post"],
        *([f"Trasig {number}", f"trasig{number}@"] for number in range(broken)),
        *([f"Person {number}", f"nr{number}@kommun.se"] for number in range(good)),
    ]
