"""Scenes drawn from simple shapes."""

import math
from collections.abc import Callable

from kunskapsdag.demo.pictures.canvas import (
    CLAY,
    DEEP,
    GREEN,
    GREENS,
    HEIGHT,
    LEAF,
    MIST,
    OCHRE,
    PAPER,
    SAGE,
    SAND,
    TINT,
    WIDTH,
    Canvas,
    mixed,
)  # fmt: skip


def city_and_land(canvas: Canvas) -> None:
    """Dots, large and close to the left, small and light to the right; one of them lit."""
    canvas.ground(mixed(SAND, PAPER, 0.55))
    step = 74
    for row in range(-1, HEIGHT // step + 2):
        for column in range(-1, WIDTH // step + 2):
            x, y = (column + row % 2 / 2) * step, row * step * 0.92
            share = min(max((x + 130 * math.sin(y / 190)) / WIDTH, 0), 1)
            radius = 38 * (1 - share) ** 1.25 + 5
            canvas.dot((x, y), radius, mixed(DEEP, SAGE, share**0.8))
    canvas.dot((step * 16, step * 0.92 * 8), 24, OCHRE)


def alliances(canvas: Canvas) -> None:
    """Coloured glass discs over each other."""
    canvas.ground(PAPER)
    discs = (
        ((430, 470), 300, "#8fc4b2"), ((760, 330), 260, "#f1cf83"), ((860, 640), 230, "#9cc7d0"),
        ((1160, 430), 290, "#e7b39b"), ((610, 700), 150, "#d9d2b4"),
    )  # fmt: skip
    for centre, radius, colour in discs:
        canvas.glass(centre, radius, colour)


def horizon(canvas: Canvas) -> None:
    """A sun over islands, layer behind layer."""
    for band in range(90):
        share = band / 90
        canvas.block((0, band * 10, WIDTH, band * 10 + 10), mixed("#f6e7c3", mixed(SAND, PAPER, 0.6), share))
    canvas.dot((1060, 400), 150, mixed(OCHRE, PAPER, 0.12))
    for layer in range(6):
        share = layer / 5
        base = 430 + layer * 82
        points = [(0.0, float(HEIGHT))]
        for x in range(0, WIDTH + 20, 10):
            wave = math.sin(x / (250 - layer * 22) + layer * 1.9) + 0.45 * math.sin(x / (97 - layer * 6) + layer * 4.1)
            points.append((x, base - wave * (34 + layer * 5)))
        points.append((WIDTH, HEIGHT))
        canvas.area(points, mixed(mixed(SAGE, SAND, 0.35), DEEP, share))


def budget(canvas: Canvas) -> None:
    """A hundred squares in five rows; twelve are empty."""
    canvas.ground(TINT)
    rows, columns, empty, side, gap = 5, 20, 12, 64, 10
    left = (WIDTH - columns * (side + gap) + gap) / 2
    top = (HEIGHT - rows * (side + gap) + gap) / 2
    for number in range(rows * columns):
        column, row = divmod(number, rows)
        x, y = left + column * (side + gap), top + row * (side + gap)
        if number >= rows * columns - empty:
            canvas.block((x, y, x + side, y + side), TINT, corner=6, edge=CLAY)
        else:
            canvas.block((x, y, x + side, y + side), GREENS[(number * 7 + row) % len(GREENS)], corner=6)


def tables(canvas: Canvas) -> None:
    """Six round tables from above, with four chairs each: twenty-four places, one of them free."""
    canvas.ground(mixed(MIST, TINT, 0.4))
    for row in range(2):
        for column in range(3):
            x, y = 300 + column * 500, 245 + row * 410
            canvas.dot((x + 6, y + 10), 112, mixed(MIST, SAGE, 0.35))
            canvas.dot((x, y), 112, PAPER)
            canvas.dot((x, y), 96, None, edge=MIST, width=2)
            for chair in range(4):
                angle = math.pi / 2 * chair + 0.5 + 0.35 * (row + column)
                place = (x + 158 * math.cos(angle), y + 158 * math.sin(angle))
                is_free = (row, column, chair) == (1, 1, 0)
                colour = (GREEN, LEAF, SAND, DEEP)[(chair + column * 2 + row) % 4]
                canvas.dot(place, 33, None if is_free else colour, edge=OCHRE if is_free else None, width=5)


def waves(canvas: Canvas) -> None:
    """Rings that spread from a lit point."""
    centre = (1010, 520)
    rings = 17
    canvas.ground(DEEP)
    for ring in range(rings):
        share = ring / (rings - 1)
        canvas.dot(centre, 1190 * (1 - share) ** 1.12 + 30, mixed(mixed(DEEP, GREEN, 0.3), MIST, share**1.4))
    canvas.dot(centre, 24, OCHRE)


def growth(canvas: Canvas) -> None:
    """Stacks of squares that grow to the right."""
    canvas.ground(mixed(SAND, PAPER, 0.5))
    side, gap, ground = 68, 10, 800
    heights = (1, 2, 2, 3, 3, 4, 5, 5, 6, 7, 8)
    left = (WIDTH - len(heights) * 120 + 120 - side) / 2
    for column, height in enumerate(heights):
        for level in range(height):
            x, y = left + column * 120, ground - (level + 1) * (side + gap)
            is_newest = column == len(heights) - 1 and level == height - 1
            colour = OCHRE if is_newest else GREENS[(column * 3 + level * 2) % len(GREENS)]
            canvas.block((x, y, x + side, y + side), colour, corner=8)
    canvas.line([(left - 30, ground + 6), (WIDTH - left + 30, ground + 6)], DEEP, 4)


SCENES: dict[str, Callable[[Canvas], None]] = {
    scene.__name__: scene for scene in (city_and_land, alliances, horizon, budget, tables, waves, growth)
}
