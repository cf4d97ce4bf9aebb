"""When a mail is tried again."""

import datetime as dt

from kunskapsdag.mail import rules


def test_the_waits_grow_and_end_after_about_three_days() -> None:
    waits = [rules.wait_after(tries) for tries in range(1, 40)]
    given = [wait for wait in waits if wait is not None]
    assert [wait.total_seconds() / 60 for wait in given[:7]] == [1, 2, 5, 15, 30, 60, 180]
    assert given == sorted(given)
    assert waits[len(given) :] == [None] * (39 - len(given))
    assert sum(given, dt.timedelta()) == dt.timedelta(hours=70, minutes=53)
