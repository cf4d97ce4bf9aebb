"""What the house rules look at: the files of the project as they are, read without importing them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "kunskapsdag"
LEFT_OUT = {".git", ".venv", "build", "dist", "var", "shots", "__pycache__", ".hypothesis"}


@cache
def project_files() -> list[Path]:
    """Return the files that git keeps or would keep; without git, all that are not made by tools."""
    asked = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)
        files = [ROOT / line for line in done.stdout.splitlines()]
    except (OSError, subprocess.CalledProcessError):
        files = [file for file in ROOT.rglob("*") if not LEFT_OUT & set(file.relative_to(ROOT).parts)]
    return sorted(file for file in files if file.is_file())


def apps() -> list[Path]:
    """Return the folder of each app."""
    return sorted(file.parent for file in SOURCE.glob("*/apps.py"))


def python_files(*, migrations: bool = False) -> list[Path]:
    """Return the project's own modules, without tests."""
    return sorted(file for file in SOURCE.rglob("*.py") if migrations or "migrations" not in file.parts)


@cache
def tree(file: Path) -> ast.Module:
    """Return a module's syntax tree."""
    return ast.parse(file.read_text(encoding="utf-8"), filename=str(file))


def imports(file: Path) -> Iterator[tuple[int, str]]:
    """Give line and full name of everything that a module imports, inside functions too."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def place(file: Path, line: int | None = None) -> str:
    """Return where something stands, from the project's root: "src/kunskapsdag/core/text.py:12"."""
    return f"{file.relative_to(ROOT)}{f':{line}' if line else ''}"
