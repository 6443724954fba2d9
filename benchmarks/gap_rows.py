"""Rows for benchmarks/gaps.py: indicators of every measure with five yearly records each."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from typing import NamedTuple

from django.db import connection, models, transaction

from planapp.models import (
    AnnualTarget,
    Gap,
    Indicator,
    LightPolicy,
    Plan,
    PlanDocument,
    ProgressRecord,
    Region,
    ReportingCycle,
    Series,
    Unit,
    User,
)

AS_OF = date(2025, 12, 31)
ON, AT = date(2026, 2, 15), datetime(2026, 2, 15, tzinfo=UTC)
IN_A_PLAN = 100
YEARS = range(2021, 2026)
BATCH = 10_000
REGION = UNIT = 1


class Kind(NamedTuple):
    """A way to promise something: what `way` runs through in five years is varied by chance."""

    measure: str
    comparator: str
    entry: str
    unit: str
    target: float
    base: float | None
    way: Sequence[float]
    series_unit: str = ""
    path: str = "linear"
    target_max: float | None = None


KINDS = (
    Kind("level", "ge", "level", "万千瓦", 150, 100, (108, 119, 131, 139, 148)),
    Kind("level", "le", "level", "微克/立方米", 25, 40, (38, 35, 31, 29, 26)),
    Kind("level", "approx", "level", "万人", 60, 40, (44, 47, 51, 55, 59)),
    Kind("level", "range", "level", "%", 65, 50, (52, 55, 59, 61, 64), target_max=70),
    Kind("level", "ge", "level", "亿元", 150, 1e6, (1.08e6, 1.2e6, 1.3e6, 1.4e6, 1.5e6), "万元"),
    Kind("level", "ge", "level", "件", 400, 100, (130, 170, 230, 300, 390), path="geometric"),
    Kind("growth", "ge", "rate", "%", 6, None, (8.1, 3.0, 5.2, 5.0, 5.4)),
    Kind("growth", "ge", "level", "%", 6, 1000, (1081, 1113, 1171, 1230, 1300), "亿元"),
    Kind("cumulative", "ge", "flow", "公里", 500, None, (80, 95, 110, 90, 120)),
    Kind("increase", "ge", "running", "个百分点", 5, None, (0.8, 1.9, 3.1, 4.0, 4.8)),
    Kind("increase", "ge", "running", "%", 30, None, (5, 11, 17, 24, 29)),
    Kind("decrease", "ge", "running", "%", 17, None, (3, 7, 10, 13, 16)),
    Kind("decrease", "ge", "rate", "%", 13.5, None, (2.7, 1.9, 3.1, 2.2, 2.9)),
    Kind("multiple", "ge", "level", "", 2, 50, (58, 66, 77, 86, 97)),
    Kind("qualitative", "ge", "level", "", 0, None, (1, 1, 1, 1, 1)),
)


def fill(count: int) -> None:
    """Plans of a hundred indicators, half of them judged at their end and half at half-time."""
    chance = random.Random(20260215)
    plans = -(-count // IN_A_PLAN)
    with transaction.atomic():
        make_plans(plans)
        place, of = ("series_id", "as_of_on"), range(1, count + 1)
        insert(Series, ("id", "code", "name", "value_unit", "entry", "region_id"), map(series, of))
        insert(Indicator, INDICATOR, map(indicator, of))
        values = (row for number in of for row in records(number, chance))
        constant = ("state", "unit_id", "recorded_at")
        insert(ProgressRecord, (*place, "value", *constant, "id"), values)
        aims = (annual_target(number) for number in of if number % 10 == 0)
        insert(AnnualTarget, ("id", "indicator_id", "year", "value", "official"), aims)
        insert(Gap, ("id", "indicator_id", "cycle_id"), ((n, n, plan_of(n)) for n in of))


def make_plans(count: int) -> None:
    """Every tenth without a rule of its own for the lights."""
    region = Region.objects.create(pk=REGION, code="330000", name="浙江省")
    Unit.objects.create(pk=UNIT, code="U1", name="省统计局", region=region)
    document = PlanDocument.objects.create(
        title="规划", uploaded_by=User.objects.create(username="benchmark"), uploaded_at=AT
    )
    numbers = range(1, count + 1)
    for chunk in batches(numbers):
        Plan.objects.bulk_create(
            Plan(
                pk=n, code=f"P{n}", title=f"规划{n}", document=document, region=region,
                period_start=2021, period_end=end_of(n), published_at=AT,
            )
            for n in chunk
        )  # fmt: skip
        LightPolicy.objects.bulk_create(LightPolicy(plan_id=n) for n in chunk if n % 10)
        ReportingCycle.objects.bulk_create(
            ReportingCycle(
                pk=n, plan_id=n, as_of_on=AS_OF,
                opens_on=date(2026, 1, 1), due_on=date(2026, 1, 31),
            )
            for n in chunk
        )  # fmt: skip


def plan_of(number: int) -> int:
    return (number - 1) // IN_A_PLAN + 1


def end_of(plan: int) -> int:
    return 2025 if plan % 2 else 2030


def kind_of(number: int) -> Kind:
    return KINDS[number % len(KINDS)]


def series(number: int) -> tuple[object, ...]:
    kind = kind_of(number)
    unit = kind.series_unit or kind.unit
    return number, f"S{number}", f"数据{number}", unit, kind.entry, REGION


INDICATOR = (
    "id", "code", "name", "plan_id", "series_id", "order", "measure", "comparator", "target",
    "target_max", "value_unit", "target_year", "base_year", "base_value", "path", "quote",
    "start", "end",
)  # fmt: skip


def indicator(number: int) -> tuple[object, ...]:
    kind, plan = kind_of(number), plan_of(number)
    return (
        number, f"I{number}", f"指标{number}", plan, number, number, kind.measure, kind.comparator,
        kind.target, kind.target_max, kind.unit, end_of(plan), 2020, kind.base, kind.path,
        "到规划期末达到目标。", 0, 10,
    )  # fmt: skip


def records(number: int, chance: random.Random) -> Iterator[tuple[object, ...]]:
    first = (number - 1) * len(YEARS) + 1
    for pk, year, value in zip(range(first, first + 5), YEARS, kind_of(number).way, strict=True):
        varied = f"{value * chance.uniform(0.8, 1.1):.4g}"
        yield (
            number,
            f"{year}-12-31",
            str(float(varied)),
            "approved",
            UNIT,
            "2026-01-10 08:00:00",
            pk,
        )


def annual_target(number: int) -> tuple[object, ...]:
    value = f"{kind_of(number).way[-1]:f}"
    return number, number, AS_OF.year, value, number % 20 == 0


def insert(
    model: type[models.Model], names: Sequence[str], rows: Iterable[tuple[object, ...]]
) -> None:
    """Many rows at once; what is not named has its default."""
    usual = {
        field.column: plain(getattr(model(), field.attname))
        for field in model._meta.concrete_fields
        if field.column not in names and field.db_default is models.NOT_PROVIDED
    }
    columns, rest = ", ".join(f'"{name}"' for name in (*names, *usual)), tuple(usual.values())
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row + rest)
            return
        marks = ", ".join(["%s"] * (len(names) + len(usual)))
        for chunk in batches(rows):
            full = [row + rest for row in chunk]
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", full)


def plain(value: object) -> object:
    return json.dumps(value) if isinstance(value, list | dict) else value


def batches(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, BATCH)):
        yield chunk
