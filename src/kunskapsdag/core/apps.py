"""Core: tools that know no app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Tools that know no app: clock, money, codes, audit, PDF, tables, page cache, worker."""

    name = "kunskapsdag.core"
    label = "core"

    def ready(self) -> None:
        """Hook up the system checks, the parts of addresses and what the worker does for core."""
        from kunskapsdag.core import addresses, checks, clock, limits, worker  # noqa: F401  (app ready)

        worker.register("core.limits", lambda: limits.forget_old(now=clock.now()), every=3600)
