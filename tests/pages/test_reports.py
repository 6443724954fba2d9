"""报告: what is handed in shows what the pages show."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from planapp.domain.terms import Attribute, Light, ReportState, Role, Status
from planapp.domain.wording import format_computed, format_percent
from planapp.models import Plan, SecurityEvent
from planapp.pages import reports
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_record,
    make_responsibility,
    make_task,
    make_unit,
    make_verdict,
)
from tests.pages.conftest import queries_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]
STANDINGS = (
    (Status.ON_TRACK, Light.GREEN, Decimal("0.61")),
    (Status.BEHIND, Light.YELLOW, Decimal("0.5")),
    (Status.BEHIND, Light.RED, Decimal("0.2")),
    (Status.NO_DATA, Light.GREY, None),
)


def add_plan(rounds: int = 1) -> None:
    """A plan with an indicator of each standing, and a task that nobody reported on."""
    for _ in range(rounds):
        cycle, unit = make_cycle(), make_unit()
        for status, light, completion in STANDINGS:
            indicator = make_indicator(plan=cycle.plan, attribute=Attribute.EXPECTED)
            make_responsibility(indicator=indicator, unit=unit, role=Role.LEAD)
            actual = Decimal(80) if completion is not None else None
            make_gap(indicator=indicator, cycle=cycle, status=status, light=light,
                     completion=completion, actual=actual)  # fmt: skip
            if actual is not None:
                make_record(series=indicator.series, unit=unit, state=ReportState.APPROVED)
        task = make_task(plan=cycle.plan)
        make_responsibility(task=task, unit=unit, role=Role.LEAD)


def workbook(client: Client, query: str = "") -> list[dict[str, Any]]:
    answer = client.get(reverse("admin:report_file", args=["xlsx"]) + query)
    book = openpyxl.load_workbook(BytesIO(answer.content))
    rows = list(book["指标监测表"].iter_rows(min_row=4, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def paper(client: Client, query: str = "") -> tuple[str, list[list[str]]]:
    """The words of the Word file, and the rows of its table of indicators."""
    answer = client.get(reverse("admin:report_file", args=["docx"]) + query)
    document = Document(BytesIO(answer.content))
    tables = [[[cell.text for cell in row.cells] for row in t.rows] for t in document.tables]
    [table] = [rows for rows in tables if rows[0][1] == "指标"]
    return "\n".join(each.text for each in document.paragraphs), table[1:]


def add_decided(client: Client) -> Plan:
    """One of two plans: what lags a little in it was decided to lag a lot."""
    add_plan(2)
    rows = client.get(reverse("admin:gap_list")).context["rows"]
    gap = next(gap for gap, _ in rows if gap.light == Light.YELLOW)
    verdict = {"status": Status.BEHIND, "light": Light.RED}
    make_verdict(indicator=gap.indicator, cycle=gap.cycle, **verdict)
    plan: Plan = gap.indicator.plan
    return plan


def test_page_workbook_paper_and_api_show_the_same_for_the_same_filter(
    supervisor_client: Client,
) -> None:
    """Names, figures, verdicts and counts of one of two plans, one item of it decided on."""
    plan = add_decided(supervisor_client)
    query = f"?plan={plan.pk}"

    shown = supervisor_client.get(reverse("admin:gap_list") + query).context["rows"]
    rows = [(gap.indicator.name, gap.actual, gap.completion) for gap, _ in shown]
    page = supervisor_client.get(reverse("admin:reports") + query).context
    api = supervisor_client.get("/api/v1/gaps", {"plan": plan.code}).json()["items"]
    sheet, (words, table) = workbook(supervisor_client, query), paper(supervisor_client, query)

    lines = page["report"].indicators
    assert [(line.name, line.actual, line.completion) for line in lines] == rows
    assert sorted(
        (row["indicator_name"], row["actual"] and Decimal(row["actual"]),
         row["completion"] and Decimal(row["completion"]))
        for row in api
    ) == sorted(rows)  # fmt: skip
    assert [(row["指标名称"], row["2023年实际值"], row["完成进度"]) for row in sheet] == [
        (name, actual, completion and float(completion)) for name, actual, completion in rows
    ]
    assert [(row[1].split("（")[0], row[4], row[6]) for row in table] == [
        (name, format_computed(actual, "万千瓦"), format_percent(completion))
        for name, actual, completion in rows
    ]

    counted = "共4项，其中达到序时进度1项，严重滞后2项，未填报1项"
    said = dict(page["counts"])["全部指标"]
    assert (said, said in words, len(shown)) == (counted, True, 4)
    assert Counter(row["核定结论"] or row["是否达到"] for row in sheet) == Counter(
        row[8].removesuffix("（核定）") for row in table
    )
    assert Counter(gap.decided_light for gap, _ in shown) == Counter(
        (each["verdict"] or each)["light"]["code"] for each in api
    )


def test_filter_of_the_address_narrows_page_and_files_and_is_named(
    supervisor_client: Client,
) -> None:
    add_plan(2)
    plan = supervisor_client.get(reverse("admin:reports")).context["report"].rounds[0]
    chosen = supervisor_client.get(reverse("admin:gap_list")).context["rows"][0][0]
    query = f"?plan={chosen.indicator.plan_id}"
    page = supervisor_client.get(reverse("admin:reports") + query).context["report"]
    assert len(page.indicators) == len(workbook(supervisor_client, query)) == len(STANDINGS)
    assert page.chosen == (("规划", plan.plan),)
    assert f"规划：{plan.plan}" in paper(supervisor_client, query)[0]


def test_unit_that_was_silent_is_listed(supervisor_client: Client) -> None:
    add_plan()
    [missing] = supervisor_client.get(reverse("admin:reports")).context["missing"]
    assert missing.items == 2


@pytest.mark.parametrize("plans", (1, 3))
def test_page_costs_the_same_for_any_number_of_plans(plans: int, supervisor_client: Client) -> None:
    add_plan(plans)
    assert queries_of(supervisor_client, reverse("admin:reports")) == 32


def test_too_much_is_made_apart_or_refused_with_the_way_out(
    supervisor_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_plan()
    monkeypatch.setattr(reports, "MOST_LINES", 4)
    assert "后台生成" in supervisor_client.get(reverse("admin:reports")).content.decode()
    answer = supervisor_client.get(reverse("admin:report_file", args=["xlsx"]) + "?year=2023")
    assert answer["Location"] == reverse("admin:reports") + "?year=2023"
    monkeypatch.setattr(reports, "MOST_IN_JOB", 4)
    assert "范围太大" in supervisor_client.get(reverse("admin:reports")).content.decode()


def test_nothing_to_report_says_why(supervisor_client: Client) -> None:
    assert (
        "没有已开启填报期的规划" in supervisor_client.get(reverse("admin:reports")).content.decode()
    )


def test_circular_agrees_with_the_ranking_and_the_lists(supervisor_client: Client) -> None:
    add_plan(2)
    placed = supervisor_client.get(reverse("admin:rankings")).context["placed"]
    paper = supervisor_client.get(reverse("admin:report_paper", args=["circular"])).context["paper"]
    [ranking] = [each for each in paper.pieces if "各单位指标进展排名" in each.words]
    assert [(row[0], row[1], row[2], row[3]) for row in ranking.rows] == [
        (str(each.place), each.what.label, str(each.score.counted), str(each.score.reached))
        for each in placed
    ]
    for each in placed:
        query = "?" + "&".join(f"{name}={value}" for name, value in each.what.query.items())
        rows = supervisor_client.get(reverse("admin:gap_list") + query).context["rows"]
        [row] = [row for row in ranking.rows if row[1] == each.what.label]
        assert sum(gap.decided_light == "red" for gap, _ in rows) == int(row[6])


@pytest.mark.parametrize("kind", ("annual", "circular"))
def test_paper_is_looked_at_before_it_is_taken(kind: str, supervisor_client: Client) -> None:
    add_plan()
    page = supervisor_client.get(reverse("admin:report_paper", args=[kind])).content.decode()
    assert "共4项，其中达到序时进度1项" in page
    assert supervisor_client.get("/admin/reports/paper/none/").status_code == 404


def test_files_that_leave_the_house_are_on_the_record(supervisor_client: Client) -> None:
    add_plan()
    workbook(supervisor_client)
    assert "规划实施监测表.xlsx" in SecurityEvent.objects.get(kind="download").subject
