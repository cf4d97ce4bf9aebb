"""Who did what, when, and why: Wagtail's log, with our action names.

The same row also reaches the log stream as JSON, so that an IT department can keep it elsewhere.
Names and addresses never go in: the log stays when the person's details are erased.
"""

import json
import logging
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from kunskapsdag.core import clock, rows

logger = logging.getLogger("kunskapsdag.audit")


def log(instance: Model, action: str, *, by: Any = None, **details: Any) -> None:
    """Write one row about ``instance``; ``action`` must be registered through ``register_log_actions``.

    ``by`` is the user who did it, ``None`` for the participant herself or the worker (``details["who"]`` tells).
    ``details`` must be plain values that JSON can hold.
    """
    if not registry.action_exists(action):
        raise LookupError(f"{action} is not a registered log action")
    entry = ModelLogEntry(
        content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
        object_id=str(instance.pk),
        label=f"{instance._meta.verbose_name} {instance.pk}"[:255],  # noqa: SLF001  (Django's documented API)
        action=action,
        timestamp=clock.now(),
        user=by,
        data=details,
        content_changed=True,
        deleted=False,
    )
    # Not save(): that asks the database whether the content type exists, which we have just been told.
    rows.insert(entry)
    logger.info(
        json.dumps(
            {"action": action, "model": instance._meta.label, "id": instance.pk, "by": getattr(by, "pk", None)}  # noqa: SLF001  (Django's documented API)
            | details,
            default=str,
            ensure_ascii=False,
        )
    )


def log_many(model: type[Model], action: str, rows: Iterable[tuple[Any, dict[str, Any]]], *, by: Any = None) -> None:
    """Write one row about each of many instances, given as key and details; the stream gets one line for all of them."""
    if not registry.action_exists(action):
        raise LookupError(f"{action} is not a registered log action")
    content_type = ContentType.objects.get_for_model(model, for_concrete_model=False)
    now = clock.now()
    made = [
        ModelLogEntry(
            content_type=content_type,
            object_id=str(pk),
            label=f"{model._meta.verbose_name} {pk}"[:255],  # noqa: SLF001  (Django's documented API)
            action=action,
            timestamp=now,
            user=by,
            data=details,
            content_changed=True,
            deleted=False,
        )
        for pk, details in rows
    ]
    if not made:
        return
    ModelLogEntry.objects.bulk_create(made)
    ids = [entry.object_id for entry in made]
    logger.info(
        json.dumps({"action": action, "model": model._meta.label, "ids": ids, "by": getattr(by, "pk", None)})  # noqa: SLF001  (Django's documented API)
    )


def entries(instance: Model) -> Any:
    """Return the log of one object, oldest first, with the users."""
    return (
        ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(instance, for_concrete_model=False),
            object_id=str(instance.pk),
        )
        .select_related("user")
        .order_by("timestamp", "pk")
    )
