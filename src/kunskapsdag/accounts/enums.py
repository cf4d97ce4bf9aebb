"""The four groups that staff belong to; their names stand in the database and are shown in the admin."""

from enum import StrEnum


class Role(StrEnum):
    """A group of staff. What each may do stands in ``permissions.RIGHTS``."""

    EDITOR = "Redaktör"
    ORGANISER = "Arrangör"
    FINANCE = "Ekonomi"
    DOOR = "Dörr"
