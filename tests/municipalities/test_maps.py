"""The map that is drawn on the server."""

import re
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from kunskapsdag.municipalities.maps import svg_map
from kunskapsdag.municipalities.register import register

SVG = "{http://www.w3.org/2000/svg}"
ALL = {entry.code for entry in register().municipalities}


def group(svg: str, name: str) -> ET.Element:
    found = ET.fromstring(svg).find(f"{SVG}g[@class='{name}']")
    assert found is not None
    return found


def test_marked_municipalities_carry_their_names() -> None:
    marked = group(svg_map({"1499", "2580"}, title="Reach"), "map-marked")
    assert [title.text for title in marked.iter(f"{SVG}title")] == ["Falköping", "Luleå"]


def test_a_small_municipality_is_marked_with_a_dot_too() -> None:
    svg = svg_map({"0183", "2584"}, title="Sundbyberg is small, Kiruna is not")
    assert len(group(svg, "map-dots")) == 1


def test_the_map_has_a_name_and_a_sentence_for_those_who_do_not_see_it() -> None:
    with translation.override("sv"):
        root = ET.fromstring(svg_map({"1499", "2580"}, title="Kommuner som deltog", prefix="reach"))
    texts = {element.get("id"): element.text for element in root if element.tag in (f"{SVG}title", f"{SVG}desc")}
    assert texts == {
        "reach-title": "Kommuner som deltog",
        "reach-description": "Sverigekarta. 2 kommuner är markerade.",
    }
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", "reach-title reach-description")


def test_unknown_codes_are_left_out() -> None:
    svg = svg_map({"9999", "<script>"}, title="x")
    assert (len(group(svg, "map-marked")), "<script>" in svg) == (0, False)


def test_the_title_is_escaped() -> None:
    assert '<title id="map-title">&lt;b&gt; &amp; &quot;c&quot;</title>' in svg_map(set(), title='<b> & "c"')


@pytest.mark.parametrize("detail", ["municipalities", "counties"])
def test_the_picture_is_small_and_holds_nothing_that_the_content_policy_forbids(detail: str) -> None:
    svg = svg_map(ALL, title="All", detail=detail)  # type: ignore[arg-type]
    assert len(svg.encode()) < 150_000
    assert re.findall(r"style=|<style|<script|\son\w+=|href", svg) == []


def test_county_borders_alone_make_a_smaller_picture() -> None:
    assert len(svg_map(set(), title="x", detail="counties")) < len(svg_map(set(), title="x")) * 0.7
