"""Create the municipalities, regions and county administrative boards as organisations."""

from django.db import migrations

from kunskapsdag.organisations import actions


def load(apps, schema_editor):
    actions.load_organisations(model=apps.get_model("organisations", "Organisation"))


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial"), ("municipalities", "0002_load_register")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
