from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("planapp", "0019_report_files")]

    operations = [
        migrations.AddConstraint(
            model_name="reminderrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeat_every", None), ("repeat_every__gt", 0), _connector="OR"),
                name="planapp_reminderrule_repeats_on_later_days",
            ),
        ),
    ]
