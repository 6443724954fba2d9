"""The steps of benchmarks/imports.py, each carried out in a process of its own.

    python benchmarks/import_steps.py STEP NUMBER

Prints what was measured as JSON. The database is that of the environment.
"""

from __future__ import annotations

import csv
import io
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings are known)
from django.db import connection, transaction  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from gap_rows import AS_OF, AT, ON, UNIT, fill  # noqa: E402
from import_export import fields, resources, widgets  # noqa: E402
from import_export.formats.base_formats import XLSX  # noqa: E402
from tablib import Dataset  # noqa: E402

from planapp.domain.terms import MemberRole, PlanStatus  # noqa: E402
from planapp.imports.formats import read_tables  # noqa: E402
from planapp.imports.progress import ProgressResource  # noqa: E402
from planapp.models import (  # noqa: E402
    Membership,
    Plan,
    ProgressRecord,
    ReportingCycle,
    Series,
    Unit,
    User,
)
from planapp.reports.csv_lines import csv_lines  # noqa: E402
from planapp.reports.table_out import write_table  # noqa: E402
from planapp.services.audit import write_audit  # noqa: E402

Result = dict[str, Any]
HEADERS = ("序列编码", "数据截至", "数值", "计量单位", "数据来源")
FLOOR = """
    INSERT INTO planapp_progressrecord (
      series_id, as_of_on, version, revision, state, value, vintage, source, narrative, problems,
      next_steps, answers, recorded_by_id, recorded_at, unit_id, return_reason,
      correction_reason, is_demo, is_unchanged)
    SELECT series.id, floor.as_of_on, 1, 1, 'draft', floor.value, 'preliminary', floor.source,
      '', '', '', '{}', %(by)s, now(), series.provider_id, '', '', FALSE, FALSE
    FROM floor JOIN planapp_series series ON series.code = floor.code
    ON CONFLICT (series_id, as_of_on, version) DO UPDATE SET
      value = EXCLUDED.value, source = EXCLUDED.source,
      revision = planapp_progressrecord.revision + 1,
      recorded_by_id = EXCLUDED.recorded_by_id, recorded_at = EXCLUDED.recorded_at
"""


def set_up_rows(count: int) -> Result:
    """Every series is provided by one unit and asked for by an open round."""
    call_command("migrate", verbosity=0)
    fill(count)
    Series.objects.update(provider=UNIT)
    Plan.objects.update(status=PlanStatus.ACTIVE)
    ReportingCycle.objects.update(as_of_on=AS_OF, opens_on=ON, due_on=ON, closed_on=None)
    user = User.objects.order_by("pk").first() or User.objects.create(username="import")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('planapp_progressrecord_id_seq',"
            " (SELECT MAX(id) FROM planapp_progressrecord))"
        )
        cursor.execute("VACUUM ANALYZE")
    Membership.objects.create(user=user, unit=Unit.objects.get(pk=UNIT), role=MemberRole.REPORTER)
    with transaction.atomic():  # a trail has a beginning
        write_audit(by=user, action="benchmark.begun", subject="", at=AT)
    return {}


def start_over(_: int) -> Result:
    """Half of the figures are drafts; files and statistics are as in quiet times."""
    with transaction.atomic():
        rows = ProgressRecord.objects.filter(as_of_on=AS_OF)
        rows._raw_delete("default")
        by = User.objects.order_by("pk").first()
        ProgressRecord.objects.bulk_create(
            (
                ProgressRecord(
                    series_id=pk, as_of_on=AS_OF, value=1, unit_id=UNIT, revision=1,
                    recorded_by=by, recorded_at=AT, source="去年",
                )
                for pk in Series.objects.order_by("pk").values_list("pk", flat=True)
                if pk % 2
            ),
            batch_size=5000,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE planapp_progressrecord")
        cursor.execute("CHECKPOINT")
    return {}


class Clock:
    """Seconds since it was made: by the clock, and of the processor in this process and in the
    server's that serves it, where that runs on this machine."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self.pid = connection.connection.info.backend_pid
        self.begin = self._now()

    def _now(self) -> tuple[float, float, float]:
        told = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = int(told[11]) + int(told[12])
        server = ticks / os.sysconf("SC_CLK_TCK")
        return time.perf_counter(), time.process_time(), server

    def read(self) -> Result:
        pairs = zip(self._now(), self.begin, strict=True)
        seconds, cpu, server = (now - then for now, then in pairs)
        return {"seconds": seconds, "cpu": cpu, "server": server, "work": cpu + server}


def _lines(count: int) -> list[tuple[str, str, str, str, str]]:
    rows = Series.objects.order_by("pk").values_list("pk", "code", "value_unit")[:count]
    return [
        (code, AS_OF.isoformat(), f"{pk % 977 + 10}.{pk % 89:02d}", unit, "统计年报")
        for pk, code, unit in rows
    ]


def _text(count: int) -> str:
    out = io.StringIO()
    csv.writer(out).writerows([HEADERS, *_lines(count)])
    return out.getvalue()


def run_floor(count: int) -> Result:
    """The same file by COPY into a staging table, and one INSERT … ON CONFLICT."""
    text, by = _text(count), User.objects.order_by("pk").first()
    assert by is not None
    clock = Clock()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE floor (code text, as_of_on date, value numeric,"
            " unit text, source text) ON COMMIT DROP"
        )
        with cursor.copy("COPY floor FROM STDIN WITH (FORMAT csv, HEADER)") as copy:
            copy.write(text)
        cursor.execute("ANALYZE floor")
        cursor.execute(FLOOR, {"by": by.pk})
        rows = cursor.rowcount
    return {**clock.read(), "rows": rows}


def run_product(count: int) -> Result:
    """Through the resource of the product, from the bytes of the file to the commit."""
    content, by = _text(count).encode(), User.objects.order_by("pk").first()
    assert by is not None
    with CaptureQueriesContext(connection) as captured:
        clock = Clock()
        [table] = read_tables(content, "数据.csv")
        read = clock.read()["seconds"]
        made = ProgressResource(by=by, at=AT)
        result = made.import_data(table, use_transactions=True)
        measured = clock.read()
    if result.has_errors() or result.has_validation_errors():
        raise SystemExit(str([result.base_errors[:1], result.problems[:1]]))
    return {
        **measured, "rows": result.new + result.changed, "new": result.new,
        "queries": len(captured), "memory": _peak(), "read": read,
    }  # fmt: skip


def _peak() -> float:
    """MB that the process took at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class DefaultResource(resources.ModelResource):  # type: ignore[misc]  # import-export has no types
    """As the manual of import-export would have it."""

    series = fields.Field("series", "序列编码", widgets.ForeignKeyWidget(Series, "code"))
    as_of_on = fields.Field("as_of_on", "数据截至", widgets.DateWidget())
    value = fields.Field("value", "数值", widgets.DecimalWidget())
    source = fields.Field("source", "数据来源")

    class Meta:
        model = ProgressRecord
        import_id_fields = ("series", "as_of_on")
        fields = ("series", "as_of_on", "value", "source")

    def before_save_instance(self, instance, row, **kwargs):
        instance.unit_id, instance.recorded_at = UNIT, AT


def run_default(count: int) -> Result:
    dataset = Dataset().load(_text(count), format="csv")
    clock = Clock()
    result = DefaultResource().import_data(dataset, dry_run=False, use_transactions=True)
    measured = clock.read()
    if result.has_errors():
        raise SystemExit(str(result.row_errors()[:1]))
    return {**measured, "rows": count}


class DefaultExport(resources.ModelResource):  # type: ignore[misc]  # as above
    """The columns of the product's sheet, as the manual would have them."""

    class Meta:
        model = ProgressRecord
        fields = (
            "series__code", "as_of_on", "value", "series__value_unit", "vintage", "source",
            "narrative", "problems", "next_steps", "correction_reason", "series__name",
            "unit__name", "state", "version",
        )  # fmt: skip


def export_default(count: int) -> Result:
    rows = ProgressRecord.objects.order_by("pk").select_related("series", "unit")[:count]
    begin = time.perf_counter()
    content = XLSX().export_data(DefaultExport().export(rows))
    assert len(content) > count
    return {"seconds": time.perf_counter() - begin, "memory": _peak()}


def _exported() -> tuple[ProgressResource, QuerySet[ProgressRecord]]:
    by = User.objects.order_by("pk").first()
    assert by is not None
    rows = ProgressRecord.objects.filter(as_of_on__year=AS_OF.year - 1)
    return ProgressResource(by=by, at=AT), rows


def export_workbook(count: int) -> Result:
    made, rows = _exported()
    columns = [(column.header, column.width) for column in made.columns]
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as out:
        write_table(out, title=made.title, columns=columns, rows=made.export_rows(rows))
        assert out.tell() > count
    return {"seconds": time.perf_counter() - begin, "memory": _peak()}


def export_csv(count: int) -> Result:
    made, rows = _exported()
    begin = time.perf_counter()
    size = sum(map(len, csv_lines(made.export_rows(rows))))
    assert size > count
    return {"seconds": time.perf_counter() - begin, "memory": _peak()}


STEPS: dict[str, Callable[[int], Result]] = {
    step.__name__: step
    for step in (
        set_up_rows, start_over, run_floor, run_product, run_default,
        export_default, export_workbook, export_csv,
    )
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(STEPS[sys.argv[1]](int(sys.argv[2]))))
