from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

# As in migration 0003, whose function PostgreSQL has already.
TABLE = "planapp_frozenreport"


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_guard BEFORE UPDATE OR DELETE ON {TABLE}"
            " FOR EACH ROW EXECUTE PROCEDURE planapp_refuse_change()"
        )
        return
    for event in ("update", "delete"):
        schema_editor.execute(
            f"CREATE TRIGGER {TABLE}_no_{event} BEFORE {event.upper()} ON {TABLE}"
            f" BEGIN SELECT RAISE(ABORT, '归档报告不可修改、不可删除（{TABLE}）'); END",
            params=None,
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP TRIGGER {TABLE}_guard ON {TABLE}")
        return
    for event in ("update", "delete"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_no_{event}")


class Migration(migrations.Migration):
    dependencies = [("planapp", "0015_search")]

    operations = [
        migrations.CreateModel(
            name="FrozenReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("closed_on", models.DateField(verbose_name="关闭日期")),
                ("content", models.TextField(verbose_name="内容")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验和 SHA-256")),
                ("frozen_at", models.DateTimeField(verbose_name="归档时间")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen_reports",
                        to="planapp.reportingcycle",
                        verbose_name="填报期",
                    ),
                ),
            ],
            options={
                "verbose_name": "归档报告",
                "verbose_name_plural": "归档报告",
                "ordering": ("cycle", "-version"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("cycle", "version"), name="planapp_frozenreport_version"
                    )
                ],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
