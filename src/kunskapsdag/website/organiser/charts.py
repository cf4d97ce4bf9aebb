"""A picture of registrations per day, drawn on the server. The same numbers stand in a table under it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import ngettext

WIDTH, HEIGHT = 720, 200
LEFT, BOTTOM, TOP = 36, 24, 12
MOST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Chart:
    """The picture, and its rows for the table."""

    svg: SafeString
    rows: list[tuple[dt.date, int, int]]


def registrations_chart(counts: Mapping[dt.date, int], *, title: str) -> Chart | None:
    """Return a bar for each day from the first registration to the last; None where there is none.

    The rows are (day, registered that day, registered in all), days without any left out.
    """
    if not counts:
        return None
    first, last = min(counts), max(counts)
    span = min((last - first).days + 1, MOST_DAYS)
    days = [last - dt.timedelta(days=span - 1 - place) for place in range(span)]
    top = _round_up(max(counts.values()))
    total, rows = 0, []
    for day in sorted(counts):
        total += counts[day]
        rows.append((day, counts[day], total))
    return Chart(_svg(days, counts, top, title=title, total=total), rows)


def _svg(days: list[dt.date], counts: Mapping[dt.date, int], top: int, *, title: str, total: int) -> SafeString:
    step = (WIDTH - LEFT) / len(days)
    height = HEIGHT - BOTTOM - TOP
    width = max(min(step * 0.8, 40), 0.8)
    bars = []
    for place, day in enumerate(days):
        if count := counts.get(day, 0):
            tall = height * count / top
            x = LEFT + step * place + (step - width) / 2
            label = f"{date_format(day, 'j F')}: {count}"
            bars.append((f"{x:.1f}", f"{TOP + height - tall:.1f}", f"{width:.1f}", f"{tall:.1f}", label))
    description = ngettext("%(count)s registration in all.", "%(count)s registrations in all.", total) % {"count": total}
    return format_html(
        '<svg class="day-chart" viewBox="0 0 {w} {h}" role="img" aria-labelledby="chart-title chart-text">'
        '<title id="chart-title">{title}</title><desc id="chart-text">{text}</desc>{lines}<g class="day-chart-bars">{bars}</g>'
        '<text x="{left}" y="{base}">{first}</text><text x="{w}" y="{base}" text-anchor="end">{last}</text></svg>',
        w=WIDTH,
        h=HEIGHT,
        title=title,
        text=description,
        lines=_lines(top, height),
        bars=format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" rx="1.5"><title>{}</title></rect>', bars),
        left=LEFT,
        base=HEIGHT - 6,
        first=date_format(days[0], "j F"),
        last=date_format(days[-1], "j F") if len(days) > 1 else "",
    )


def _lines(top: int, height: int) -> SafeString:
    """Return a line at the top, the middle and the bottom, with the number each stands for."""
    values = sorted({0, top // 2, top})
    places = [(value, TOP + height - height * value / top) for value in values]
    return format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        ((LEFT, WIDTH, f"{y:.1f}", f"{y:.1f}", LEFT - 6, f"{y + 4:.1f}", value) for value, y in places),
    )


def _round_up(most: int) -> int:
    """Return a number that reads well at the top of the axis: 2, 4, 6, 10, 20, 40, 60, 100 …"""
    scale = 1
    while True:
        for step in (2, 4, 6, 10):
            if most <= step * scale:
                return step * scale
        scale *= 10
