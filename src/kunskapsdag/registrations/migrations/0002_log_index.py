"""The history of one registration is read on every page of hers; Wagtail's log has no index for one object's rows."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("registrations", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS kunskapsdag_log_object ON wagtailcore_modellogentry (content_type_id, object_id, timestamp)",
            "DROP INDEX IF EXISTS kunskapsdag_log_object",
        )
    ]
