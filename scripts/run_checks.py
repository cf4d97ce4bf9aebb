"""Everything that can be said about the code without running it: one line each, all of them even when one fails."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# As an IT department would set it up; a warning of ``check --deploy`` is then a fault of ours.
PRODUCTION = {
    "ALLOWED_HOSTS": "kunskapsdag.example.se",
    "BASE_URL": "https://kunskapsdag.example.se",
    "MAIL_FROM": "Kunskapsdag <kunskapsdag@example.se>",
    "MAIL_URL": "smtp://mail.example.se:25",
}
MANAGE = [sys.executable, "-W", "error", "-m", "kunskapsdag"]
CHECKS: dict[str, list[str]] = {
    "style": [str(BIN / "ruff"), "check", "--output-format=concise", "."],
    "types": [str(BIN / "mypy")],
    "imports": [str(BIN / "lint-imports")],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "deployment": [*MANAGE, "check", "--deploy", "--fail-level", "WARNING"],
    "house rules, Swedish": [sys.executable, "-m", "pytest", "-q", "--color=no", "tests/architecture"],
}


@dataclass(frozen=True, slots=True)
class Result:
    """What a check said."""

    ok: bool
    output: str
    seconds: float


def run(command: list[str], data_folder: str) -> Result:
    """Run one check with production's settings and an empty data folder."""
    foreign = ("DATABASE_URL", "DEBUG", "DEMO", "DJANGO_SETTINGS_MODULE")
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment |= PRODUCTION | {"DATA_DIR": data_folder, "PYTHONPATH": str(ROOT / "src")}
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    return Result(done.returncode == 0, done.stdout + done.stderr, time.monotonic() - started)


def main() -> int:
    """Run all checks, two at a time; return the exit code."""
    with tempfile.TemporaryDirectory(prefix="kunskapsdag-checks-") as folder, ThreadPoolExecutor(2) as pool:
        jobs = {name: pool.submit(run, command, folder) for name, command in CHECKS.items()}
        results = {}
        for name, job in jobs.items():
            results[name] = result = job.result()
            print(f"{name:22} {'ok' if result.ok else 'FAILED':7} {result.seconds:4.0f} s", flush=True)
            if not result.ok:
                print("\n".join(f"    {line}" for line in result.output.strip().splitlines()), flush=True)
    failed = [name for name, result in results.items() if not result.ok]
    print(f"Failed: {', '.join(failed)}" if failed else "All checks passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
