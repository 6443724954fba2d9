from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("planapp", "0020_reminder_repeats")]

    operations = [
        migrations.AddIndex(
            model_name="indicator",
            index=models.Index(
                fields=["plan", "order", "id", "attribute"], name="indicator_in_order"
            ),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(fields=["region", "id"], name="series_of_region"),
        ),
        migrations.AddIndex(
            model_name="series",
            index=models.Index(
                fields=["id"],
                condition=Q(publication_month__isnull=False),
                name="series_with_month",
            ),
        ),
    ]
