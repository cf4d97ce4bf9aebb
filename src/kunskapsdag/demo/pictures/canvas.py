"""What is drawn on, and with which colours."""

import math
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageColor, ImageDraw

WIDTH, HEIGHT = 1600, 900
TWICE = 2

NIGHT, DEEP, GREEN, LEAF, SAGE, MIST, TINT = "#0f2d26", "#16463a", "#1d5a4b", "#3f8070", "#8fb8a8", "#d3e2da", "#eef3f1"
PAPER, SAND, OCHRE, CLAY = "#fbf9f3", "#eadfc4", "#e6a92b", "#c9683f"
GREENS = (DEEP, GREEN, "#2b6b5b", LEAF, "#5c9585")

Point = tuple[float, float]


def mixed(one: str, other: str, share: float) -> str:
    """Return the colour that lies ``share`` (0 to 1) of the way from one to the other."""
    pairs = zip(ImageColor.getrgb(one), ImageColor.getrgb(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


class Canvas:
    """A picture under way. Coordinates are those of the finished picture, 1600 wide and 900 high."""

    def __init__(self) -> None:
        self.image = Image.new("RGB", (WIDTH * TWICE, HEIGHT * TWICE), PAPER)
        self.pen = ImageDraw.Draw(self.image)

    def finished(self) -> Image.Image:
        """Return the picture in its final size."""
        return self.image.reduce(TWICE)

    def ground(self, colour: str) -> None:
        """Cover everything."""
        self.pen.rectangle((0, 0, WIDTH * TWICE, HEIGHT * TWICE), fill=colour)

    def area(self, points: Sequence[Point], fill: str, *, edge: str | None = None, width: float = 2) -> None:
        """Draw a filled area, with a border where ``edge`` is given."""
        shape = [(x * TWICE, y * TWICE) for x, y in points]
        self.pen.polygon(shape, fill=fill)
        if edge:
            self.pen.line([*shape, shape[0]], fill=edge, width=round(width * TWICE), joint="curve")

    def area_edge(self, points: Sequence[Point], colour: str, width: float) -> None:
        """Draw only the border of an area."""
        self.line([*points, points[0]], colour, width)

    def line(self, points: Sequence[Point], colour: str, width: float) -> None:
        """Draw a line with round ends."""
        shape = [(x * TWICE, y * TWICE) for x, y in points]
        self.pen.line(shape, fill=colour, width=round(width * TWICE), joint="curve")
        for x, y in (points[0], points[-1]):
            self.dot((x, y), width / 2, colour)

    def dot(self, centre: Point, radius: float, fill: str | None, *, edge: str | None = None, width: float = 2) -> None:
        """Draw a disc, or a ring."""
        x, y, r = centre[0] * TWICE, centre[1] * TWICE, radius * TWICE
        self.pen.ellipse((x - r, y - r, x + r, y + r), fill=fill, outline=edge, width=round(width * TWICE))

    def block(
        self, box: tuple[float, float, float, float], fill: str | None, *, corner: float = 0, edge: str | None = None
    ) -> None:
        """Draw a rectangle with rounded corners."""
        whole = tuple(round(value * TWICE) for value in box)
        self.pen.rounded_rectangle(whole, radius=corner * TWICE, fill=fill, outline=edge, width=3 * TWICE)

    def glass(self, centre: Point, radius: float, colour: str) -> None:
        """Lay a transparent disc over what is there: colours multiply, as with glass."""
        x, y, r = round(centre[0] * TWICE), round(centre[1] * TWICE), round(radius * TWICE)
        box = (max(x - r, 0), max(y - r, 0), min(x + r, WIDTH * TWICE), min(y + r, HEIGHT * TWICE))
        layer = Image.new("RGB", (box[2] - box[0], box[3] - box[1]), "white")
        ImageDraw.Draw(layer).ellipse((x - r - box[0], y - r - box[1], x + r - box[0], y + r - box[1]), fill=colour)
        self.image.paste(ImageChops.multiply(self.image.crop(box), layer), box)

    def arc(self, start: Point, end: Point, colour: str, width: float, *, bend: float = 0.22) -> None:
        """Draw a bow from one point to another; ``bend`` is its height as a share of the distance."""
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        across = (end[1] - start[1], start[0] - end[0])
        top = (middle[0] + across[0] * bend * 2, middle[1] + across[1] * bend * 2)
        steps = max(12, round(math.dist(start, end) / 12))
        points = []
        for step in range(steps + 1):
            t = step / steps
            one, two, three = (1 - t) ** 2, 2 * t * (1 - t), t * t
            points.append((start[0] * one + top[0] * two + end[0] * three, start[1] * one + top[1] * two + end[1] * three))
        self.line(points, colour, width)
