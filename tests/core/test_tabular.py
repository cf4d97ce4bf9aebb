"""Lists as files: what a Swedish office finds in them, and what no file may carry."""

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import load_workbook

from kunskapsdag.core.tabular import csv_lines, xlsx

HEAD = ["Namn", "Anmäld", "Avgift", "Antal", "Förtroendevald"]
MOMENT = dt.datetime(2026, 7, 14, 22, 30, 15, 99, tzinfo=dt.UTC)
ROW = ["Åsa; Öberg", MOMENT, Decimal("937.50"), 2, True]
DANGEROUS = ["=1+1", "+46701234567", "-2+3", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("https://evil.example","x")']


def read(head: list[str], rows: list[list[Any]]) -> list[list[str]]:
    written = "".join(csv_lines(head, rows))
    assert written.startswith("\ufeff")
    return list(csv.reader(io.StringIO(written[1:], newline=""), delimiter=";"))


def test_a_csv_opens_in_a_swedish_spreadsheet() -> None:
    assert read(HEAD, [ROW, ["Per", None, None, 0, False]]) == [
        HEAD,
        ["Åsa; Öberg", "2026-07-15 00:30:15", "937,50", "2", "ja"],
        ["Per", "", "", "0", "nej"],
    ]
    assert "".join(csv_lines(["A"], [["b"]])) == "\ufeffA\r\nb\r\n"


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_text_becomes_a_formula_in_a_csv(text: str) -> None:
    assert read(["Namn"], [[text]])[1] == ["'" + text]


def test_a_formula_behind_spaces_or_in_the_head_is_no_formula_either() -> None:
    rows = read(["=1+1"], [["  =1+1"], ["\n=1+1"]])
    assert [row[0][0] for row in rows] == ["'", "'", "'"]


def test_numbers_stay_numbers_also_below_zero() -> None:
    assert read(["Belopp"], [[Decimal("-12.50")], [-3]])[1:] == [["-12,50"], ["-3"]]


def test_a_csv_comes_in_pieces_and_loses_no_row() -> None:
    pieces = list(csv_lines(["n"], ([number] for number in range(1234))))
    assert len(pieces) > 2
    assert "".join(pieces).split("\r\n")[1:-1] == [str(number) for number in range(1234)]


def sheet_of(title: str, head: list[str], rows: list[list[Any]]) -> Any:
    return load_workbook(io.BytesIO(xlsx(title, head, rows))).active


def test_a_workbook_holds_text_moments_money_and_numbers_as_such() -> None:
    sheet = sheet_of("Anmälda", HEAD, [ROW])
    assert sheet.title == "Anmälda"
    assert [cell.value for cell in sheet[1]] == HEAD
    assert [cell.value for cell in sheet[2]] == ["Åsa; Öberg", dt.datetime(2026, 7, 15, 0, 30, 15), 937.5, 2, "ja"]
    assert (sheet["B2"].number_format, sheet["C2"].number_format) == ("yyyy-mm-dd hh:mm", "#,##0.00")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E2")
    assert all(cell.font.bold for cell in sheet[1])


def test_a_day_in_a_workbook_is_a_date() -> None:
    cell = sheet_of("x", ["Dag"], [[dt.date(2026, 4, 25)]])["A2"]
    assert (cell.value, cell.number_format) == (dt.datetime(2026, 4, 25), "yyyy-mm-dd")


@pytest.mark.parametrize("text", [*DANGEROUS[:4], DANGEROUS[-1], "https://example.se", "0007", "{=1+1}"])
def test_no_text_becomes_a_formula_link_or_number_in_a_workbook(text: str) -> None:
    cell = sheet_of("x", ["Namn"], [[text]])["A2"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_an_empty_list_is_a_workbook_with_its_head() -> None:
    sheet = sheet_of("x", ["A", "B"], [])
    assert ([cell.value for cell in sheet[1]], sheet.max_row) == (["A", "B"], 1)


@pytest.mark.parametrize(
    ("title", "name"),
    [("Dag [1]: mat/plats?", "Dag 1 matplats"), ("x" * 50, "x" * 31), ("???", "Lista"), ("History", "Lista")],
)
def test_a_title_that_excel_refuses_is_made_to_fit(title: str, name: str) -> None:
    assert sheet_of(title, ["A"], []).title == name


def test_text_that_a_cell_cannot_hold_is_cut_not_lost() -> None:
    assert sheet_of("x", ["A"], [["å" * 40_000]])["A2"].value == "å" * 32_767
