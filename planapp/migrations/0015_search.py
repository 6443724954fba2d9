from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models

import planapp.models.fields
import planapp.models.search

# The index is the database's own. PostgreSQL: the pairs, split at their blanks. The function says what
# that costs: the planner would else read whole tables, splitting each row, rather than the index.
# SQLite: FTS5 reads the pairs out of the table and is told of changes by triggers; a later migration
# that makes SQLite rebuild the table has to make them again. "ascii" takes every character beyond
# ASCII for a letter.
TABLE, INDEX, PAIRS = "planapp_searchentry", "planapp_searchgrams", "planapp_pairs"
POSTGRESQL = [
    f"CREATE FUNCTION {PAIRS}(grams text) RETURNS tsvector LANGUAGE plpgsql IMMUTABLE STRICT COST 2000"
    " AS 'BEGIN RETURN grams::tsvector; END'",
    f"CREATE INDEX {INDEX} ON {TABLE} USING gin ({PAIRS}(grams))",
]
PUT = f"INSERT INTO {INDEX}(rowid, grams) VALUES (new.id, new.grams);"
TAKE = f"INSERT INTO {INDEX}({INDEX}, rowid, grams) VALUES ('delete', old.id, old.grams);"
SQLITE = [
    f"CREATE VIRTUAL TABLE {INDEX} USING fts5(grams, content='{TABLE}', content_rowid='id',"
    """ tokenize="ascii tokenchars '#.&'")""",
    f"CREATE TRIGGER {INDEX}_put AFTER INSERT ON {TABLE} BEGIN {PUT} END",
    f"CREATE TRIGGER {INDEX}_take AFTER DELETE ON {TABLE} BEGIN {TAKE} END",
    f"CREATE TRIGGER {INDEX}_change AFTER UPDATE OF grams ON {TABLE} BEGIN {TAKE} {PUT} END",
]


def make_index(apps, schema_editor):
    for statement in _statements(schema_editor):
        schema_editor.execute(statement, params=None)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX {INDEX}")
        schema_editor.execute(f"DROP FUNCTION {PAIRS}(text)")
    elif _statements(schema_editor):
        schema_editor.execute(f"DROP TABLE {INDEX}")  # the triggers go with the entries


def _statements(schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        return POSTGRESQL
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        return SQLITE if cursor.fetchone()[0] else []


class Migration(migrations.Migration):
    dependencies = [("planapp", "0014_list_speed")]

    operations = [
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    planapp.models.fields.TermField(
                        choices=[
                            ("plan", "规划"),
                            ("indicator", "指标"),
                            ("task", "任务"),
                            ("goal", "目标"),
                            ("unit", "单位"),
                            ("series", "数据序列"),
                        ],
                        max_length=16,
                        verbose_name="类别",
                    ),
                ),
                ("object_id", models.PositiveBigIntegerField(verbose_name="编号")),
                ("grams", planapp.models.search.GramsField(verbose_name="字对")),
                (
                    "plan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="planapp.plan",
                        verbose_name="规划",
                    ),
                ),
            ],
            options={
                "verbose_name": "检索条目",
                "verbose_name_plural": "检索条目",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "object_id"), name="planapp_searchentry_once"
                    )
                ],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
