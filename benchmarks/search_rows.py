"""Rows for benchmarks/search.py: plans whose items are worded like real ones, and their entries.

    python benchmarks/search_rows.py NUMBER

Fills the empty database of the environment with so many plans, goals, indicators and tasks
altogether. Does nothing where that many are there already.
"""

from __future__ import annotations

import os
import random
import re
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import count
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
django.setup()

from django.core.management import call_command  # noqa: E402  (after the settings are known)
from django.db import connection, transaction  # noqa: E402
from gap_rows import REGION, insert, make_plans  # noqa: E402

from planapp.models import (  # noqa: E402
    Goal,
    Indicator,
    Membership,
    Plan,
    SearchEntry,
    Series,
    Supervision,
    Task,
    Unit,
    User,
)
from planapp.queries.search_rows import KIND_OF, fresh_entries  # noqa: E402

PASSWORD = "Jizhun-2026"
IN_A_PLAN = {Goal: 19, Indicator: 90, Task: 90}
ROWS_OF_A_PLAN = 1 + sum(IN_A_PLAN.values())
BATCH = 5000
# The first is in every third row, the second half as often, and so on; 古籍 is in one of 10,000.
WORDS = re.split(" ", (
    "发展 产业 建设 企业 技术 创新 重点 医药 经济 服务 体系 项目 工业 推进 数字 生态 研发 农业 "
    "平台 质量 安全 能力 设施 人才 投入 增速 产值 能源 交通 教育 卫生 养老 文化 旅游 粮食 科技 "
    "能耗 碳排放 水资源 投资 外贸 专利 园区 网络 乡村 污染 治理 应急 疫苗 中药材 强度 森林 覆盖率 "
    "空气 城镇 居民 收入 铁路 床位 机械化 固定 总额 授权 引进 改革 培育 龙头 集群 智能 制造 示范 "
    "振兴 巩固 修复"
))  # fmt: skip
RARE = ("古籍", "航空煤油", "海水淡化")


def make(number: int) -> None:
    call_command("migrate", verbosity=0)
    plans = number // ROWS_OF_A_PLAN
    if Plan.objects.count() == plans:
        return
    with transaction.atomic():
        call_command("loaddata", str(ROOT / "fixtures" / "groups.json"), verbosity=0)
        make_plans(plans)
        make_items(plans)
        make_supervisor()
    make_entries()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def make_items(plans: int) -> None:
    chance = random.Random(20260215)
    weights = [1 / (place + 2) for place in range(len(WORDS))]

    def texts() -> tuple[str, str]:
        words = chance.choices(WORDS, weights, k=10)
        if chance.random() < 0.0003:
            words[chance.randrange(10)] = chance.choice(RARE)
        amount = chance.randrange(1, 3000)
        name = "".join(words[:4])
        return name, f"到2025年，全省{''.join(words[4:7])}达到{amount}亿元，{''.join(words[7:])}。"

    passage = ("section", "quote", "start", "end")
    insert(Goal, ("id", "plan_id", "code", "order", "heading", *passage), (
        (key, plan, code, order, name, "[]", quote, 0, len(quote))
        for key, plan, code, order, (name, quote) in numbered(Goal, plans, texts)
    ))  # fmt: skip
    columns = ("id", "code", "name", "value_unit", "entry", "region_id", "scope")
    insert(Series, columns, [(1, "S1", "产值", "亿元", "level", REGION, "")])
    aim = ("measure", "comparator", "target", "value_unit", "target_year", "base_source", "path",
           "attribute", "series_id", "base_is_demo", "tracked")  # fmt: skip
    same = ("level", "ge", 100, "亿元", 2025, "", "linear", "expected", 1, False, True)
    insert(Indicator, ("id", "plan_id", "code", "order", "name", *passage, *aim), (
        (key, plan, code, order, name, "[]", quote, 0, len(quote), *same)
        for key, plan, code, order, (name, quote) in numbered(Indicator, plans, texts)
    ))  # fmt: skip
    rest = ("number", "deadline", "tracked")
    insert(Task, ("id", "plan_id", "code", "order", "title", *passage, *rest), (
        (key, plan, code, order, name, "[]", quote, 0, len(quote), "", "", True)
        for key, plan, code, order, (name, quote) in numbered(Task, plans, texts)
    ))  # fmt: skip


def numbered(model, plans, texts):  # type: ignore[no-untyped-def]  # what every item has
    each, letter = IN_A_PLAN[model], model.__name__[0]
    for key in range(1, plans * each + 1):
        plan, order = (key - 1) // each + 1, (key - 1) % each + 1
        yield key, plan, f"P{plan:05}-{letter}{order:03}", order, texts()


def make_supervisor() -> None:
    user = User(username="supervisor", full_name="督查")
    user.set_password(PASSWORD)
    user.save()
    Membership.objects.create(user=user, unit=Unit.objects.get(), role="supervisor")
    Supervision.objects.create(user=user)


def make_entries() -> None:
    """By COPY, the index made afterwards; the product itself writes them event by event."""
    migration = import_module("planapp.migrations.0018_kept_counts")
    with connection.cursor() as cursor:
        for name in migration.INDEXES:
            cursor.execute(f"DROP INDEX {name}")
        keys = count(1)
        for model in (Plan, *IN_A_PLAN, Unit):
            kind, ids = KIND_OF[model], list(model._default_manager.values_list("pk", flat=True))
            for some in batches(ids):
                found = fresh_entries(kind, some).items()
                rows = [(next(keys), kind, pk, *entry) for pk, entry in found]
                insert(SearchEntry, ("id", "kind", "object_id", "plan_id", "grams"), rows)
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{migration.TABLE}', 'id'), %s)", [next(keys)]
        )
        for statement in migration.MAKE:
            cursor.execute(statement)


def batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + BATCH] for at in range(0, len(ids), BATCH))


if __name__ == "__main__":
    make(int(sys.argv[1]))
