"""``kunskapsdag worker``: what is due later, such as mails and offers, in a process of its own."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kunskapsdag.core import worker


class Command(BaseCommand):
    """Work until SIGTERM or Ctrl-C."""

    help = "Sends mails and does what else is due, until Ctrl-C. Several may run at once."
    requires_system_checks = ["mail", "settings"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Read whether to stop when nothing is left."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        if options["once"]:
            self.stdout.write(f"{worker.run_all_now()} done")
        else:
            worker.loop_until_told()
