"""A name that somebody has just changed is offered at once, not a minute later."""

from typing import Any

from django.core.cache import cache
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from kunskapsdag.organisations import queries
from kunskapsdag.organisations.models import Organisation


@receiver([post_save, post_delete], sender=Organisation)
def forget_names(**kwargs: Any) -> None:
    """Let the next form read the names again."""
    cache.delete_many([queries.NAMES_KEY, queries.OPTIONS_KEY])
