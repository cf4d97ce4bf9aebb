"""Documentation that is missing fails the build."""

import re

from tests.architecture.source import ROOT, SOURCE, apps, place, project_files, python_files

DOCS = ROOT / "docs"
READS = re.compile(r"env\.(?:text|boolean|integer|words|path)\(\s*\"([A-Z_]+)\"")
HEADING = re.compile(r"`([A-Z][A-Z_]{2,})`")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)|!\[[^\]]*\]\(([^)\s]+)\)")
# Tools and plumbing have no rules of their own, and the demo has only content.
WITHOUT_RULES = {"core", "config", "demo"}


def settings_read() -> set[str]:
    """Return every variable that the project reads from its environment."""
    return {name for file in python_files() for name in READS.findall(file.read_text(encoding="utf-8"))}


def test_every_setting_is_described() -> None:
    described = set(HEADING.findall((DOCS / "reference" / "settings.md").read_text(encoding="utf-8")))
    assert settings_read() - described == set()


def test_every_app_that_decides_has_a_page_of_rules() -> None:
    deciding = {app.name for app in apps() if (app / "rules.py").exists() and app.name not in WITHOUT_RULES}
    written = {file.stem for file in (DOCS / "rules").glob("*.md")}
    assert deciding - written == set()


def test_decisions_are_numbered_without_gaps() -> None:
    numbers = sorted(int(file.name[:4]) for file in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers != []


def test_links_between_documents_lead_somewhere() -> None:
    dead = []
    for file in project_files():
        if file.suffix == ".md":
            for link in (one or other for one, other in LINK.findall(file.read_text(encoding="utf-8"))):
                target = link.split("#")[0]
                if target and ":" not in target and not (file.parent / target).exists():
                    dead.append(f"{place(file)}: {link}")
    assert dead == []


def test_documents_that_the_code_points_at_are_there() -> None:
    pointed = re.compile(r"docs/[\w/-]+\.md")
    dead = {
        f"{place(file)}: {name}"
        for file in [*python_files(), ROOT / "CONTRIBUTING.md", ROOT / "README.md"]
        for name in pointed.findall(file.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    }
    assert dead == set()


def test_commands_in_the_documents_are_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    told = {
        name
        for file in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")]
        for name in re.findall(r"`make ([a-z]+)", file.read_text(encoding="utf-8"))
    }
    assert told - targets == set()


def test_scripts_of_the_makefile_are_there() -> None:
    named = re.findall(r"scripts/\w+\.py", (ROOT / "Makefile").read_text(encoding="utf-8"))
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_the_package_tells_its_version_once() -> None:
    told = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE)
    inside = re.search(r"__version__ = \"([^\"]+)\"", (SOURCE / "__init__.py").read_text(encoding="utf-8"))
    assert told is not None
    assert inside is None or inside[1] == told[1]
