"""One small world for all rights: a plan with all that hangs on it, and people of every kind.

Everything that only those concerned may read carries MARK in its name.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.test import override_settings

from planapp.domain.terms import (
    DocumentStatus,
    ImportState,
    ItemKind,
    JobState,
    MemberRole,
    NoticeState,
    PaperKind,
    ReportState,
    Role,
    SecurityKind,
    SubmissionKind,
    SubmissionState,
)
from planapp.models import AuditEvent, ImportRun, User
from planapp.reports.annual_report import ANNUAL
from planapp.reports.sample_template import write_sample
from planapp.services.register import save_rows
from planapp.services.report_templates import keep_template
from planapp.services.security import record_security_event
from tests import factories as make
from tests.channels import make_channel, make_delivery
from tests.conftest import make_person
from tests.evidence import make_evidence
from tests.factories import AT, SENTENCE
from tests.job_runs import make_job_run
from tests.searching import index_everything

DAY = date(2024, 1, 15)  # within the cycle for 2023: from 1 to 31 January 2024
MARK = "机要甲"
PASSAGE = {"quote": f"{MARK}{SENTENCE}"}
PLACE = {"section": [], "quote": SENTENCE, "start": 0, "end": len(SENTENCE)}
PEOPLE: dict[str, tuple[MemberRole | None, str]] = {
    "reporter": (MemberRole.REPORTER, "unit"),
    "unit_head": (MemberRole.UNIT_HEAD, "unit"),
    "unit_admin": (MemberRole.UNIT_ADMIN, "unit"),
    "supporter": (MemberRole.REPORTER, "supporting"),
    "stranger": (MemberRole.REPORTER, "other"),
    "supervisor": (MemberRole.SUPERVISOR, "office"),
    "other_supervisor": (MemberRole.SUPERVISOR, "office"),
    "idle_supervisor": (MemberRole.SUPERVISOR, "office"),
    "auditor": (MemberRole.AUDITOR, "office"),
    "administrator": (MemberRole.ADMINISTRATOR, "office"),
    "system_admin": (MemberRole.SYSTEM_ADMIN, "office"),
    "security_admin": (MemberRole.SECURITY_ADMIN, "office"),
    "superuser": (None, "office"),
}


@contextmanager
def standing(files: str) -> Generator[SimpleNamespace, None, None]:
    """The world on its day, its files in that folder; in the end nothing of it is left."""
    with override_settings(DEMO_DAYS=[DAY], MEDIA_ROOT=files), transaction.atomic():
        built = build()
        built.files = files
        yield built
        transaction.set_rollback(True)


def build() -> SimpleNamespace:
    """The rows that the table names, as attributes."""
    world = SimpleNamespace()
    for name in ("unit", "supporting", "other", "office"):
        setattr(world, name, make.make_unit(name=f"省{name}厅"))
    world.predecessor = make.make_unit(name="省原厅", valid_to=date(2022, 12, 31))
    make.make_succession(predecessor=world.predecessor, successor=world.unit, on=date(2023, 1, 1))
    world.people = {name: _person(world, name) for name in PEOPLE}
    add_plan(world)
    _watched(world)
    world.other_plan = make.make_plan(title="另一规划")
    make.make_supervision(user=world.people["other_supervisor"], plan=world.other_plan)
    return world


def add_plan(world: SimpleNamespace) -> None:
    """A plan of the unit with all that hangs on it, as the world's own from now on."""
    _plan(world)
    _reports(world)
    _urged(world)
    _papers(world)
    _import(world)
    index_everything()


def _person(world: SimpleNamespace, name: str) -> User:
    role, unit = PEOPLE[name]
    if role is None:
        return make.make_user(username=name, is_superuser=True)
    return make_person(name, role=role, unit=getattr(world, unit), full_name=name)


def _plan(world: SimpleNamespace) -> None:
    paper = make.make_document(title=f"{MARK}规划", text=f"{MARK}{SENTENCE}")
    paper.file.save("paper.txt", ContentFile(SENTENCE.encode()))
    world.paper = paper
    world.paper_draft = make.make_draft(document=paper, header={"title": paper.title})
    world.plan = plan = make.make_plan(document=paper, title=f"{MARK}规划")
    world.light_policy = make.make_light_policy(plan=plan)
    world.reissue = make.make_reissue(plan=plan, reason=f"{MARK}更正")
    world.cycle = make.make_cycle(plan=plan)
    world.frozen_report = make.make_frozen_report(cycle=world.cycle)
    world.goal = make.make_goal(plan=plan, heading=f"{MARK}目标", **PASSAGE)
    series = make.make_series(name=f"{MARK}序列", provider=world.unit)
    world.series = series
    shared: dict[str, Any] = {"plan": plan, "goal": world.goal, "name": f"{MARK}指标", **PASSAGE}
    world.indicator = make.make_indicator(series=series, **shared)
    world.submitted = make.make_indicator(**shared)
    world.task = make.make_task(plan=plan, title=f"{MARK}任务", **PASSAGE)
    world.reported = make.make_task(plan=plan, title=f"{MARK}任务二", **PASSAGE)
    for item in (world.indicator, world.submitted):
        _share(world, indicator=item)
        world.gap = make.make_gap(indicator=item, cycle=world.cycle)
    for item in (world.task, world.reported):
        _share(world, task=item)
    world.responsibility = world.indicator.responsibilities.first()
    world.annual_target = make.make_annual_target(indicator=world.indicator)
    world.revision = make.make_revision(indicator=world.indicator)
    part = make.make_indicator(plan=plan, name=f"{MARK}分解", **PASSAGE)
    _share(world, indicator=part)
    world.breakdown = make.make_breakdown(whole=world.indicator, part=part)
    world.verdict = make.make_verdict(indicator=world.submitted, cycle=world.cycle)


def _share(world: SimpleNamespace, **item: Any) -> None:
    make.make_responsibility(unit=world.unit, **item)
    make.make_responsibility(unit=world.supporting, role=Role.SUPPORT, **item)


def _reports(world: SimpleNamespace) -> None:
    handed_in: dict[str, Any] = {
        "unit": world.unit,
        "state": ReportState.SUBMITTED,
        "recorded_by": world.people["reporter"],
        "submitted_by": world.people["reporter"],
        "submitted_at": AT,
        "narrative": f"{MARK}进展",
    }
    world.record = make.make_record(series=world.submitted.series, **handed_in)
    earlier = {**handed_in, "state": ReportState.APPROVED}
    make.make_record(series=world.series, as_of_on=date(2022, 12, 31), **earlier)
    world.report = make.make_task_report(task=world.reported, cycle=world.cycle, **handed_in)
    file = ContentFile(b"%PDF-", name="a.pdf")
    world.evidence = make_evidence(record=world.record, file=file)
    world.visit = make.make_check_visit(record=world.record, details=f"{MARK}核查")
    item = {"indicator": world.indicator, "cycle": world.cycle, "unit": world.unit}
    world.extension = make.make_extension(
        **item, reason=f"{MARK}延期", asked_by=world.people["reporter"]
    )
    sent = {"cycle": world.cycle, "unit": world.unit, "made_by": world.people["reporter"]}
    world.submission = make.make_submission(
        number=1, state=SubmissionState.SENT, sent_at=AT, note=f"{MARK}说明", **sent
    )
    world.letter = make.make_submission(
        number=1,
        kind=SubmissionKind.ON_BEHALF,
        cycle=world.cycle,
        unit=make.make_unit(name=f"省无账号局{world.cycle.pk}"),
        made_by=world.people["administrator"],
    )
    recipient = world.people["reporter"]
    world.message = make.make_message(recipient=recipient, subject=f"{MARK}提醒")
    world.api_token = make.make_api_token(user=recipient)
    world.reminder = make.make_reminder(
        indicator=world.indicator, cycle=world.cycle, recipient=recipient
    )


def _urged(world: SimpleNamespace) -> None:
    """Papers of 督办 to the unit: one that it received, and a draft."""
    about = {"cycle": world.cycle, "unit": world.unit, "subject": f"{MARK}督办"}
    world.notice = make.make_notice(state=NoticeState.ACKNOWLEDGED, **about)
    make.make_notice_item(notice=world.notice, indicator=world.indicator)
    world.notice_draft = make.make_notice(**about)


def _papers(world: SimpleNamespace) -> None:
    """A document that is read and not yet published."""
    document = make.make_document(status=DocumentStatus.EXTRACTED, title=f"{MARK}待发布")
    document.file.save("original.txt", ContentFile(SENTENCE.encode()))
    world.document = document
    world.draft = make.make_draft(document=document, header={"title": document.title})
    world.item = make.make_draft_item(
        draft=world.draft, kind=ItemKind.GOAL, extracted={"heading": f"{MARK}规模", **PLACE}
    )


def _watched(world: SimpleNamespace) -> None:
    """What those who keep the system and the accounts are about."""
    supervisor = world.people["supervisor"]
    world.supervision = make.make_supervision(user=supervisor, plan=world.plan)
    world.membership = world.people["reporter"].memberships.get()
    world.user = world.people["reporter"]
    world.somebody = make.make_user(username="somebody")
    world.region = world.plan.region
    world.sector = make.make_sector()
    world.workday = make.make_workday()
    world.reminder_rule = make.make_reminder_rule(plan=world.plan)
    world.report_run = make.make_report_run(made_by=world.people["auditor"])
    world.report_template = keep_template(
        kind=PaperKind.ANNUAL,
        content=write_sample(ANNUAL),
        file_name="模板.docx",
        by=world.people["administrator"],
        at=AT,
    )
    world.channel = make_channel(is_default=False)
    make_delivery(channel=world.channel, message=world.message, address="a@unit.example")
    world.parked_run = make_job_run(state=JobState.PARKED)
    save_rows([make.make_unit()], by=None, at=AT)
    world.audit_event = AuditEvent.objects.first()
    world.security_event = record_security_event(kind=SecurityKind.LOGIN, by=world.user, at=AT)


def _import(world: SimpleNamespace) -> None:
    """A ledger that the reporter sent."""
    world.import_run = ImportRun.objects.create(
        kind="goals",
        file=ContentFile(b"", name="a.xlsx"),
        file_name=f"{MARK}台账.xlsx",
        size=0,
        unit=world.unit,
        plan=world.plan,
        state=ImportState.CANCELLED,
        made_by=world.people["reporter"],
        made_at=AT,
    )
