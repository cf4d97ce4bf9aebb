"""The words of the mails about a registration; written by the worker, from what was true when the mail was caused."""


def register() -> None:
    """Tell the outbox who writes which letter."""
