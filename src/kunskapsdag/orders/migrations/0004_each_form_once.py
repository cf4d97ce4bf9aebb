"""Every form that has added to an order is kept, not only the last."""

import django.db.models.deletion
from django.db import migrations, models


def keep_the_last(apps, schema_editor):
    order, addition = apps.get_model("orders", "Order"), apps.get_model("orders", "Addition")
    keys = order.objects.filter(added_key__isnull=False).values_list("pk", "added_key")
    addition.objects.bulk_create(addition(order_id=pk, form_key=key) for pk, key in keys)


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_confirming")]

    operations = [
        migrations.CreateModel(
            name="Addition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form_key", models.UUIDField()),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="additions", to="orders.order"
                    ),
                ),
            ],
            options={
                "verbose_name": "addition to an order",
                "verbose_name_plural": "additions to orders",
                "ordering": ["pk"],
                "constraints": [models.UniqueConstraint(fields=("order", "form_key"), name="order_addition_once")],
            },
        ),
        migrations.RunPython(keep_the_last, migrations.RunPython.noop),
        # checked: actions.add_more alone used it, and asks Addition now.
        migrations.RemoveField(model_name="order", name="added_key"),
    ]
