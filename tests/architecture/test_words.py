"""What must not stand in the project: places of somebody's machine, addresses of registries, secrets."""

import re

import pytest

from tests.architecture.source import ROOT, place, project_files

FORBIDDEN = {
    "a folder of somebody's machine": re.compile(r"(?<![\w.])/(?:work|root|Users|home/(?!user\b)\w+)/"),
    "a registry of packages": re.compile(
        r"--(?:extra-)?index-url|--find-links|--trusted-host|\bPIP_INDEX|artifactory|pypi\.org/simple|files\.pythonhosted",
        re.IGNORECASE,
    ),
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a conflict": re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE),
}
TEXT = {"", ".py", ".md", ".html", ".txt", ".css", ".js", ".toml", ".in", ".po", ".sh", ".yml", ".json", ".typ", ".xml"}
# These have to name what they look for.
NAMING = {"tests/architecture/test_words.py", "tests/architecture/test_requirements.py"}
LARGEST = 2_000_000


def texts() -> dict[str, str]:
    """Return every text file of the project."""
    return {
        place(file): file.read_text(encoding="utf-8")
        for file in project_files()
        if file.suffix in TEXT and file.stat().st_size < LARGEST and place(file) not in NAMING
    }


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_project_names_none_of(what: str) -> None:
    assert [name for name, text in texts().items() if FORBIDDEN[what].search(text)] == []


def test_nothing_that_belongs_to_one_machine_is_kept() -> None:
    wrong = {".sqlite3", ".pyc", ".log", ".pem", ".key", ".orig", ".rej"}
    assert [place(file) for file in project_files() if file.suffix in wrong or file.name == ".env"] == []


def test_text_files_end_with_a_line_break_and_no_line_ends_with_spaces() -> None:
    faults = []
    for name, text in texts().items():
        if name.endswith((".py", ".html", ".css", ".js", ".toml")) and text:
            # A template that is put into an attribute must not end with a line break.
            if text.endswith("\n\n") or not (text.endswith("\n") or name.endswith(".html")):
                faults.append(f"{name}: end of file")
            faults += [f"{name}:{number}" for number, line in enumerate(text.splitlines(), 1) if line != line.rstrip()]
    assert faults == []


def test_the_one_who_makes_a_change_can_run_what_the_ci_runs() -> None:
    run = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert [line for line in run.splitlines() if line.startswith("exec")] == ["exec make test"]
