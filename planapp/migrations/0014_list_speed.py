from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("planapp", "0013_job_runs")]

    operations = [
        migrations.RemoveIndex(model_name="gap", name="gap_cycle_light_status"),
        migrations.AddIndex(
            model_name="gap",
            index=models.Index(
                fields=["cycle", "light", "status", "indicator"], name="gap_counted"
            ),
        ),
        migrations.AddIndex(
            model_name="gap",
            index=models.Index(
                fields=["cycle", "indicator"],
                condition=Q(status__in=("no_data", "not_due")),
                name="gap_without_data",
            ),
        ),
        migrations.AddIndex(
            model_name="indicator",
            index=models.Index(
                fields=["id", "goal", "attribute", "series"], name="indicator_groups"
            ),
        ),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                fields=["unit", "role", "valid_to", "indicator", "task"],
                name="responsibility_of_unit",
            ),
        ),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                fields=["indicator", "unit"],
                condition=Q(role="lead", valid_to=None, indicator__isnull=False),
                name="responsibility_leads",
            ),
        ),
        migrations.AddIndex(
            model_name="responsibility",
            index=models.Index(
                fields=["task", "unit"],
                condition=Q(role__in=("lead", "responsible"), valid_to=None, task__isnull=False),
                name="responsibility_answers",
            ),
        ),
    ]
