from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import planapp.models.fields

# PostgreSQL: an index of the pairs for each kind, so that a word's list has no rows of another.
# SQLite goes on with the one of migration 0015.
TABLE, INDEX, PAIRS = "planapp_searchentry", "planapp_searchgrams", "planapp_pairs"
KINDS = ("plan", "indicator", "task", "goal", "unit", "series")
INDEXES = {f"{INDEX}_{kind}": kind for kind in KINDS}
MAKE = [
    f"CREATE INDEX {name} ON {TABLE} USING gin ({PAIRS}(grams)) WHERE kind = '{kind}'"
    for name, kind in INDEXES.items()
]


def make_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in (*MAKE, f"DROP INDEX {INDEX}"):
            schema_editor.execute(statement, params=None)


def drop_indexes(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"CREATE INDEX {INDEX} ON {TABLE} USING gin ({PAIRS}(grams))")
        for name in INDEXES:
            schema_editor.execute(f"DROP INDEX {name}")


def of_round(label, kind=models.ForeignKey, **more):
    return kind(
        db_constraint=False,
        on_delete=django.db.models.deletion.CASCADE,
        to="planapp.reportingcycle",
        verbose_name=label,
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [("planapp", "0017_api_tokens")]

    operations = [
        migrations.CreateModel(
            name="KeptCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("cycle", of_round("填报期", db_index=False, related_name="+")),
                (
                    "of",
                    planapp.models.fields.TermField(
                        choices=[
                            ("indicator", "指标"),
                            ("part", "分解指标"),
                            ("led", "各单位的指标"),
                            ("task", "任务"),
                            ("answered", "各单位的任务"),
                        ],
                        max_length=16,
                        verbose_name="对象",
                    ),
                ),
                ("place", models.PositiveBigIntegerField(null=True, verbose_name="地区或单位")),
                ("attribute", models.CharField(blank=True, max_length=16, verbose_name="属性")),
                ("standing", models.CharField(max_length=80, verbose_name="测算与核定")),
                ("number", models.PositiveIntegerField(verbose_name="数量")),
            ],
            options={
                "verbose_name": "计数",
                "verbose_name_plural": "计数",
                "indexes": [
                    models.Index(
                        fields=["of", "cycle", "place", "attribute", "standing", "number"],
                        name="kept_count_all",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptRound",
            fields=[
                (
                    "cycle",
                    of_round(
                        "填报期",
                        models.OneToOneField,
                        primary_key=True,
                        related_name="kept",
                        serialize=False,
                    ),
                ),
                ("over", models.BooleanField(verbose_name="填报已截止")),
            ],
            options={
                "verbose_name": "已计数的填报期",
                "verbose_name_plural": "已计数的填报期",
            },
        ),
        migrations.CreateModel(
            name="TouchedPlan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "plan_id",
                    models.PositiveBigIntegerField(db_index=True, verbose_name="规划编号"),
                ),
            ],
            options={
                "verbose_name": "待重新计数的规划",
                "verbose_name_plural": "待重新计数的规划",
            },
        ),
        migrations.AddIndex(
            model_name="gap",
            index=models.Index(
                models.F("light"),
                models.F("completion") - models.F("due_progress"),
                models.F("id"),
                condition=models.Q(light__in=("red", "yellow")),
                name="gap_worst",
            ),
        ),
        migrations.RunPython(make_indexes, drop_indexes),
    ]
