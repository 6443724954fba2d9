"""Imports tell and take nothing that the pages would not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from planapp.domain.terms import (
    ImportState,
    MemberRole,
    PlanStatus,
    ReportState,
    Role,
    SelfAssessment,
    Vintage,
)
from planapp.imports.registry import RESOURCES
from planapp.models import ImportRun, ProgressRecord, TaskReport
from planapp.queries.import_runs import OF_PEOPLE, kept_layouts, runs_seen
from planapp.rights import Action, may
from planapp.services.figure_imports import plan_figures
from planapp.services.figure_rows import Fate, FigureRow
from planapp.services.import_runs import remember_layout
from planapp.services.table_imports import plan_table
from planapp.services.task_report_imports import TaskReportTable
from tests.conftest import make_person
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_task,
    make_task_report,
    make_unit,
)
from tests.ledger.making import make_xlsx

pytestmark = pytest.mark.django_db
STEPS = ("import_run", "ask_import_layout", "check_import", "confirm_import", "cancel_import")


@pytest.fixture
def supporter():
    unit = make_unit(name="省协办厅")
    return make_person("supporter", role=MemberRole.REPORTER, unit=unit, full_name="协")


@pytest.fixture
def plan():
    plan = make_plan(status=PlanStatus.ACTIVE)
    make_cycle(plan=plan)
    return plan


def shared(unit, supporter, **item) -> None:
    make_responsibility(unit=unit, **item)
    make_responsibility(unit=supporter.memberships.get().unit, role=Role.SUPPORT, **item)


def fates_of_figure(record: ProgressRecord, *people) -> list[Fate]:
    """Of a row that says just what is stored, for each of the people."""
    row = FigureRow(record.series.code, record.as_of_on, Decimal(record.value),
                    record.series.value_unit, vintage=Vintage(record.vintage))  # fmt: skip
    return [plan_figures(rows=[row], by=by, at=AT).fates[0] for by in people]


def fates_of_report(report: TaskReport, *people) -> list[Fate]:
    row = {"task": report.task.code, "cycle": str(report.cycle), "percent": report.percent}
    return [plan_table(TaskReportTable(by=by, at=AT), [row]).fates[0] for by in people]


@pytest.mark.parametrize(
    ("state", "supporters"),
    [(ReportState.DRAFT, Fate.REFUSED), (ReportState.SUBMITTED, Fate.UNCHANGED)],
)
def test_what_others_reported_is_not_confirmed_to_who_may_not_read_it(
    plan, unit, reporter, supporter, outsider, state, supporters
) -> None:
    told = (Fate.UNCHANGED, supporters, Fate.REFUSED)
    indicator, task = make_indicator(plan=plan), make_task(plan=plan)
    for item in ({"indicator": indicator}, {"task": task}):
        shared(unit, supporter, **item)
    reported = {"unit": unit, "state": state, "recorded_by": reporter}
    record = make_record(series=indicator.series, as_of_on=date(2023, 12, 31), **reported)
    report = make_task_report(
        task=task, cycle=plan.cycles.get(), percent=40,
        self_assessment=SelfAssessment.ON_COURSE, **reported,
    )  # fmt: skip
    people = (reporter, supporter, outsider)
    assert tuple(fates_of_figure(record, *people)) == told
    assert tuple(fates_of_report(report, *people)) == told


def sent_by(user, kind="progress", **changes) -> ImportRun:
    """A ledger with a problem in it, so that there is a marked workbook."""
    problem = {"sheet": "Sheet", "row": 2, "column": 0, "message": "有误", "is_error": True}
    return ImportRun.objects.create(
        kind=kind, file=ContentFile(make_xlsx([["序列编码"], ["S-1"]]), name="a.xlsx"),
        file_name="台账.xlsx", size=0, state=ImportState.CHECKED, new=1,
        preview={"problems": [problem], "problems_in_all": 1},
        made_by=user, made_at=AT, **changes,
    )  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_step_of_anothers_import_is_refused_to_who_only_sees_it(
    step, reporter, unit, client, auditor_client, administrator_client, outsider_client
) -> None:
    run = sent_by(reporter)
    client.force_login(
        make_person("head", role=MemberRole.UNIT_HEAD, unit=unit, full_name="钱处长")
    )
    clients = (auditor_client, administrator_client, outsider_client, client)
    url = reverse(f"admin:{step}", args=[run.pk])
    assert [client.post(url).status_code for client in clients] == [403, 403, 404, 404]
    run.refresh_from_db()
    assert run.state == ImportState.CHECKED


def test_marked_workbook_is_for_who_sees_the_import(
    reporter, reporter_client, auditor_client, outsider_client, supervisor_client
) -> None:
    url = reverse("admin:marked_import", args=[sent_by(reporter).pk])
    clients = (reporter_client, auditor_client, outsider_client, supervisor_client)
    assert [client.get(url).status_code for client in clients] == [200, 200, 404, 404]


def test_imports_of_accounts_are_not_for_administrators(
    security_admin, auditor, administrator
) -> None:
    runs = {sent_by(security_admin, kind=kind) for kind in OF_PEOPLE}
    people = (security_admin, auditor, administrator)
    assert [set(runs_seen(user, on=AT.date())) for user in people] == [runs, runs, set()]


def test_kinds_of_people_are_those_that_the_accounts_keeper_brings_in(security_admin) -> None:
    day = AT.date()
    assert may(security_admin, Action.KEEP_PEOPLE, on=day)
    own = {each.slug for each in RESOURCES.values() if each.may_import(security_admin, on=day)}
    assert own == set(OF_PEOPLE)


def test_columns_that_a_unit_confirmed_are_proposed_to_no_other(unit, reporter, outsider) -> None:
    run = sent_by(reporter, unit=unit)
    remember_layout(run=run, fingerprint="f", mapping={"unit": "亿元"}, by=reporter, at=AT)
    other = outsider.memberships.get().unit
    assert [kept_layouts(each, "progress") for each in (unit, other)] == [
        {"f": {"unit": "亿元"}}, {},
    ]  # fmt: skip
