"""Two printings of one small plan, read and decided, for the tests of 重新印发."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from planapp.domain.terms import Decision, DocumentStatus, ItemKind
from planapp.models import ExtractionDraft, Plan, User
from planapp.services.publishing import PlanChoices, publish_draft
from tests.factories import AT, make_document, make_draft, make_draft_item, shared_region

LATER = AT + timedelta(days=1)

FIRST = """一、目标
产业规模壮大。产值达到1300亿元，流通收入达到400亿元。
二、任务
1.建设创新平台。整合高校资源。牵头单位：省科技厅。
2.完善质量标准。修订药材标准。牵头单位：省药监局。
3.培育骨干企业。形成骨干企业10家。牵头单位：省工信厅。
"""
SECOND = """浙江省人民政府文件
一、目标
产业规模壮大。产值达到1350亿元，流通收入达到400亿元。
二、任务
1.建设创新平台。整合高校资源。牵头单位：省科技厅。
2.培育骨干企业。形成骨干企业10家。牵头单位：省工信厅、省商务厅。
3.建设监测平台。按季度发布监测数据120期。牵头单位：省统计局。
"""


def draft_of_first() -> ExtractionDraft:
    """What people took of the first printing."""
    draft = _draft(FIRST)
    add_goal(draft)
    add_figure(draft, "产值", "1300", of={"goal": 0})
    add_figure(draft, "流通收入", "400", of={"goal": 0})
    add_task(draft, 1, "建设创新平台", "省科技厅")
    add_task(draft, 2, "完善质量标准", "省药监局")
    add_task(draft, 3, "培育骨干企业", "省工信厅")
    add_figure(draft, "骨干企业", "10", of={"task": 2}, words="形成骨干企业10家", unit="家")
    return draft


def draft_of_second(**changes: Any) -> ExtractionDraft:
    """What people took of the second: one target raised, a task left out, another come."""
    draft = _draft(SECOND, created_at=LATER, **changes)
    add_goal(draft)
    add_figure(draft, "产值", "1350", of={"goal": 0})
    add_figure(draft, "流通收入", "400", of={"goal": 0})
    add_task(draft, 1, "建设创新平台", "省科技厅")
    add_task(draft, 2, "培育骨干企业", "省工信厅", "省商务厅")
    add_task(draft, 3, "建设监测平台", "省统计局")
    add_figure(draft, "骨干企业", "10", of={"task": 1}, words="形成骨干企业10家", unit="家")
    add_figure(draft, "监测数据", "120", of={"task": 2}, words="按季度发布监测数据120期", unit="期")
    return draft


def publish_first(by: User) -> Plan:
    """The plan of the first printing."""
    choices = PlanChoices(
        region=shared_region(),
        sector=None,
        default_lead=None,
        title="医药产业规划",
        period_start=2021,
        period_end=2025,
    )
    return publish_draft(draft=draft_of_first(), choices=choices, by=by, at=AT).plan


def add_goal(draft: ExtractionDraft) -> None:
    [line] = [one for one in draft.document.text.splitlines() if "产业规模" in one]
    _add(draft, ItemKind.GOAL, line, heading="产业规模壮大")


def add_figure(
    draft: ExtractionDraft,
    name: str,
    value: str,
    *,
    of: dict[str, int],
    words: str = "",
    unit: str = "亿元",
    **changes: Any,
) -> None:
    figure = {
        "name": name,
        "measure": "level",
        "comparator": "ge",
        "value": value,
        "value_max": None,
        "unit": unit,
        "target_year": None,
        "base_year": None,
        "base_value": None,
        "of": of,
    }
    _add(draft, ItemKind.INDICATOR, words or f"{name}达到{value}亿元", **figure | changes)


def add_task(draft: ExtractionDraft, number: int, title: str, *units: str) -> None:
    [line] = [one for one in draft.document.text.splitlines() if title in one]
    named = [{"name": unit, "role": "lead"} for unit in units]
    _add(
        draft,
        ItemKind.TASK,
        line,
        number=str(number),
        title=title,
        deadline=None,
        units=named,
    )


def _draft(text: str, **changes: Any) -> ExtractionDraft:
    document = make_document(text=text, status=DocumentStatus.EXTRACTED)
    header = {"region": shared_region().name, "doc_number": None, "period_end": 2025}
    return make_draft(document=document, header=header | changes.pop("header", {}), **changes)


def _add(draft: ExtractionDraft, kind: ItemKind, quote: str, **fields: Any) -> None:
    start = draft.document.text.index(quote)
    place = {"section": ["一、目标"], "quote": quote, "start": start, "end": start + len(quote)}
    make_draft_item(
        draft=draft,
        kind=kind,
        position=draft.items.filter(kind=kind).count(),
        extracted=fields | place,
        decision=Decision.ACCEPTED,
    )
