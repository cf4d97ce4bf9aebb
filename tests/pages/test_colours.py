"""One colour chosen by the organiser, readable in light and dark."""

import re

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from kunskapsdag.pages import colours, validators

COLOUR = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
READABLE = COLOUR.filter(lambda colour: validators.contrast(colour, "#ffffff") >= validators.LEAST_CONTRAST)


@settings(deadline=None, max_examples=60)
@given(accent=READABLE)
def test_every_colour_that_may_be_chosen_can_be_read_in_the_dark(accent: str) -> None:
    dark = colours.for_dark(accent)
    assert validators.contrast(dark, colours.DARK_PAPER) >= validators.LEAST_CONTRAST
    assert validators.contrast(dark, colours.DARK_INK) >= validators.LEAST_CONTRAST


@settings(deadline=None, max_examples=60)
@given(accent=READABLE)
def test_every_colour_that_may_be_chosen_can_be_read_on_its_own_tint(accent: str) -> None:
    tint = re.search(r"--tint:(#\w{6})", colours.stylesheet(accent))
    assert tint is not None
    assert validators.contrast(accent, tint[1]) >= validators.LEAST_CONTRAST


@given(accent=st.text(max_size=12))
def test_nothing_but_a_colour_reaches_the_stylesheet(accent: str) -> None:
    if not validators.HEX.fullmatch(accent):
        assert colours.stylesheet(accent) == colours.stylesheet(colours.DEFAULT)


@pytest.mark.parametrize("colour", ["", "red", "#fff", "#1d5a4b;}", "#1d5a4b\n", "#ffffff", "#ffcc00"])
def test_a_colour_that_is_none_or_too_light_is_refused(colour: str) -> None:
    with pytest.raises(ValidationError):
        validators.validate_accent(colour)
