"""The command ``kunskapsdag``: every management command, under the project's own name."""

import os
import sys


def main() -> None:
    """Run a management command with this project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kunskapsdag.config.settings")
    from django.core.management import execute_from_command_line  # (app ready)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
