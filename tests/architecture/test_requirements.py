"""What is installed: exactly these files, from wherever the machine gets its packages."""

import re
import sys
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, imports, python_files

LOCKED = ["base", "dev"]
PIN = re.compile(r"(?P<name>[a-z0-9][a-z0-9._-]*)(?:\[[a-z0-9,_-]+\])?==[^\s;]+(?: ; [^\\]+)?", re.IGNORECASE)
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(name: str) -> list[str]:
    """Return each requirement of a lock file, its hashes joined to it."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.startswith("#")]


def normal(name: str) -> str:
    """Return a package name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names(name: str) -> set[str]:
    """Return the packages of a lock file."""
    return {normal(match["name"]) for entry in entries(name) if (match := PIN.match(entry))}


def wanted(name: str) -> set[str]:
    """Return the packages that somebody has asked for."""
    lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
    asked = [line.split("#")[0].strip() for line in lines]
    return {normal(re.match(r"[\w.-]+", line)[0]) for line in asked if line and not line.startswith("-")}  # type: ignore[index]


@pytest.mark.parametrize("name", LOCKED)
def test_every_package_has_one_version_and_hashes(name: str) -> None:
    loose = [entry[:60] for entry in entries(name) if not PIN.match(entry) or not HASH.search(entry)]
    assert loose == []


@pytest.mark.parametrize("name", LOCKED)
def test_a_lock_file_names_packages_and_hashes_only(name: str) -> None:
    rest = [HASH.sub("", PIN.sub("", entry, count=1)).strip() for entry in entries(name)]
    assert [words for words in rest if words] == []


@pytest.mark.parametrize("name", LOCKED)
def test_what_is_asked_for_is_locked(name: str) -> None:
    assert wanted(name) - names(name) == set()


def test_what_tests_need_agrees_with_what_runs() -> None:
    base = {entry.split()[0] for entry in entries("base")}
    dev = {entry.split()[0] for entry in entries("dev")}
    assert base - dev == set()


def test_only_what_is_asked_for_is_imported() -> None:
    """A package that came along with another may go away with it."""
    # Wagtail cannot be installed without these, and its documented interfaces take their objects.
    with_wagtail = {"modelcluster", "taggit", "PIL", "treebeard", "willow"}
    # These are imported by another name than they are installed by.
    otherwise_named = {"stdnum"} if "python-stdnum" in map(normal, wanted("base")) else set()
    asked = {normal(name).replace("-", "_") for name in wanted("base")} | with_wagtail | otherwise_named | {"kunskapsdag"}
    found = {
        f"{Path(file).name}: {name.split('.')[0]}"
        for file in python_files(migrations=True)
        for _line, name in imports(file)
        if name.split(".")[0] not in asked | sys.stdlib_module_names
    }
    assert found == set()
