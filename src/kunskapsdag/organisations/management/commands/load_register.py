"""Bring municipalities, regions and county boards in step with the register that came with this version."""

from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from kunskapsdag.municipalities.actions import Change, load_register
from kunskapsdag.municipalities.models import County, FunctionalRegion, Municipality
from kunskapsdag.organisations.actions import load_organisations
from kunskapsdag.organisations.models import Organisation


class Command(BaseCommand):
    """Adds and corrects, tells each change, removes nothing."""

    help = "Load the register of municipalities, functional regions and counties, and their organisations."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read what to do with changed names, and whether to only look."""
        parser.add_argument("--dry-run", action="store_true", help="tell what would change, and change nothing")
        parser.add_argument("--restore-names", action="store_true", help="write the register's names over changed ones")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load everything in one transaction and print a line for each change."""
        with transaction.atomic():
            changes = load_register(
                county_model=County, region_model=FunctionalRegion, municipality_model=Municipality
            ) + load_organisations(model=Organisation, restore_names=options["restore_names"])
            if options["dry_run"]:
                transaction.set_rollback(True)
        for change in changes:
            self.stdout.write(_line(change))
        self.stdout.write(_sum(changes, dry_run=options["dry_run"]))


def _line(change: Change) -> str:
    return f"{change.what} {change.name}" + (f" ({change.detail})" if change.detail else "")


def _sum(changes: list[Change], *, dry_run: bool) -> str:
    counts = Counter(change.what for change in changes)
    told = f"{counts['added']} added, {counts['changed']} changed, {counts['kept']} kept as they are"
    return f"Nothing was written. It would be: {told}." if dry_run else f"{told}."
