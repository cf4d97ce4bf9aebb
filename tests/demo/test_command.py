"""``kunskapsdag load_demo``."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kunskapsdag.accounts.models import User
from kunskapsdag.demo import queries


def said() -> list[str]:
    """Run the command and return its lines."""
    out = StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.one_database
def test_the_command_loads_once_and_tells_where_to_go(db: Any, demo_house: Any) -> None:
    first, second = said(), said()
    assert (first[0], second[0]) == ("Demon är laddad.", "Demon finns redan. Inget är ändrat.")
    assert first[1:] == [
        "Webbplatsen: http://localhost:8000/",
        "För kansliet: http://localhost:8000/admin/",
        "Inloggningar: admin, redaktor, arrangor, ekonomi, dorr",
        "Lösenord: kunskapsdag-demo (samma för alla)",
    ]
    assert second[1:] == first[1:]


def test_the_command_refuses_outside_a_demo_in_a_sentence(db: Any, settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError) as refusal:
        said()
    assert str(refusal.value) == "Demon har inloggningar som alla känner till. Den laddas bara där DEMO=true är satt."
    assert (queries.is_loaded(), User.objects.count()) == (False, 0)
