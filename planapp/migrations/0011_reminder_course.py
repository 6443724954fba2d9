from __future__ import annotations

from typing import Any

import django.db.models.deletion
import planapp.models.fields
from django.conf import settings
from django.db import migrations, models

KINDS = [
    ("due_soon", "到期提醒"),
    ("overdue", "逾期催办"),
    ("notice", "督办"),
    ("urge", "督查催办"),
]
# What came with the product until now; the ladder it comes with is no longer a row.
CAME_WITH_IT = {
    *(("due_soon", days, "reporter") for days in (30, 7, 3, 1)),
    ("overdue", -1, "reporter"),
    ("overdue", -5, "reporter"),
    ("notice", -10, "unit_head"),
}


def forget_the_ladder_that_nobody_changed(apps: Any, schema_editor: Any) -> None:
    rows = apps.get_model("planapp", "ReminderRule").objects.filter(plan=None)
    if set(rows.values_list("kind", "workdays_before", "recipient_role")) == CAME_WITH_IT:
        rows.delete()


def nothing(apps: Any, schema_editor: Any) -> None:
    pass


def optional(to: str, label: str, related_name: str, on_delete: Any) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        blank=True,
        null=True,
        on_delete=on_delete,
        related_name=related_name,
        to=to,
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [("planapp", "0010_deliveries")]

    operations = [
        migrations.CreateModel(
            name="Urge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("urged_on", models.DateField(verbose_name="催办日期")),
                ("urged_at", models.DateTimeField(verbose_name="催办时间")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="urges",
                        to="planapp.reportingcycle",
                        verbose_name="填报期",
                    ),
                ),
                (
                    "indicator",
                    optional("planapp.indicator", "指标", "+", django.db.models.deletion.CASCADE),
                ),
                (
                    "task",
                    optional("planapp.task", "任务", "+", django.db.models.deletion.CASCADE),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="planapp.unit",
                        verbose_name="单位",
                    ),
                ),
                (
                    "urged_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="催办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "催办",
                "verbose_name_plural": "催办",
                "ordering": ("-urged_at", "-pk"),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("indicator", None), ("task", None), _connector="OR"),
                        name="planapp_urge_one_item",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="reminder",
            name="acknowledged_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="签收时间"),
        ),
        migrations.AddField(
            model_name="reminder",
            name="closing",
            field=planapp.models.fields.TermField(
                blank=True,
                choices=[
                    ("handed_in", "已提交"),
                    ("finished", "任务已完成"),
                    ("delayed", "已延期或改期"),
                    ("not_published", "数据未公布"),
                    ("round_closed", "填报期已关闭"),
                    ("not_responsible", "不再负责"),
                    ("withdrawn", "规划撤销"),
                ],
                db_default="",
                max_length=16,
                verbose_name="终止原因",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="unit",
            field=optional("planapp.unit", "单位", "+", django.db.models.deletion.PROTECT),
        ),
        migrations.AddField(
            model_name="reminder",
            name="urge",
            field=optional("planapp.urge", "催办", "reminders", django.db.models.deletion.CASCADE),
        ),
        migrations.AlterField(
            model_name="reminder",
            name="kind",
            field=planapp.models.fields.TermField(
                choices=KINDS, max_length=16, verbose_name="种类"
            ),
        ),
        migrations.AlterField(
            model_name="reminderrule",
            name="kind",
            field=planapp.models.fields.TermField(
                choices=KINDS, max_length=16, verbose_name="种类"
            ),
        ),
        migrations.AddField(
            model_name="reminderrule",
            name="repeat_every",
            field=models.PositiveSmallIntegerField(
                blank=True, null=True, verbose_name="重复间隔（工作日）"
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["-owed_on", "-id"], name="reminder_by_day"),
        ),
        migrations.RunPython(forget_the_ladder_that_nobody_changed, nothing),
    ]
