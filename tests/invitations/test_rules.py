"""How lists are read, who is reminded, for whom a day is: no database."""

import datetime as dt
import io
import zipfile

import pytest

from kunskapsdag.core import tables
from kunskapsdag.invitations import rules
from kunskapsdag.invitations.enums import Column
from tests.invitations.files import workbook

NOW = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)
LIST = [
    ["Förnamn", "Efternamn", "Kommun", "E-post", "Titel"],
    ["Maria", "Lind", "Falköpings kommun", "maria.lind@falkoping.se", "kommunalråd"],
    ["Åsa", "Öberg", "Habo", "asa.oberg@", ""],
    ["Bo", "Ek", "", "MARIA.LIND@falkoping.se", ""],
    ["Eva", "Alm", "", "", ""],
]


def csv(rows: list[list[str]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    return "\r\n".join(delimiter.join(row) for row in rows).encode(encoding)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_text_is_read_whatever_divides_it_and_however_it_is_written(delimiter: str, encoding: str) -> None:
    assert tables.read(csv(LIST, delimiter, encoding)) == LIST


def test_a_workbook_is_read_and_empty_rows_are_left_out() -> None:
    assert tables.read(workbook([LIST[0], [], ["  "], *LIST[1:]])) == LIST


def bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (tables.MOST_UNPACKED + 1))
    return stream.getvalue()


def other_archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Det finns inga rader att läsa."),
        (b"\x89PNG\r\n\x1a\n", "Filen är ingen tabell. Välj en fil i formatet xlsx eller csv."),
        (b"a;b\x00c", "Filen är ingen tabell. Välj en fil i formatet xlsx eller csv."),
        (b"\xd0\xcf\x11\xe0rest", "Filen är i Excels gamla format. Öppna den i Excel och spara som xlsx."),
        (b"PK\x03\x04broken", "Filen är ingen Excelbok, eller så är den skadad. Öppna den i Excel och spara som xlsx."),
        (other_archive(), "Filen är ingen Excelbok, eller så är den skadad. Öppna den i Excel och spara som xlsx."),
        (workbook(LIST)[:-400], "Filen är ingen Excelbok, eller så är den skadad. Öppna den i Excel och spara som xlsx."),
        (bomb(), "Excelboken blir för stor när den packas upp. Kopiera bara listan till en ny bok."),
        (b"x" * (tables.MOST_BYTES + 1), "Filen är större än 5 MB. Ta bort kolumner som inte behövs, eller dela den."),
        (b"a\n" * 5001, "Listan har fler än 5 000 rader. Dela den."),
    ],
    ids=["empty", "picture", "binary", "old", "cut", "word", "damaged", "bomb", "large", "long"],
)
def test_what_is_no_list_is_refused_with_what_to_do(content: bytes, told: str) -> None:
    with pytest.raises(tables.UnreadableTable) as refused:
        tables.read(content)
    assert str(refused.value) == told


def test_columns_are_guessed_from_their_headings() -> None:
    guessed = rules.guess(LIST)
    assert dict(guessed.columns) == {
        Column.FIRST_NAME: 0,
        Column.LAST_NAME: 1,
        Column.ORGANISATION: 2,
        Column.EMAIL: 3,
        Column.ROLE: 4,
    }
    assert guessed.has_headings is True


def test_without_headings_the_addresses_are_found_by_what_they_are() -> None:
    guessed = rules.guess([["Maria Lind", "maria.lind@falkoping.se", "Falköping"]])
    assert (dict(guessed.columns), guessed.has_headings) == ({Column.EMAIL: 1, Column.NAME: 0, Column.ORGANISATION: 2}, False)


def test_broken_rows_are_told_of_and_the_others_kept() -> None:
    read = rules.read_rows(LIST, rules.guess(LIST), known={"eva@x.se"})
    assert [(row.place, row.name, row.fault) for row in read] == [
        (2, "Maria Lind", ""),
        (3, "Åsa Öberg", "”asa.oberg@” är ingen hel e-postadress."),
        (4, "Bo Ek", "Samma adress som på rad 2."),
        (5, "Eva Alm", "E-postadress saknas."),
    ]


def test_who_is_invited_already_is_not_invited_twice() -> None:
    read = rules.read_rows(LIST[:2], rules.guess(LIST), known={"maria.lind@falkoping.se"})
    assert [row.fault for row in read] == ["Är redan inbjuden."]


@pytest.mark.parametrize("mark", ["; ", ", ", ";\n"])
def test_addresses_copied_from_outlook_are_rows(mark: str) -> None:
    rows = tables.read_text(rules.unfolded(mark.join(["Maria Lind <maria.lind@falkoping.se>", "Bo Ek <bo.ek@habo.se>"])))
    read = rules.read_rows(rows, rules.guess(rows))
    assert [(row.name, row.email, row.fault) for row in read] == [
        ("Maria Lind", "maria.lind@falkoping.se", ""),
        ("Bo Ek", "bo.ek@habo.se", ""),
    ]


def test_a_broken_address_among_those_from_outlook_is_one_row_that_is_told_of() -> None:
    rows = tables.read_text(rules.unfolded("Maria Lind <maria.lind@falkoping.se>; Trasig <trasig@>; Bo <bo.ek@habo.se>;"))
    assert [bool(row.fault) for row in rules.read_rows(rows, rules.guess(rows))] == [False, True, False]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, True),
        ({"is_open": False}, False),
        ({"wants_reminders": False}, False),
        ({"is_bounced": True}, False),
        ({"last_letter": None}, False),
        ({"last_letter": NOW - dt.timedelta(days=7)}, True),
        ({"last_letter": NOW - dt.timedelta(days=7) + dt.timedelta(seconds=1)}, False),
    ],
)
def test_who_is_reminded(changed: dict, expected: bool) -> None:
    standing = rules.Standing(
        **{"is_open": True, "wants_reminders": True, "last_letter": NOW - dt.timedelta(days=9), "is_bounced": False} | changed
    )
    assert rules.may_remind(standing, pause_days=7, now=NOW) is expected


MUNICIPALITIES_OF_OREBRO = rules.Admitted(frozenset({"municipality"}), frozenset({"18"}), frozenset({7}))


@pytest.mark.parametrize(
    ("organisation", "kind", "county", "expected"),
    [
        (1, "municipality", "18", True),
        (1, "region", "18", False),
        (1, "municipality", "14", False),
        (7, "company", "", True),
        (None, "", "", False),
    ],
)
def test_for_whom_a_day_is(organisation: int | None, kind: str, county: str, expected: bool) -> None:
    found = rules.is_admitted(MUNICIPALITIES_OF_OREBRO, organisation=organisation, kind=kind, county=county)
    assert found is expected


def test_a_list_of_its_own_lets_in_nobody_else() -> None:
    only = rules.Admitted(organisations=frozenset({7}))
    assert rules.is_admitted(only, organisation=8, kind="municipality", county="18") is False


@pytest.mark.parametrize(
    ("kinds", "counties", "organisations", "words"),
    [
        (["municipality"], [], [], "Dagen är för kommuner."),
        (["region", "municipality"], ["Örebro län"], [], "Dagen är för kommuner och regioner i Örebro län."),
        ([], ["Hallands län", "Örebro län"], [], "Dagen är för organisationer i Hallands län och Örebro län."),
        (["region"], [], ["Habo kommun"], "Dagen är för regioner, och för Habo kommun."),
        ([], [], [f"Ort {n}" for n in range(8)], "Dagen är för Ort 0, Ort 1, Ort 2, Ort 3, Ort 4, Ort 5 och 2 till."),
    ],
)
def test_for_whom_in_words(kinds: list[str], counties: list[str], organisations: list[str], words: str) -> None:
    assert rules.admission_in_words(kinds, counties, organisations) == words
