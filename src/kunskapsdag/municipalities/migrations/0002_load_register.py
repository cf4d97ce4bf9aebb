"""Fill the three tables from the register's file, so that a new house knows its municipalities."""

from django.db import migrations

from kunskapsdag.municipalities import actions


def load(apps, schema_editor):
    actions.load_register(
        county_model=apps.get_model("municipalities", "County"),
        region_model=apps.get_model("municipalities", "FunctionalRegion"),
        municipality_model=apps.get_model("municipalities", "Municipality"),
    )


class Migration(migrations.Migration):
    dependencies = [("municipalities", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
