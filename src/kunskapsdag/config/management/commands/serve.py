"""``kunskapsdag serve``: the web server and the worker, in one command."""

import argparse
import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import Error

from kunskapsdag.config import serving
from kunskapsdag.core import migrations_state

# Two web processes use two cores and keep the memory under what a small machine has; more is a deliberate choice.
MOST_BY_DEFAULT = 2
# They only hold the line while the lanes work (core.lanes): one who finds no thread free waits in front of the page cache, too.
THREADS = 256


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _at_least_one(written: str) -> int:
    number = int(written)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{written} is less than 1")
    return number


class Command(BaseCommand):
    """Serve until Ctrl-C."""

    help = "Serves the site and runs the worker, until Ctrl-C."
    requires_system_checks = ["mail", "settings"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Read where to listen and how many to be."""
        workers = min(MOST_BY_DEFAULT, _cores())
        parser.add_argument("--host", default="127.0.0.1", help="0.0.0.0 answers other machines, too")
        parser.add_argument("--port", type=_at_least_one, default=8000)
        parser.add_argument("--workers", type=_at_least_one, default=workers, help=f"web processes ({workers})")
        parser.add_argument("--threads", type=_at_least_one, default=THREADS, help=f"in each of them ({THREADS})")
        parser.add_argument("--no-worker", action="store_true", help="when `kunskapsdag worker` runs elsewhere")

    def handle(self, *args: Any, **options: Any) -> None:
        """Look that everything is in place, and serve."""
        plan = serving.Plan(
            host=options["host"],
            port=options["port"],
            workers=options["workers"],
            threads=options["threads"],
            with_worker=not options["no_worker"],
        )
        self._require_database()
        try:
            serving.require_free(plan.host, plan.port)
        except serving.PortTaken as error:
            raise CommandError(f"Cannot listen on {plan.host}:{plan.port} ({error}). Choose another with --port.") from None
        try:
            serving.serve(plan, self._say)
        except KeyboardInterrupt:
            return

    def _require_database(self) -> None:
        try:
            missing = migrations_state.unapplied()
        except Error as error:
            raise CommandError(f"The database does not answer: {str(error).splitlines()[0]}") from None
        if missing:
            raise CommandError(f"The database lacks {len(missing)} migrations. Run: kunskapsdag setup")

    def _say(self, address: str) -> None:
        self.stdout.write(self.style.SUCCESS(f"Kunskapsdag is at {address} (staff: {address}admin/). Ctrl-C ends it."))
        self.stdout.flush()
