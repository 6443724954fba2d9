from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planapp", "0023_brief_layouts")]

    operations = [
        migrations.AddIndex(
            model_name="gap",
            index=models.Index(fields=["cycle", "id"], name="gap_of_round"),
        ),
    ]
