"""Sweden as a picture: a map drawn on the server, without script, styles or anybody else's tiles.

Colours come from ``municipalities/map.css``; the attributes written here are what a page without it shows.
"""

from collections.abc import Collection
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import ngettext

from kunskapsdag.municipalities.register import Boundaries, boundaries, register

Detail = Literal["municipalities", "counties"]
# A municipality smaller than this (units across) is also marked with a dot, or it would not be seen.
SMALL = 26
DOT = 13


def svg_map(
    highlight: Collection[str],
    *,
    title: str,
    description: str = "",
    detail: Detail = "municipalities",
    prefix: str = "map",
) -> SafeString:
    """Return an SVG map of Sweden with the municipalities in ``highlight`` (codes) marked.

    Unknown codes are left out. ``detail="counties"`` draws only county borders under the marks.
    ``prefix`` keeps ids apart when a page holds several maps. Show the same data as a table beside it.
    """
    drawn = boundaries()
    marked = sorted(set(highlight) & drawn.municipalities.keys())
    return format_html(
        '<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        ' aria-labelledby="{prefix}-title {prefix}-description">'
        '<title id="{prefix}-title">{title}</title><desc id="{prefix}-description">{description}</desc>'
        "{land}{marks}{counties}{dots}</svg>",
        width=drawn.width,
        height=drawn.height,
        prefix=prefix,
        title=title,
        description=description or _counted(len(marked)),
        land=_land(drawn, detail),
        marks=_marks(drawn, marked),
        counties=_county_borders(drawn),
        dots=_dots(drawn, marked),
    )


def _counted(count: int) -> str:
    """Return what the picture says, in a sentence."""
    sentence = ngettext(
        "Map of Sweden. One municipality is marked.",
        "Map of Sweden. %(count)s municipalities are marked.",
        count,
    )
    return sentence % {"count": count}


def _path(outlines: Collection[str]) -> SafeString:
    """Return many areas as one path: the outlines are our own digits and letters."""
    return mark_safe(f'<path fill-rule="evenodd" d="{"".join(outlines)}"/>')


def _land(drawn: Boundaries, detail: Detail) -> SafeString:
    areas = drawn.municipalities if detail == "municipalities" else drawn.counties
    return format_html('<g class="map-land" fill="#e7ece8" stroke="#fff" stroke-width="2">{}</g>', _path(areas.values()))


def _county_borders(drawn: Boundaries) -> SafeString:
    return format_html(
        '<g class="map-counties" fill="none" stroke="#8a9a92" stroke-width="3">{}</g>',
        _path(drawn.counties.values()),
    )


def _marks(drawn: Boundaries, codes: list[str]) -> SafeString:
    names = {entry.code: entry.name for entry in register().municipalities}
    areas = format_html_join(
        "",
        '<path d="{}"><title>{}</title></path>',
        ((drawn.municipalities[code], names[code]) for code in codes),
    )
    return format_html('<g class="map-marked" fill="#1d6a4f" stroke="#fff" stroke-width="2">{}</g>', areas)


def _dots(drawn: Boundaries, codes: list[str]) -> SafeString:
    small = (drawn.points[code] for code in codes if drawn.points[code][2] < SMALL)
    circles = format_html_join("", '<circle cx="{}" cy="{}" r="{}"/>', ((x, y, DOT) for x, y, _size in small))
    return format_html('<g class="map-dots" fill="#1d6a4f" stroke="#fff" stroke-width="4">{}</g>', circles)
