"""The municipality register as files: read once, never changed while the house is running."""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class Entry:
    """One municipality of the register, with the codes of the county and the functional region it lies in."""

    code: str
    name: str
    county: str
    functional_region: str


@dataclass(frozen=True, slots=True)
class Register:
    """The whole register; ``edition`` is that of the functional regions."""

    edition: str
    counties: dict[str, str]
    functional_regions: dict[str, str]
    municipalities: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Outlines as SVG path data in units of ``unit_metres``.

    ``points`` holds column, row and size (units across) of each municipality.
    """

    unit_metres: int
    width: int
    height: int
    municipalities: dict[str, str]
    counties: dict[str, str]
    points: dict[str, tuple[int, int, int]]


def _read(name: str) -> Any:
    return json.loads(resources.files("kunskapsdag.municipalities").joinpath("data", name).read_text(encoding="utf-8"))


@cache
def register() -> Register:
    """Return the register."""
    content = _read("register.json")
    entries = tuple(Entry(**row) for row in content["municipalities"])
    return Register(content["edition"], content["counties"], content["functional_regions"], entries)


@cache
def boundaries() -> Boundaries:
    """Return the outlines for maps."""
    return Boundaries(**_read("boundaries.json"))
