"""Reacts to what the organiser writes about money."""

from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from kunskapsdag.fees import queries
from kunskapsdag.fees.models import CancellationStep, DiscountCode, Fee, NoShowFee


@receiver([post_save, post_delete], sender=Fee, dispatch_uid="fees.fee_changed")
@receiver([post_save, post_delete], sender=CancellationStep, dispatch_uid="fees.step_changed")
@receiver([post_save, post_delete], sender=NoShowFee, dispatch_uid="fees.no_show_changed")
@receiver([post_save, post_delete], sender=DiscountCode, dispatch_uid="fees.code_changed")
def read_anew(instance: Any, **kwargs: Any) -> None:
    """Let the next page show what stands now; other processes believe what they read for a second at most."""
    queries.forget(instance.event_id)
