"""How long a process waits for the database before it says that it cannot be had: docs/decisions/0010-patience.md.

A visitor waits for a few seconds; behind her, others wait. The worker and the commands have nobody behind them.
"""

from typing import Any

from django.db import connections

FOR_VISITORS = 5
FOR_THE_REST = 20
LOCK_TIMEOUT = "-c lock_timeout="


def options(engine: str, seconds: int, given: dict[str, Any]) -> dict[str, Any]:
    """Return the database's options with this patience; what the address of the database says itself is kept."""
    if engine.endswith(("sqlite", "sqlite3")):
        return given | {"timeout": seconds}
    said = str(given.get("options", ""))
    if said and not said.startswith(LOCK_TIMEOUT):
        return given
    return given | {"options": f"{LOCK_TIMEOUT}{seconds}s"}


def wait_at_most(seconds: int) -> None:
    """Let every connection that this process opens from now on wait no longer than this for a lock."""
    database = connections.databases["default"]
    database["OPTIONS"] = options(database["ENGINE"], seconds, database.get("OPTIONS", {}))
