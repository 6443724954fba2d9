from __future__ import annotations

from django.db import migrations

import planapp.models.fields


class Migration(migrations.Migration):
    dependencies = [("planapp", "0022_import_speed")]

    operations = [
        migrations.AlterField(
            model_name="reporttemplate",
            name="kind",
            field=planapp.models.fields.TermField(
                choices=[
                    ("annual", "监测评估报告"),
                    ("circular", "情况通报"),
                    ("indicator_brief", "指标简报"),
                    ("group_brief", "规划和单位简报"),
                ],
                max_length=16,
                unique=True,
                verbose_name="报告",
            ),
        ),
    ]
