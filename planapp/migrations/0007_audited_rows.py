# An index of the audit trail by the rows that its events tell of, filled from what is there.

import django.db.models.deletion
from django.db import migrations, models

from planapp.domain.audited import lines_of

TABLE = "planapp_auditedrows"
REFUSAL = f"BEGIN SELECT RAISE(ABORT, '审计记录不可修改、不可删除（{TABLE}）'); END"
GUARDS = {
    "postgresql": [
        f"CREATE TRIGGER {TABLE}_guard BEFORE UPDATE OR DELETE ON {TABLE}"
        " FOR EACH ROW EXECUTE PROCEDURE planapp_refuse_change()"
    ],
    "sqlite": [
        f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE ON {TABLE} {REFUSAL}",
        f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {REFUSAL}",
    ],
}


def guard(apps, schema_editor):
    for statement in GUARDS[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def fill(apps, schema_editor):
    rows = apps.get_model("planapp", "AuditedRows").objects
    events = apps.get_model("planapp", "AuditEvent").objects.order_by("pk").only("changes")
    lines = []
    for event in events.iterator(chunk_size=500):
        lines += [
            rows.model(event_id=event.pk, model=model, first=first, last=last)
            for model, first, last in sorted(lines_of(event.changes))
        ]
        if len(lines) >= 5000:
            rows.bulk_create(lines, batch_size=1000)
            lines = []
    rows.bulk_create(lines, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("planapp", "0006_second_factor_and_identities"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditedRows",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("model", models.CharField(max_length=40, verbose_name="类别")),
                ("first", models.BigIntegerField(verbose_name="从编号")),
                ("last", models.BigIntegerField(verbose_name="到编号")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audited",
                        to="planapp.auditevent",
                    ),
                ),
            ],
            options={
                "verbose_name": "审计日志索引",
                "verbose_name_plural": "审计日志索引",
                "ordering": ("pk",),
                "indexes": [
                    models.Index(fields=["model", "first", "event"], name="audited_row"),
                    models.Index(fields=["model", "event"], name="audited_model"),
                    models.Index(
                        condition=models.Q(("last__gt", models.F("first"))),
                        fields=["model", "last", "first"],
                        name="audited_run",
                    ),
                ],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
