"""``kunskapsdag new_key``: a key for the food and access needs."""

from typing import Any

from django.core.management.base import BaseCommand

from kunskapsdag.config import secrets


class Command(BaseCommand):
    """Print a key and nothing else, so that it can be written straight to a file."""

    help = "Prints a new key for NEEDS_KEY. Put it first, keep the old ones after a comma: NEEDS_KEY=new,old"
    requires_system_checks: list[str] = []  # it is needed most when the key in the settings is wrong

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the key."""
        self.stdout.write(secrets.new_needs_key())
