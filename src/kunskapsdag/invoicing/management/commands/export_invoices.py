"""Write every issued invoice and credit note into a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kunskapsdag.events.models import Event
from kunskapsdag.invoicing import exporting


class Command(BaseCommand):
    """Writes NUMBER.xml (Peppol BIS Billing 3.0) and NUMBER.pdf; running it again replaces the files by the same."""

    help = "Write each issued invoice and credit note as NUMBER.xml and NUMBER.pdf."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read where to, and of which day."""
        parser.add_argument("folder", type=Path, help="made if it is not there")
        parser.add_argument("--event", default="", help="only those of one day, by its address: starkare-kommuner")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write them, and say how many."""
        event = None
        if options["event"]:
            event = Event.objects.filter(slug=options["event"]).first()
            if event is None:
                raise CommandError(f"No day has the address {options['event']!r}.")
        try:
            count = sum(1 for _number in exporting.export(options["folder"], event))
        except OSError as error:
            raise CommandError(f"Cannot write in {options['folder']}: {error.strerror}") from error
        self.stdout.write(f"{count} documents are in {options['folder']}.")
