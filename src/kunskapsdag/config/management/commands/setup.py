"""``kunskapsdag setup``: database and static files ready for serving, and the demo if asked for."""

from typing import Any

from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandParser

from kunskapsdag.config import preparing

DEMO_COMMAND = "load_demo"


class Command(BaseCommand):
    """Prepare; a second time costs next to nothing."""

    help = "Brings the database up to date and collects static files; --demo loads the demo."
    requires_system_checks = ["mail", "settings"]

    def add_arguments(self, parser: CommandParser) -> None:
        """Read whether the demo is wanted."""
        parser.add_argument("--demo", action="store_true", help="load the demo, where that is not done")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is done, in short lines."""
        with preparing.alone():
            self._say("Database: looking ...")
            count = preparing.bring_database_up_to_date()
            self._say(f"Database: {count} migrations applied" if count else "Database: up to date")
            collected = preparing.collect_static_files()
            self._say("Static files: collected" if collected else "Static files: up to date")
            if options["demo"] and DEMO_COMMAND in get_commands():
                call_command(DEMO_COMMAND, stdout=self.stdout)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
