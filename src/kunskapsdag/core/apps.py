"""Core: tools that know no app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Tools that know no app: clock, money, codes, audit, PDF, tables, page cache, worker."""

    name = "kunskapsdag.core"
    label = "core"

    def ready(self) -> None:
        """Hook up the system checks and the parts of addresses."""
        from kunskapsdag.core import addresses, checks  # noqa: F401  (app ready)
