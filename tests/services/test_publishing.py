"""A decided draft becomes a plan, all of it or nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from planapp.domain.terms import Decision, DocumentKind, DocumentStatus, Entry, ItemKind, Role
from planapp.models import (
    AuditEvent,
    Goal,
    Indicator,
    LightPolicy,
    Plan,
    Responsibility,
    Series,
    Task,
)
from planapp.services import plan_rows
from planapp.services.errors import Refused
from planapp.services.publishing import PlanChoices, publish_draft
from tests.factories import (
    AT,
    make_document,
    make_draft,
    make_draft_item,
    make_unit,
    shared_region,
)

pytestmark = pytest.mark.django_db

TEXT = "产业规模壮大。到2025年产值达到1200亿元。牵头单位：省能源局。增长25%。利用率提高。"


def passage(quote):
    start = TEXT.index(quote)
    return {"section": ["一、目标"], "quote": quote, "start": start, "end": start + len(quote)}


GOAL = {"heading": "产业规模壮大", **passage("产业规模壮大。")}
INDICATOR = {
    "name": "产值",
    "measure": "level",
    "comparator": "ge",
    "value": "1200",
    "value_max": None,
    "unit": "亿元",
    "target_year": 2025,
    "base_year": 2020,
    "base_value": "343.9",
    "of": {"goal": 0},
    **passage("到2025年产值达到1200亿元"),
}
TASK = {
    "number": "（一）",
    "title": "壮大龙头企业",
    "deadline": "2023年底前",
    "units": [
        {"name": "省能源局", "role": "lead"},
        {"name": "省水族馆", "role": "support"},
        {"name": "省能源局", "role": "lead"},
    ],
    **passage("牵头单位：省能源局。"),
}
OF_TASK = {**INDICATOR, "name": "利用率", "of": {"task": 0}, "unit": "%", "base_value": None}
NO_BASE = {**OF_TASK, "measure": "multiple", "base_year": None, "of": None, "target_year": None}


def add(draft, kind, position, extracted, decision=Decision.ACCEPTED):
    return make_draft_item(
        draft=draft, kind=kind, position=position, extracted=extracted, decision=decision
    )


@pytest.fixture
def draft(unit):
    document = make_document(text=TEXT, status=DocumentStatus.EXTRACTED)
    header = {"issuer": "浙江省人民政府", "doc_number": "浙政〔2021〕1号", "issued_on": "2021-04"}
    draft = make_draft(document=document, header=header)
    add(draft, ItemKind.GOAL, 0, GOAL)
    add(draft, ItemKind.TASK, 0, TASK)
    for position, item in enumerate((INDICATOR, OF_TASK, NO_BASE)):
        add(draft, ItemKind.INDICATOR, position, item)
    return draft


def choices(**changes):
    given = {
        "region": shared_region(),
        "sector": None,
        "default_lead": None,
        "title": "产业规划",
        "period_start": 2021,
        "period_end": 2025,
    }
    return PlanChoices(**given | changes)


def publish(draft, by, **changes):
    return publish_draft(draft=draft, choices=choices(**changes), by=by, at=AT)


def refused(draft, by, words, **changes):
    with pytest.raises(Refused, match=words):
        publish(draft, by, **changes)
    assert (Plan.objects.count(), AuditEvent.objects.count()) == (0, 0)


def test_publication_carries_the_place_of_every_row_in_the_text(draft, administrator):
    plan = publish(draft, administrator).plan
    rows = [*plan.goals.all(), *plan.tasks.all(), *plan.indicators.all()]
    assert [row.quote for row in rows] == [TEXT[row.start : row.end] for row in rows]
    assert [row.section for row in rows] == [["一、目标"]] * 5


def test_publication_writes_the_plan_and_closes_the_document(draft, administrator):
    plan = publish(draft, administrator).plan
    draft.document.refresh_from_db()
    assert (plan.issuer, plan.doc_number, plan.issued_on, plan.published_at) == (
        "浙江省人民政府",
        "浙政〔2021〕1号",
        "2021-04",
        AT,
    )
    assert (plan.code, plan.is_exercise, plan.status) == ("330000-2025-01", False, "preparing")
    assert draft.document.status == DocumentStatus.PUBLISHED
    assert LightPolicy.objects.get().plan == plan
    assert AuditEvent.objects.get().action == "plan.published"


@pytest.mark.parametrize(
    ("deadline", "due_on"),
    [
        ("2023年底前", date(2023, 12, 31)),
        ("年底前", date(2021, 12, 31)),  # of the year of issue
        ("“十四五”末", date(2025, 12, 31)),
        ("持续推进", None),
        (None, None),
    ],
)
def test_deadline_of_a_task_becomes_a_date(draft, administrator, deadline, due_on):
    draft.items.filter(kind=ItemKind.TASK).update(extracted={**TASK, "deadline": deadline})
    task = publish(draft, administrator).plan.tasks.get()
    assert (task.deadline, task.due_on) == (deadline or "", due_on)


def test_publication_puts_indicators_under_their_goal_or_task(draft, administrator):
    publish(draft, administrator)
    found = Indicator.objects.order_by("order").values_list("goal__heading", "task__title")
    assert list(found) == [("产业规模壮大", None), (None, "壮大龙头企业"), (None, None)]


def test_publication_keeps_figures_and_stated_base(draft, administrator):
    publish(draft, administrator)
    first, second, third = Indicator.objects.order_by("order")
    assert (first.target, first.base_value, first.base_source, first.series.value_unit) == (
        Decimal(1200),
        Decimal("343.9"),
        "规划原文",
        "亿元",
    )
    assert (second.base_value, second.base_source) == (None, "")
    assert (third.target_year, third.series.value_unit, third.series.entry) == (
        2025,
        "",
        Entry.LEVEL,
    )


def test_publication_assigns_the_units_it_knows_and_lists_the_others(draft, administrator, unit):
    publication = publish(draft, administrator)
    parts = Responsibility.objects.order_by("pk").values_list(
        "task__title", "indicator__name", "unit", "role", "written_as"
    )
    assert set(parts) == {
        ("壮大龙头企业", None, unit.pk, Role.LEAD, "省能源局"),
        (None, "利用率", unit.pk, Role.LEAD, "省能源局"),
    }
    assert publication.unmatched_units == ["省水族馆"]


def test_publication_leaves_out_what_was_rejected(draft, administrator):
    draft.items.filter(kind=ItemKind.GOAL).update(decision=Decision.REJECTED)
    publish(draft, administrator)
    assert Goal.objects.count() == 0
    assert Indicator.objects.get(order=1).goal is None


def test_publication_takes_a_correction_over_the_extraction(draft, administrator):
    draft.items.filter(kind=ItemKind.GOAL).update(
        decision=Decision.CORRECTED, corrected={**GOAL, "heading": "规模"}
    )
    publish(draft, administrator)
    assert Goal.objects.get().heading == "规模"


def test_publication_with_undecided_items_is_refused(draft, administrator):
    draft.items.filter(kind=ItemKind.INDICATOR).update(decision=Decision.PENDING)
    refused(draft, administrator, "还有 3 条未作决定")


def test_publication_of_nothing_is_refused(draft, administrator):
    draft.items.update(decision=Decision.REJECTED)
    refused(draft, administrator, "没有可以发布的内容")


def test_publication_of_a_reference_is_refused(draft, administrator):
    draft.document.kind = DocumentKind.REFERENCE
    draft.document.save()
    refused(draft, administrator, "参考资料", as_exercise=True)


def test_publication_of_a_consultation_needs_to_be_an_exercise(draft, administrator):
    draft.document.kind = DocumentKind.CONSULTATION
    draft.document.save()
    refused(draft, administrator, "征求意见稿")
    assert publish(draft, administrator, as_exercise=True).plan.is_exercise


def test_publication_with_a_period_that_runs_backward_is_refused(draft, administrator):
    refused(draft, administrator, "起始年", period_start=2026)


def test_publication_with_a_base_after_its_target_is_refused(draft, administrator):
    draft.items.filter(kind=ItemKind.INDICATOR, position=0).update(
        corrected={**INDICATOR, "base_year": 2025}, decision=Decision.CORRECTED
    )
    refused(draft, administrator, "“产值”的基期年须早于目标年")


@pytest.mark.parametrize("who", ("reporter", "supervisor", "auditor"))
def test_publication_by_anybody_but_an_administrator_is_refused(draft, who, request):
    refused(draft, request.getfixturevalue(who), "只有管理员")


def test_publication_twice_is_refused_even_with_an_old_copy(draft, administrator):
    copy = type(draft).objects.select_related("document").get(pk=draft.pk)
    publish(draft, administrator)
    with pytest.raises(Refused, match="已经发布"):
        publish(copy, administrator)
    assert Plan.objects.count() == 1


def test_publication_that_breaks_half_way_leaves_nothing(draft, administrator, monkeypatch):
    def break_down(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(plan_rows, "resolve_units", break_down)
    with pytest.raises(RuntimeError):
        publish(draft, administrator)
    draft.document.refresh_from_db()
    left = [model.objects.count() for model in (Plan, Goal, Task, Indicator, Series, AuditEvent)]
    assert (left, draft.document.status) == ([0] * 6, DocumentStatus.EXTRACTED)


def test_publication_of_a_second_plan_gets_the_next_code(draft, administrator):
    publish(draft, administrator)
    other = make_draft(document=make_document(text=TEXT, status=DocumentStatus.EXTRACTED))
    add(other, ItemKind.GOAL, 0, GOAL)
    assert publish(other, administrator).plan.code == "330000-2025-02"


@pytest.mark.parametrize(
    ("issued_on", "unit_from", "matched"),
    [("2021-04-06", "2021-04-07", False), ("2021-04-07", "2021-04-07", True)],
)
def test_names_of_units_are_understood_as_of_the_day_of_issue(
    administrator, *, issued_on, unit_from, matched
):
    make_unit(name="省能源局", valid_from=unit_from)
    draft = make_draft(
        document=make_document(text=TEXT, status=DocumentStatus.EXTRACTED),
        header={"issued_on": issued_on},
    )
    add(draft, ItemKind.TASK, 0, TASK)
    assert ("省能源局" not in publish(draft, administrator).unmatched_units) is matched


def test_indicator_without_its_own_task_goes_to_the_one_around_it(draft, administrator):
    around = {**TASK, **passage("牵头单位：省能源局。增长25%。")}
    add(draft, ItemKind.TASK, 1, around)
    add(draft, ItemKind.INDICATOR, 3, {**OF_TASK, "of": {"task": 9}, **passage("增长25%")})
    plan = publish(draft, administrator).plan
    indicator = plan.indicators.get(quote="增长25%")
    assert (indicator.goal, indicator.task) == (None, plan.tasks.get(quote=around["quote"]))
    assert [row.unit.name for row in indicator.responsibilities.all()] == ["省能源局"]


def test_publication_of_a_draft_that_was_read_again_is_refused(draft, administrator):
    later = AT + timedelta(days=1)
    make_draft(document=draft.document, extractor_version="next", created_at=later)
    refused(draft, administrator, "新的草稿")
