"""Scenes drawn from the borders of municipalities and counties."""

import math
from collections.abc import Callable, Iterable

from kunskapsdag.demo.pictures.canvas import (
    CLAY,
    DEEP,
    GREEN,
    GREENS,
    HEIGHT,
    LEAF,
    MIST,
    NIGHT,
    OCHRE,
    PAPER,
    SAGE,
    SAND,
    TINT,
    WIDTH,
    Canvas,
    Point,
    mixed,
)  # fmt: skip
from kunskapsdag.demo.pictures.outlines import View, code_of, codes_around, codes_in, county_outline, outlines
from kunskapsdag.municipalities.register import boundaries, register

ALL = tuple(sorted(register().counties))
INLAND = (
    *("Ånge", "Bräcke", "Ragunda", "Berg", "Dorotea", "Åsele", "Sorsele"),
    *("Bjurholm", "Vindeln", "Norsjö", "Malå", "Storuman", "Strömsund"),
)
MEETING = (
    *("Falköping", "Torsby", "Lekeberg", "Karlskoga", "Mora", "Hudiksvall", "Katrineholm", "Sala", "Motala"),
    *("Vetlanda", "Falun", "Gotland", "Skövde", "Tierp", "Oskarshamn", "Sunne", "Bollnäs", "Köping"),
)


def _land(canvas: Canvas, view: View, codes: Iterable[str], colours: tuple[str, ...], *, edge: str, width: float = 1.5) -> None:
    """Draw municipalities in colours that change from one to the next, so that borders show."""
    for order, (code, outline) in enumerate(outlines(codes)):
        colour = colours[(order * 7 + int(code[2:])) % len(colours)]
        for ring in view.rings(outline):
            canvas.area(ring, colour, edge=edge, width=width)


def _shallows(canvas: Canvas, view: View, colours: tuple[str, ...], step: float) -> None:
    """Draw the sea in bands that follow the coast, as depths on a chart, the outermost colour first."""
    coasts = [run for code in ALL for ring in view.rings(county_outline(code)) for run in _seen(ring)]
    for index, colour in enumerate(colours):
        width = step * (len(colours) - index) * 2
        for run in coasts:
            canvas.line(run, colour, width)


def _seen(ring: list[Point]) -> list[list[Point]]:
    """Return the parts of a border that lie on the canvas or near it: drawing wide lines outside takes time."""
    far = 150
    runs: list[list[Point]] = [[]]
    for x, y in [*ring, ring[0]]:
        if -far < x < WIDTH + far and -far < y < HEIGHT + far:
            runs[-1].append((x, y))
        elif runs[-1]:
            runs[-1].append((x, y))
            runs.append([])
    return [run for run in runs if len(run) > 1]


def norrbotten(canvas: Canvas) -> None:
    """Norrbotten towards the sea, with Luleå lit."""
    view = View(1045, 640, 900)
    canvas.ground(mixed(SAGE, MIST, 0.35))
    _shallows(canvas, view, (mixed(SAGE, MIST, 0.55), mixed(SAGE, MIST, 0.75), MIST), 16)
    for code in ("24", "23"):
        for ring in view.rings(county_outline(code)):
            canvas.area(ring, mixed(SAND, PAPER, 0.2))
    _land(canvas, view, codes_in({"25"}), GREENS, edge=mixed(GREEN, PAPER, 0.55))
    _lit(canvas, view, "Luleå", OCHRE)


def _lit(canvas: Canvas, view: View, name: str, colour: str) -> None:
    for _code, outline in outlines([code_of(name)]):
        for ring in view.rings(outline):
            canvas.area(ring, colour, edge=PAPER, width=3)


def lekeberg(canvas: Canvas) -> None:
    """Lekeberg, with bows from the places around it."""
    view = View(430, 2227, 330)
    target = code_of("Lekeberg")
    canvas.ground(mixed(SAND, PAPER, 0.35))
    around = (mixed(SAND, PAPER, 0.45), mixed(SAND, PAPER, 0.6), mixed(SAND, PAPER, 0.3))
    for code in ("05", "14", "17", "18", "19", "04", "20"):
        _land(canvas, view, codes_in({code}), around, edge=PAPER)
    _land(canvas, view, codes_in({"18"}), (MIST, mixed(MIST, SAGE, 0.3), mixed(MIST, SAGE, 0.55)), edge=PAPER, width=3)
    _lit(canvas, view, "Lekeberg", OCHRE)
    goal = view.point(target)
    for order, code in enumerate(_nearest(target, 14)):
        start = view.point(code)
        end = _towards(goal, start, 26 + order % 3 * 9)
        canvas.arc(start, end, GREEN, 5 - order * 0.22, bend=0.16 if order % 2 else -0.16)
        canvas.dot(start, 13 - order * 0.4, GREEN, edge=PAPER, width=3)
    canvas.dot(goal, 24, PAPER)
    canvas.dot(goal, 13, DEEP)


def _nearest(code: str, count: int) -> list[str]:
    points = boundaries().points
    here = points[code][:2]
    others = sorted(points, key=lambda one: math.dist(here, points[one][:2]))
    return others[1 : count + 1]


def _towards(goal: Point, start: Point, distance: float) -> Point:
    """Return the point that lies ``distance`` from the goal on the way to the start."""
    share = distance / math.dist(goal, start)
    return goal[0] + (start[0] - goal[0]) * share, goal[1] + (start[1] - goal[1]) * share


def levels(canvas: Canvas) -> None:
    """A municipality, its functional region, its county and the counties around: three levels on one map."""
    view = View(352, 2420, 560)
    canvas.ground(TINT)
    _shallows(canvas, view, (mixed(TINT, MIST, 0.25), mixed(TINT, MIST, 0.5)), 20)
    for code in ("17", "18", "05", "06", "13", "07", "04"):
        for ring in view.rings(county_outline(code)):
            canvas.area(ring, MIST, edge=PAPER, width=3)
    _land(canvas, view, codes_in({"14"}), (SAGE, mixed(SAGE, LEAF, 0.25), mixed(SAGE, MIST, 0.3)), edge=mixed(SAGE, PAPER, 0.6))
    for ring in view.rings(county_outline("14")):
        canvas.area_edge(ring, PAPER, 5)
    _land(canvas, view, codes_around("Falköping"), (GREEN, LEAF, "#2b6b5b"), edge=PAPER, width=2.5)
    _lit(canvas, view, "Falköping", OCHRE)


def network(canvas: Canvas) -> None:
    """Every municipality as a point, with a line to its nearest."""
    view = View(560, 2390, 1130)
    canvas.ground(NIGHT)
    for ring in (ring for code in ALL for ring in view.rings(county_outline(code))):
        canvas.area(ring, mixed(NIGHT, DEEP, 0.55))
    hubs = {entry.code for entry in register().municipalities if entry.code.endswith("80")}
    points = boundaries().points
    for code in points:
        for other in _nearest(code, 3):
            canvas.line([view.point(code), view.point(other)], mixed(LEAF, NIGHT, 0.25), 1.6)
    for hub in sorted(hubs):
        for other in sorted(hubs, key=lambda one: math.dist(points[hub][:2], points[one][:2]))[1:4]:
            canvas.arc(view.point(hub), view.point(other), mixed(OCHRE, NIGHT, 0.35), 2, bend=0.12)
    for code in points:
        canvas.dot(view.point(code), 4.5, SAGE)
    for hub in hubs:
        canvas.dot(view.point(hub), 16, mixed(NIGHT, OCHRE, 0.3))
        canvas.dot(view.point(hub), 9, OCHRE)


def together(canvas: Canvas) -> None:
    """Middle Sweden, with bows that meet in one point."""
    view = View(640, 2170, 1000)
    canvas.ground(DEEP)
    _shallows(canvas, view, (mixed(DEEP, GREEN, 0.35), mixed(DEEP, GREEN, 0.7)), 18)
    _land(canvas, view, codes_in(ALL), (LEAF, "#37786a", "#4a8a7a"), edge=mixed(LEAF, GREEN, 0.6), width=1.2)
    goal = view.point("0180")
    for order, name in enumerate(MEETING):
        start = view.point(code_of(name))
        side = 1 if start[1] < goal[1] else -1
        canvas.arc(start, goal, mixed(SAND, PAPER, 0.3), 3.2, bend=(0.14, 0.2, 0.26)[order % 3] * side)
        canvas.dot(start, 8, PAPER)
    canvas.dot(goal, 34, mixed(OCHRE, LEAF, 0.45))
    canvas.dot(goal, 22, OCHRE)


def forest(canvas: Canvas) -> None:
    """The inland of Norrland in dark greens, with a light in each small municipality."""
    view = View(620, 1300, 1050)
    canvas.ground(mixed(NIGHT, DEEP, 0.4))
    dark = (DEEP, mixed(DEEP, GREEN, 0.5), GREEN, mixed(DEEP, NIGHT, 0.3))
    _land(canvas, view, codes_in({"20", "21", "22", "23", "24", "25"}), dark, edge=mixed(GREEN, LEAF, 0.45))
    for name in INLAND:
        centre = view.point(code_of(name))
        for radius, share in ((46, 0.82), (30, 0.62), (15, 0.0)):
            canvas.dot(centre, radius, mixed(OCHRE, GREEN, share))


def coast(canvas: Canvas) -> None:
    """The coast of the far north and its islands, as a chart."""
    view = View(1165, 728, 470)
    canvas.ground(mixed(LEAF, SAGE, 0.45))
    _shallows(canvas, view, tuple(mixed(LEAF, MIST, share) for share in (0.55, 0.68, 0.8, 0.92)), 22)
    _land(canvas, view, codes_in({"25", "24"}), (SAND, mixed(SAND, PAPER, 0.4), mixed(SAND, OCHRE, 0.12)), edge=PAPER, width=3)
    for name in ("Piteå", "Luleå", "Kalix"):
        canvas.dot(view.point(code_of(name)), 20, GREEN, edge=PAPER, width=5)


def counties(canvas: Canvas) -> None:
    """The 21 counties as patches of a quilt, each in a square of its own."""
    columns, width, height = 7, WIDTH / 7, HEIGHT / 3
    pairs = ((GREEN, SAND), (MIST, GREEN), (SAND, LEAF), (DEEP, SAGE), (TINT, CLAY), (SAGE, DEEP), (LEAF, OCHRE))
    for order, code in enumerate(ALL):
        row, column = divmod(order, columns)
        ground, shape = pairs[(column + row * 3) % len(pairs)]
        left, top = column * width, row * height
        canvas.block((left, top, left + width, top + height), ground)
        _patch(canvas, code, (left + width / 2, top + height / 2), width * 0.76, shape)


def _patch(canvas: Canvas, code: str, centre: Point, size: float, colour: str) -> None:
    flat = View(0, 0, WIDTH)
    rings = [[(x - WIDTH / 2, y - HEIGHT / 2) for x, y in ring] for ring in flat.rings(county_outline(code))]
    xs = [x for ring in rings for x, _y in ring]
    ys = [y for ring in rings for _x, y in ring]
    scale = size / max(max(xs) - min(xs), max(ys) - min(ys))
    middle = ((max(xs) + min(xs)) / 2, (max(ys) + min(ys)) / 2)
    for ring in rings:
        canvas.area([(centre[0] + (x - middle[0]) * scale, centre[1] + (y - middle[1]) * scale) for x, y in ring], colour)


SCENES: dict[str, Callable[[Canvas], None]] = {
    scene.__name__: scene for scene in (norrbotten, lekeberg, levels, network, together, forest, coast, counties)
}
