"""A corrected document takes the place of a plan's: rows keep their identity, nothing is lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from planapp.domain.terms import (
    Decision,
    DocumentKind,
    DocumentStatus,
    MemberRole,
    PlanStatus,
    RevisionState,
)
from planapp.models import AuditEvent, Gap, Plan, Reissue, Responsibility, TargetRevision
from planapp.services import reissues
from planapp.services.errors import Refused
from planapp.services.reissues import fingerprint, preview, publish_reissue, take_decisions
from planapp.services.revisions import confirm_revision
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_membership,
    make_region,
    make_unit,
    make_user,
)
from tests.searching import index_everything
from tests.services.printings import (
    LATER,
    add_figure,
    draft_of_first,
    draft_of_second,
    publish_first,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate(LATER)


@pytest.fixture(autouse=True)
def register():
    return {
        name: make_unit(name=name)
        for name in ("省科技厅", "省药监局", "省工信厅", "省商务厅", "省统计局")
    }


@pytest.fixture
def plan(administrator):
    plan = publish_first(administrator)
    plan.status, plan.issuer, plan.doc_number = PlanStatus.ACTIVE, "省政府", "浙政〔2021〕1号"
    plan.save()
    index_everything()
    return plan


def publish(plan, draft, by, **changes):
    given = {"reason": "更正", "doc_number": "浙政〔2023〕9号", "effective_year": 2023}
    return publish_reissue(plan=plan, draft=draft, by=by, at=LATER, **given | changes)


def refused(plan, draft, by, words, **changes):
    events = AuditEvent.objects.count()
    with pytest.raises(Refused, match=words):
        publish(plan, draft, by, **changes)
    assert (Reissue.objects.count(), AuditEvent.objects.count()) == (0, events)


def parts_of(item):
    rows = item.responsibilities.order_by("pk")
    return [(row.unit.name, row.valid_from, row.valid_to, row.doc_number) for row in rows]


def test_kept_rows_keep_keys_and_codes_and_stand_in_the_new_text(plan, administrator):
    before = {row.pk: row.code for row in (*plan.goals.all(), *plan.tasks.all())}
    draft = draft_of_second()
    publish(plan, draft, administrator)
    plan.refresh_from_db()
    text = draft.document.text
    rows = [*plan.goals.all(), *plan.tasks.all(), *plan.indicators.all()]
    kept = [row for row in rows if row.withdrawn_by is None]
    assert [row.quote for row in kept] == [text[row.start : row.end] for row in kept]
    assert {row.document for row in kept} == {draft.document} == {plan.document}
    renumbered = plan.tasks.get(title="培育骨干企业")
    assert (before[renumbered.pk], renumbered.code[-4:], renumbered.number) == (
        renumbered.code,
        "T003",
        "2",
    )


def test_new_rows_continue_the_numbering_and_stand_where_they_belong(plan, administrator):
    publish(plan, draft_of_second(), administrator)
    task, figure = plan.tasks.get(title="建设监测平台"), plan.indicators.get(name="监测数据")
    assert (task.code[-4:], figure.code[-4:], figure.series.code[-4:]) == ("T004", "I004", "S004")
    assert (figure.task, plan.indicators.get(name="产值").goal.heading) == (task, "产业规模壮大")
    assert parts_of(figure) == [("省统计局", TODAY, None, "浙政〔2023〕9号")] == parts_of(task)


def test_left_out_row_stays_untracked_in_the_text_it_was_read_from(plan, administrator):
    old = plan.document
    made = publish(plan, draft_of_second(), administrator)
    task = plan.tasks.get(title="完善质量标准")
    assert (task.withdrawn_by, task.tracked, task.document) == (made.reissue, False, old)
    assert old.text[task.start : task.end] == task.quote
    assert parts_of(task) == [("省药监局", None, None, "")]


def test_changed_target_is_proposed_and_holds_once_a_second_person_confirms(plan, administrator):
    [revision] = publish(plan, draft_of_second(), administrator).revisions
    indicator = plan.indicators.get(name="产值")
    assert (indicator.target, revision.new_target) == (Decimal(1300), Decimal(1350))
    assert (revision.state, revision.effective_year, revision.authority, revision.doc_number) == (
        RevisionState.PROPOSED,
        2023,
        "省政府",
        "浙政〔2023〕9号",
    )
    with pytest.raises(Refused, match="另一位管理员"):
        confirm_revision(revision=revision, by=administrator, at=LATER)
    second = make_user()
    make_membership(user=second, unit=make_unit(), role=MemberRole.ADMINISTRATOR)
    confirm_revision(revision=revision, by=second, at=LATER)
    indicator.refresh_from_db()
    assert (indicator.target, indicator.quote) == (Decimal(1350), "产值达到1350亿元")


def test_unit_that_comes_begins_on_the_day_and_the_others_are_not_touched(plan, administrator):
    publish(plan, draft_of_second(), administrator)
    expected = [
        ("省工信厅", None, None, ""),
        ("省商务厅", TODAY, None, "浙政〔2023〕9号"),
    ]
    assert parts_of(plan.tasks.get(title="培育骨干企业")) == expected
    assert parts_of(plan.indicators.get(name="骨干企业")) == expected


def test_unit_that_goes_ends_the_day_before(plan, administrator):
    publish(plan, draft_of_second(), administrator)
    third = draft_of_second()
    task = third.items.get(extracted__title="培育骨干企业")
    task.extracted["units"] = task.extracted["units"][1:]
    task.save()
    publish(plan, third, administrator)
    assert parts_of(plan.tasks.get(title="培育骨干企业")) == [
        ("省工信厅", None, TODAY - timedelta(days=1), ""),
        ("省商务厅", TODAY, None, "浙政〔2023〕9号"),
    ]


def test_lead_that_was_set_up_by_hand_stays(plan, register, administrator):
    task = plan.tasks.get(title="建设创新平台")
    task.responsibilities.update(valid_to=date(2022, 1, 1))
    Responsibility.objects.create(task=task, unit=register["省商务厅"], role="lead")
    publish(plan, draft_of_second(), administrator)
    assert [row.unit.name for row in task.responsibilities.filter(valid_to=None)] == ["省商务厅"]


def test_plan_and_documents_say_which_printing_is_in_force(plan, administrator):
    old, draft = plan.document, draft_of_second(header={"title": "医药产业规划（更正）"})
    made = publish(plan, draft, administrator)
    plan.refresh_from_db()
    draft.document.refresh_from_db()
    assert (plan.document, plan.title, plan.doc_number, plan.issuer) == (
        draft.document,
        "医药产业规划（更正）",
        "浙政〔2023〕9号",
        "省政府",
    )
    assert (draft.document.status, draft.document.reissue) == (
        DocumentStatus.PUBLISHED,
        made.reissue,
    )
    assert (made.reissue.number, made.reissue.replaced) == (2, old)


def test_every_changed_row_is_in_the_audit_trail(plan, administrator):
    publish(plan, draft_of_second(), administrator)
    event = AuditEvent.objects.get(action="plan.reissued")
    touched = {(change["model"], change["pk"]) for change in event.changes}
    task = plan.tasks.get(title="完善质量标准")
    assert ("task", str(task.pk)) in touched
    assert ("plan", str(plan.pk)) in touched
    assert {"responsibility", "series", "reissue", "indicator"} <= {model for model, _ in touched}


def test_new_indicator_is_owed_in_the_open_cycle_alone(plan, administrator):
    open_one = make_cycle(plan=plan)
    closed = make_cycle(plan=plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    publish(plan, draft_of_second(), administrator)
    gaps = Gap.objects.filter(indicator__name="监测数据")
    assert [gap.cycle for gap in gaps] == [open_one]
    assert not Gap.objects.filter(cycle=closed, indicator__name="监测数据").exists()


def test_changed_requirement_is_written_and_judged_again(plan, administrator):
    indicator = plan.indicators.get(name="流通收入")
    gap = make_gap(indicator=indicator, cycle=make_cycle(plan=plan))
    draft = draft_of_second()
    item = draft.items.get(extracted__name="流通收入")
    item.extracted["comparator"] = "approx"
    item.save()
    publish(plan, draft, administrator)
    indicator.refresh_from_db()
    gap.refresh_from_db()
    assert (indicator.comparator, gap.stale) == ("approx", True)


def test_figure_in_another_unit_is_another_commitment(plan, administrator):
    draft = draft_of_second()
    item = draft.items.get(extracted__name="流通收入")
    item.extracted["unit"] = "万元"
    item.save()
    publish(plan, draft, administrator)
    old, new = plan.indicators.filter(name="流通收入").order_by("order")
    assert (old.withdrawn_by is None, new.withdrawn_by, new.value_unit) == (False, None, "万元")


def test_parts_of_a_broken_down_indicator_go_with_it(plan, administrator):
    whole, task = plan.indicators.get(name="骨干企业"), plan.tasks.get(title="培育骨干企业")
    place = {"quote": whole.quote, "start": whole.start, "end": whole.end}
    part = make_indicator(plan=plan, name="骨干企业（杭州市）", task=task, **place)
    whole.breakdowns.create(part=part)
    draft = draft_of_second()
    publish(plan, draft, administrator)
    part.refresh_from_db()
    assert draft.document.text[part.start : part.end] == part.quote
    third = draft_of_second()
    third.items.filter(extracted__name="骨干企业").update(decision=Decision.REJECTED)
    made = publish(plan, third, administrator)
    part.refresh_from_db()
    assert (part.withdrawn_by, part.tracked) == (made.reissue, False)


def test_adjusted_target_is_not_reverted_by_a_printing_that_repeats_the_old_one(
    plan, administrator
):
    plan.indicators.filter(name="流通收入").update(target=380)
    [revision] = publish(plan, draft_of_second(), administrator).revisions
    assert revision.indicator.name == "产值"


def test_stated_base_is_proposed_unless_it_is_in_force_already(plan, administrator):
    plan.indicators.filter(name="流通收入").update(base_year=2020, base_value=300)
    draft = draft_of_second()
    for item in draft.items.filter(extracted__name__in=("流通收入", "产值")):
        item.extracted |= {"base_year": 2020, "base_value": "300"}
        item.save()
    publish(plan, draft, administrator)
    [revision] = TargetRevision.objects.all()
    assert (revision.indicator.name, revision.new_base_value) == ("产值", Decimal(300))


@pytest.mark.parametrize("who", ("supervisor", "reporter"))
def test_reissue_by_anybody_but_an_administrator_is_refused(plan, who, request):
    refused(plan, draft_of_second(), request.getfixturevalue(who), "只有管理员")


def test_reissue_with_undecided_items_is_refused(plan, administrator):
    draft = draft_of_second()
    draft.items.filter(kind="goal").update(decision=Decision.PENDING)
    refused(plan, draft, administrator, "还有 1 条未作决定")


@pytest.mark.parametrize("kind", (DocumentKind.CONSULTATION, DocumentKind.REFERENCE))
def test_reissue_of_what_was_not_issued_is_refused(plan, administrator, kind):
    draft = draft_of_second()
    draft.document.kind = kind
    draft.document.save()
    refused(plan, draft, administrator, "正式印发")


def test_reissue_of_another_regions_plan_is_refused(plan, administrator):
    draft = draft_of_second(header={"region": make_region(name="云南省").name})
    refused(plan, draft, administrator, "云南省的")


def test_reissue_of_an_exercise_is_refused(plan, administrator):
    Plan.objects.update(is_exercise=True)
    refused(plan, draft_of_second(), administrator, "演练")


def test_reissue_that_changes_nothing_is_refused(plan, administrator):
    refused(plan, draft_of_first(), administrator, "没有任何变化")


def test_reissue_without_a_reason_is_refused(plan, administrator):
    refused(plan, draft_of_second(), administrator, "请说明", reason=" ")


def test_reissue_while_another_proposal_is_open_is_refused_and_writes_nothing(plan, administrator):
    publish(plan, draft_of_second(), administrator)
    third = draft_of_second()
    item = third.items.get(extracted__name="产值")
    item.extracted["value"] = "1400"
    item.save()
    with pytest.raises(Refused, match="等待确认"):
        publish(plan, third, administrator)
    third.document.refresh_from_db()
    assert (Reissue.objects.count(), third.document.status) == (1, DocumentStatus.EXTRACTED)


def test_second_of_two_who_publish_at_once_is_told(plan, administrator):
    draft = draft_of_second()
    publish(plan, draft, administrator)
    with pytest.raises(Refused, match="已经发布过"):
        publish(plan, draft, administrator)


def test_publishing_other_changes_than_were_looked_at_is_refused(plan, administrator):
    first, other = draft_of_second(), draft_of_second()
    seen = fingerprint(preview(plan=plan, draft=other))
    publish(plan, first, administrator)
    add_figure(other, "产业规模", "1", of={"goal": 0}, words="产业规模壮大")
    with pytest.raises(Refused, match="重新核对变化"):
        publish(plan, other, administrator, seen=seen)


def test_reissue_that_breaks_half_way_leaves_nothing(plan, administrator, monkeypatch):
    monkeypatch.setattr(reissues, "reassign_units", lambda *_, **__: 1 / 0)
    draft = draft_of_second()
    with pytest.raises(ZeroDivisionError):
        publish(plan, draft, administrator)
    plan.refresh_from_db()
    assert (Reissue.objects.count(), plan.document == draft.document) == (0, False)
    assert plan.tasks.get(title="完善质量标准").tracked


def test_decisions_are_taken_from_the_plans_draft(plan, administrator):
    draft = draft_of_second()
    draft.items.update(decision=Decision.PENDING)
    take_decisions(plan=plan, draft=draft, by=administrator, at=LATER)
    pending = {str(item) for item in draft.items.filter(decision=Decision.PENDING)}
    assert pending == {"产业规模壮大", "产值", "培育骨干企业", "建设监测平台", "监测数据"}


def test_taking_decisions_needs_the_right(plan, supervisor):
    with pytest.raises(Refused, match="只有管理员"):
        take_decisions(plan=plan, draft=draft_of_second(), by=supervisor, at=LATER)
