"""``make bench``: how fast the house is, as one table. Ratios are taken in one run; absolute figures are this machine's.

Needs ``wrk`` for the page (Debian: apt-get install wrk); without it those rows say so instead of guessing.
"""

import asyncio
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from benching import client, post, server

HERE = Path(__file__).parent
ROUNDS = 3


def wrk(port: int, path: str, connections: int = 8, seconds: int = 4) -> tuple[float, float]:
    """Return requests a second and the 99th percentile in milliseconds."""
    out = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}{path}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in out:
        raise SystemExit(out)
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", out)
    scale = {"us": 0.001, "ms": 1, "s": 1000}[p99[2]]
    return float(re.search(r"Requests/sec:\s+([\d.]+)", out)[1]), float(p99[1]) * scale


def percentile(values: list[float], share: float) -> float:
    """Return the value below which ``share`` of the values lie."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def run(command: list[str], environment: dict[str, str]) -> str:
    """Run a command of ours and return what it prints; stop the bench when it fails."""
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def page_rows(port: int, path: str) -> list[tuple[str, str, str]]:
    """Compare the invitation page with a bare Django view that returns the same bytes, in turn."""
    if not shutil.which("wrk"):
        return [("Invitation page", "wrk is not installed", "half of bare Django")]
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer, tempfile.NamedTemporaryFile() as body:
        body.write(answer.read())
        body.flush()
        bare_port = server.free_port()
        bare = server.Server(
            [sys.executable, str(HERE / "benching/bare.py"), str(bare_port)], bare_port, "/", {"BARE_BODY": body.name}
        )
        with bare:
            ours, theirs = [], []
            for _ in range(ROUNDS):
                theirs.append(wrk(bare_port, "/"))
                ours.append(wrk(port, path))
    ratio = statistics.median(one[0] / other[0] for one, other in zip(ours, theirs, strict=True))
    rate = statistics.median(one[0] for one in ours)
    return [
        ("Invitation page, requests/s at 8 connections", f"{rate:,.0f} ({ratio:.2f} × bare Django)", "≥ 0.50 × bare Django"),
        ("… 99th percentile", f"{statistics.median(one[1] for one in ours):.1f} ms", ""),
    ]


def registration_rows(port: int) -> list[tuple[str, str, str]]:
    """Register one after another, and sixteen at once."""
    rows = []
    for slug, people, at_once, goal in (("bench-en", 150, 1, "≥ 60/s"), ("bench-sexton", 600, 16, "≥ 100/s, p99 < 1 s")):
        seconds, outcomes = asyncio.run(client.crowd("127.0.0.1", port, slug, people, at_once))
        took = [one[0] for one in outcomes]
        ways = dict(Counter(one[1] for one in outcomes))
        text = (
            f"{people / seconds:.0f}/s, p50 {statistics.median(took) * 1000:.0f} ms, p99 {percentile(took, 0.99) * 1000:.0f} ms"
        )
        rows.append(
            (f"Complete registration, concurrency {at_once}", text + ("" if ways == {"place": people} else f" {ways}"), goal)
        )
    return rows


def rush_rows(port: int, slug: str = "bench-rusning", more: str = "") -> list[tuple[str, str, str]]:
    """Let a thousand people want a hundred places, while somebody reads the invitation."""

    async def rush() -> tuple[float, list[tuple[float, str]], list[float]]:
        stop = asyncio.Event()
        reader = asyncio.create_task(client.look_until("127.0.0.1", port, f"/kunskapsdagar/{slug}/", stop))
        seconds, outcomes = await client.crowd("127.0.0.1", port, slug, 1000, 50)
        stop.set()
        return seconds, outcomes, await reader

    seconds, outcomes, looks = asyncio.run(rush())
    ways = Counter(one[1] for one in outcomes)
    return [
        (f"Rush: 1,000 people for 100 places, concurrency 50{more}", f"{seconds:.1f} s, {dict(ways)}", "< 10 s, 100 and 900"),
        ("… 99th percentile of one registration", f"{percentile([one[0] for one in outcomes], 0.99) * 1000:.0f} ms", "< 1 s"),
        ("… invitation page meanwhile, 99th percentile", f"{percentile(looks, 0.99) * 1000:.0f} ms", "< 100 ms"),
    ]


def order_row(environment: dict[str, str], slug: str = "bench-rusning") -> tuple[str, str, str]:
    """Look in the database: are there exactly a hundred places, and are the queue numbers 1 to 900 in order?"""
    script = (
        "from kunskapsdag.registrations.models import Registration as R;"
        f"r=list(R.objects.filter(event__slug='{slug}').order_by('number').values_list('state','queue_number'));"
        "print([s for s,q in r].count('confirmed'), [q for s,q in r if q]==list(range(1,901)))"
    )
    return (
        "… in the database: places, queue in order",
        run([server.COMMAND, "shell", "-v0", "-c", script], environment).strip(),
        "100 True",
    )


def letter_rows(port: int, data: Path, environment: dict[str, str]) -> list[tuple[str, str, str]]:
    """Write to a thousand in one action, and register while the letters leave: nobody must wait for them."""

    def crowd(slug: str) -> float:
        _seconds, outcomes = asyncio.run(client.crowd("127.0.0.1", port, slug, 150, 4))
        return percentile([one[0] for one in outcomes], 0.99) * 1000

    settings = environment | {"DJANGO_SETTINGS_MODULE": "kunskapsdag.config.settings", "PYTHONPATH": str(HERE)}
    with post.PostOffice() as office, server.ours(port, data, "/kunskapsdagar/bench-sida/", MAIL_URL=office.url):
        crowd("bench-sida")  # warm
        calm = crowd("bench-lugn")
        while _waiting_mails(environment):
            time.sleep(0.5)
        before = office.taken
        written = json.loads(run([sys.executable, "-m", "benching.letters"], settings).splitlines()[-1])
        started = time.perf_counter()
        busy = crowd("bench-brevtid")
        confirmations = office.taken - before
        while _waiting_mails(environment):
            time.sleep(0.5)
        seconds = time.perf_counter() - started
    return [
        (f"Letter to {written['count']:,}, one action", f"{written['seconds'] * 1000:.0f} ms", "< 2 s"),
        (
            "… until all have left",
            f"{seconds:.0f} s, {office.taken - before - written['count']} confirmations among them",
            "150",
        ),
        ("… registration meanwhile, 99th percentile", f"{busy:.0f} ms (calm: {calm:.0f} ms)", "< 1 s"),
        ("… mails that had left when the last had registered", f"{confirmations}", ""),
    ]


def _waiting_mails(environment: dict[str, str]) -> int:
    script = "from kunskapsdag.mail.models import Message as M;print(M.objects.filter(state__in=['due','sending']).count())"
    return int(run([server.COMMAND, "shell", "-v0", "-c", script], environment).strip())


def inside_rows(environment: dict[str, str]) -> list[tuple[str, str, str]]:
    """Measure what staff meet, with ten thousand registrations."""
    settings = environment | {"DJANGO_SETTINGS_MODULE": "kunskapsdag.config.settings", "PYTHONPATH": str(HERE)}
    figures = json.loads(run([sys.executable, "-m", "benching.inside"], settings).splitlines()[-1])
    return [
        ("One order for 50 people", f"{figures['order']:.0f} ms", "< 500 ms"),
        (
            "… with cap, quota, county first, price categories, early price and code",
            f"{figures['order_all']:.0f} ms ({figures['order_ratio']:.2f} × the plain one)",
            "< 500 ms",
        ),
        ("Organiser's list of 10,000", f"{figures['list']:.0f} ms", "< 100 ms"),
        ("… search", f"{figures['search']:.0f} ms", "< 100 ms"),
        ("xlsx of 10,000", f"{figures['xlsx'] / 1000:.2f} s", "< 2 s"),
        ("csv of 10,000", f"{figures['csv'] / 1000:.2f} s", "< 1 s"),
        ("Queue of 2,000 decided anew, all rules on", f"{figures['queue']:.0f} ms", "< 200 ms"),
        ("Programme PDF", f"{figures['pdf']:.1f} ms", "< 20 ms"),
    ]


def main() -> None:
    """Set up a database of its own, measure, and print the table."""
    with tempfile.TemporaryDirectory() as folder:
        port, data = server.free_port(), Path(folder)
        environment = server.settings_for(data, port)
        print("Preparing a database ...", flush=True)
        run([server.COMMAND, "setup", "--demo"], environment)
        run(
            [sys.executable, "-m", "benching.rows"],
            environment | {"DJANGO_SETTINGS_MODULE": "kunskapsdag.config.settings", "PYTHONPATH": str(HERE)},
        )
        rows: list[tuple[str, str, str]] = []
        print("Measuring ...", flush=True)
        with server.ours(port, data, "/kunskapsdagar/bench-sida/") as web:
            idle = web.memory()
            rows += [
                ("Start to first page", f"{web.seconds_to_first_page:.1f} s", "< 3 s"),
                ("Memory of all processes, idle", f"{idle:.0f} MB", "< 300 MB"),
            ]
            rows += page_rows(port, "/kunskapsdagar/bench-sida/")
            rows += registration_rows(port)
            rows += rush_rows(port)
            rows.append(order_row(environment))
            rows += rush_rows(port, "bench-regler", ", all rules on")
            rows.append(order_row(environment, "bench-regler"))
            rows.append(("Memory after the load", f"{web.memory():.0f} MB", ""))
        rows += letter_rows(port, data, environment)
        rows += inside_rows(environment)
    width = max(len(row[0]) for row in rows), max(len(row[1]) for row in rows)
    print(f"\n{'Work':<{width[0]}}  {'Measured':<{width[1]}}  Goal")
    for name, measured, goal in rows:
        print(f"{name:<{width[0]}}  {measured:<{width[1]}}  {goal}")


if __name__ == "__main__":
    main()
