"""What is not needed any more is erased by itself."""

import datetime as dt

from kunskapsdag.registrations import rules
from kunskapsdag.registrations.models import Needs


def erase_old_needs(*, now: dt.datetime) -> int:
    """Erase food and access needs a week after each event; return how many were erased."""
    _total, by_model = Needs.objects.filter(registration__event__ends_at__lt=now - rules.NEEDS_ARE_KEPT).delete()
    return by_model.get(Needs._meta.label, 0)  # noqa: SLF001  (Django's documented API)
