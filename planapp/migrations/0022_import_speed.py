from __future__ import annotations

from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Nobody asks for the reports of a person, and every draft that is written pays for the index.
_STEPS = {
    "recorded_by": "填报人",
    "submitted_by": "提交人",
    "confirmed_by": "确认人",
    "reviewed_by": "审核人",
}


def _key(to: str, label: str, **options: Any) -> models.ForeignKey:
    """A foreign key without an index of its own."""
    options = {"on_delete": django.db.models.deletion.PROTECT, **options}
    return models.ForeignKey(to=to, verbose_name=label, db_index=False, **options)


class Migration(migrations.Migration):
    dependencies = [("planapp", "0021_list_speed")]

    operations = [
        *(
            migrations.AlterField(
                model_name=model,
                name=name,
                field=_key(
                    settings.AUTH_USER_MODEL, label, null=True, blank=True, related_name="+"
                ),
            )
            for model in ("progressrecord", "taskreport")
            for name, label in _STEPS.items()
        ),
        migrations.AlterField(
            model_name="progressrecord",
            name="series",
            field=_key("planapp.series", "数据序列", related_name="records"),
        ),
        migrations.AlterField(
            model_name="taskreport",
            name="task",
            field=_key(
                "planapp.task",
                "任务",
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reports",
            ),
        ),
    ]
