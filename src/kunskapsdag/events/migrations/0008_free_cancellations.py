"""Each move keeps what it promises and to whom, so that a later one neither takes it back nor gives it to others."""

from typing import Any

from django.db import migrations, models

EVERYBODY = ["on_site", "online"]


def keep_the_promise(apps: Any, schema_editor: Any) -> None:
    """Write the one promise that a moved day has as its first."""
    events = apps.get_model("events", "Event").objects.filter(moved_at__isnull=False, free_cancellation_until__isnull=False)
    for event in events.iterator():
        event.free_cancellations = [
            {
                "at": event.moved_at.isoformat(),
                "until": event.free_cancellation_until.isoformat(),
                "ways": EVERYBODY,
                "reason": event.status_text,
            }
        ]
        event.save(update_fields=["free_cancellations"])


class Migration(migrations.Migration):
    """One list in place of one date."""

    dependencies = [("events", "0007_substitutes_and_approval")]

    operations = [
        migrations.AddField(
            model_name="event",
            name="free_cancellations",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.RunPython(keep_the_promise, migrations.RunPython.noop, elidable=True),
        # checked: only the own pages and the cancelling costs read the date; both read the list now, where it was copied to.
        migrations.RemoveField(model_name="event", name="free_cancellation_until"),
    ]
