"""Working days, and the table of answer times that docs/rules/fair-queue.md holds."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kunskapsdag.core import clock, workdays

PAGE = Path(__file__).parents[2] / "docs" / "rules" / "fair-queue.md"
ROWS = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| 20")
]


def at(written: str) -> dt.datetime:
    moment = dt.datetime.fromisoformat(written)
    return clock.at(moment.date(), moment.time())


def test_the_page_has_its_table() -> None:
    assert len(ROWS) == 9


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_table_of_answer_times(row: list[str]) -> None:
    offered, hours, answer_by, _why = row
    assert workdays.after_hours(at(offered), int(hours)) == at(answer_by)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-03-02", True),
        ("2026-03-07", False),
        ("2026-03-08", False),
        ("2026-01-06", False),
        ("2026-05-14", False),
        ("2026-06-19", False),
        ("2026-12-24", False),
        ("2026-12-31", False),
        ("2027-06-25", False),
        ("2027-03-25", True),
    ],
)
def test_the_days_on_which_offices_are_open(day: str, works: bool) -> None:
    assert workdays.is_workday(dt.date.fromisoformat(day)) is works


@given(
    st.datetimes(dt.datetime(2024, 1, 1), dt.datetime(2032, 12, 31), timezones=st.just(dt.UTC)),
    st.integers(1, 24 * 14),
)
def test_nobody_must_answer_outside_office_hours_or_before_her_hours_have_passed(start: dt.datetime, hours: int) -> None:
    end = clock.swedish(workdays.after_hours(start, hours))
    assert workdays.is_workday(end.date())
    assert dt.time(8) <= end.time() <= dt.time(17)
    assert end.replace(tzinfo=None) >= clock.swedish(start).replace(tzinfo=None) + dt.timedelta(hours=hours)
