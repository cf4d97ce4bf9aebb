"""The command ``kunskapsdag``: every management command, under the project's own name."""

import os
import sys


def main() -> None:
    """Run a management command with this project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kunskapsdag.config.settings")
    from django.core.management import execute_from_command_line  # (app ready)

    # A command is written with a hyphen or an underscore, whichever one remembers.
    name = [word if word.startswith("-") else word.replace("-", "_") for word in sys.argv[1:2]]
    execute_from_command_line([*sys.argv[:1], *name, *sys.argv[2:]])


if __name__ == "__main__":
    main()
