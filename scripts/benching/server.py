"""The server under test, started as a user starts it: ``kunskapsdag serve``."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Self

COMMAND = str(Path(sys.executable).with_name("kunskapsdag"))


def free_port() -> int:
    """Return a port that nobody uses."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Server:
    """A process group with an address; use it as a context."""

    def __init__(self, command: list[str], port: int, path: str, environment: dict[str, str]) -> None:
        """Say what to start and which page shows that it answers."""
        self.command, self.port, self.path = command, port, path
        self.environment = os.environ | environment
        self.seconds_to_first_page = 0.0

    def __enter__(self) -> Self:
        """Start, and wait for the first page."""
        started = time.perf_counter()
        self.process = subprocess.Popen(
            self.command, env=self.environment, start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while True:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{self.path}", timeout=5) as answer:
                    answer.read()
                break
            except OSError:
                if self.process.poll() is not None or time.perf_counter() - started > 60:
                    raise SystemExit(f"{' '.join(self.command)} did not start") from None
                time.sleep(0.02)
        self.seconds_to_first_page = time.perf_counter() - started
        return self

    def __exit__(self, *fault: object) -> None:
        """Stop the whole group."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def memory(self) -> float:
        """Return megabytes of all processes of the session: PSS, where what they share counts once."""
        total = 0
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if os.getsid(int(folder.name)) != self.process.pid:
                    continue
                for line in (folder / "smaps_rollup").read_text().splitlines():
                    if line.startswith("Pss:"):
                        total += int(line.split()[1])
            except (OSError, ProcessLookupError):
                continue
        return total / 1024


def ours(port: int, data: Path, path: str, **more: str) -> Server:
    """Return our own server, with its defaults; ``more`` are settings of one measurement."""
    return Server([COMMAND, "serve", "--port", str(port)], port, path, settings_for(data, port) | more)


def settings_for(data: Path, port: int) -> dict[str, str]:
    """Return the environment of the server and of the commands that prepare its database."""
    return {
        "DATA_DIR": str(data),
        "BASE_URL": f"http://127.0.0.1:{port}",
        "MAIL_URL": "",
        "DEMO": "true",
        "LOG_LEVEL": "WARNING",
    }
