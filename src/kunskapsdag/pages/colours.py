"""From the one colour that the organiser chooses to those that the stylesheet needs."""

import colorsys

from kunskapsdag.pages.validators import HEX, LEAST_CONTRAST, contrast

DEFAULT = "#1d5a4b"
WHITE, LIGHT_PAPER = "#ffffff", "#ffffff"
DARK_PAPER, DARK_TINT_SHARE, LIGHT_TINT_SHARE = "#121715", 0.09, 0.075
DARK_INK = "#0d1311"
MOST_SATURATED = 0.45
MARGIN = 3  # over the least contrast: thin letters on black need more


def mixed(one: str, other: str, share: float) -> str:
    """Return ``one`` with ``share`` (0 to 1) of ``other`` mixed in."""
    parts = zip(_parts(one), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def for_dark(accent: str) -> str:
    """Return the accent lightened until text in it can be read on dark paper and on dark tint."""
    tint = mixed(DARK_PAPER, accent, DARK_TINT_SHARE)
    red, green, blue = (part / 255 for part in _parts(accent))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    for step in range(101):
        light = lightness + (1 - lightness) * step / 100
        # Less saturated than on paper: strong colour tires the eye on black.
        colour = _hex(colorsys.hls_to_rgb(hue, light, min(saturation, MOST_SATURATED)))
        if min(contrast(colour, DARK_PAPER), contrast(colour, tint)) >= LEAST_CONTRAST + MARGIN:
            return colour
    return WHITE


def for_tint(accent: str) -> str:
    """Return a breath of the accent on white, as much as lets text in the accent still be read on it."""
    for share in (LIGHT_TINT_SHARE * step / 10 for step in range(10, 0, -1)):
        tint = mixed(LIGHT_PAPER, accent, share)
        if contrast(accent, tint) >= LEAST_CONTRAST:
            return tint
    return LIGHT_PAPER


def stylesheet(accent: str) -> str:
    """Return the CSS that sets the accent; a colour that is none gives the default."""
    if not HEX.fullmatch(accent) or contrast(accent, WHITE) < LEAST_CONTRAST:
        accent = DEFAULT
    light_tint = for_tint(accent)
    dark_tint = mixed(DARK_PAPER, for_dark(accent), DARK_TINT_SHARE)
    return (
        f":root{{--accent:{accent};--on-accent:{WHITE};--plate:{accent};--tint:{light_tint}}}\n"
        "@media (prefers-color-scheme:dark){"
        f":root{{--accent:{for_dark(accent)};--on-accent:{DARK_INK};--tint:{dark_tint}}}"
        "}\n"
        "@media print{"
        f":root{{--accent:{accent};--on-accent:{WHITE};--tint:{WHITE}}}"
        "}\n"
    )


def _hex(parts: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
