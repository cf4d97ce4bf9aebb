"""Municipal borders as points on the canvas."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache

from kunskapsdag.demo.pictures.canvas import HEIGHT, WIDTH, Point
from kunskapsdag.municipalities.register import boundaries, register

Ring = list[Point]
_PART = re.compile(r"M([^l]+)l([^z]*)z")
_NUMBER = re.compile(r"-?\d+")


@dataclass(frozen=True, slots=True)
class View:
    """The part of Sweden that the picture shows: its middle, and how wide it is, in the units of the outlines."""

    x: float
    y: float
    across: float

    def place(self, x: float, y: float) -> Point:
        """Return where a point of the outlines lies on the canvas."""
        scale = WIDTH / self.across
        return (x - self.x) * scale + WIDTH / 2, (y - self.y) * scale + HEIGHT / 2

    def rings(self, outline: str) -> list[Ring]:
        """Return the parts of an area (a mainland, islands) on the canvas."""
        return [[self.place(x, y) for x, y in ring] for ring in _rings(outline)]

    def point(self, code: str) -> Point:
        """Return where a municipality's middle lies on the canvas."""
        x, y, _size = boundaries().points[code]
        return self.place(x, y)


@cache
def _rings(outline: str) -> tuple[tuple[Point, ...], ...]:
    """Read the path data that the register writes: M, then one l with relative points, then z."""
    rings = []
    for start, steps in _PART.findall(outline):
        x, y = (int(value) for value in _NUMBER.findall(start))
        ring: Ring = [(x, y)]
        values = [int(value) for value in _NUMBER.findall(steps)]
        for dx, dy in zip(values[::2], values[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        rings.append(tuple(ring))
    return tuple(rings)


def code_of(name: str) -> str:
    """Return a municipality's code."""
    return next(entry.code for entry in register().municipalities if entry.name == name)


def codes_in(counties: Collection[str]) -> list[str]:
    """Return the municipalities of the counties."""
    return [entry.code for entry in register().municipalities if entry.county in counties]


def codes_around(name: str) -> list[str]:
    """Return the municipalities of the same functional region."""
    entries = register().municipalities
    own = next(entry for entry in entries if entry.name == name)
    return [entry.code for entry in entries if entry.functional_region == own.functional_region]


def outlines(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Return code and path data, in the order of the codes."""
    drawn = boundaries().municipalities
    return [(code, drawn[code]) for code in sorted(codes)]


def county_outline(code: str) -> str:
    """Return a county's path data."""
    return boundaries().counties[code]
