"""审核: the queue and one report's page."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from planapp.domain.terms import MemberRole, ReportState, SecurityKind
from planapp.models import Gap, Message, ProgressRecord, SecurityEvent, TaskReport
from planapp.pages import review_queue
from tests.factories import (
    AT,
    make_indicator,
    make_light_policy,
    make_membership,
    make_plan,
    make_record,
    make_series,
    make_supervision,
    make_task_report,
    make_user,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

QUEUE, DECIDE = "admin:review_queue", "admin:decide_selected"


def submitted(reporter, **changes):
    given = {"state": ReportState.SUBMITTED, "submitted_by": reporter, "submitted_at": AT}
    return make_record(**given | changes)


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def url(name, report, kind="record"):
    return reverse(f"admin:{name}", args=(kind, report.pk))


def test_empty_queue_says_so(supervisor_client):
    assert "没有等待审核的填报" in supervisor_client.get(reverse(QUEUE)).content.decode()


def test_queue_holds_what_was_submitted_oldest_first(supervisor_client, reporter):
    late = submitted(reporter, submitted_at=AT + timedelta(hours=2))
    early = submitted(reporter)
    between = make_task_report(
        state=ReportState.SUBMITTED, submitted_by=reporter, submitted_at=AT + timedelta(hours=1)
    )
    for state in set(ReportState) - {ReportState.SUBMITTED}:
        make_record(state=state)
    waiting = supervisor_client.get(reverse(QUEUE)).context["waiting"]
    assert waiting == [early, between, late]


def test_draft_is_not_shown_to_a_supervisor(supervisor_client):
    draft = make_record(state=ReportState.DRAFT)
    assert supervisor_client.get(url("review_report", draft)).status_code == 404


@pytest.mark.parametrize("kind", ("record", "task"))
def test_report_page_shows_what_was_handed_in(world, supervisor_client, kind):
    report = world.record if kind == "record" else world.report
    response = supervisor_client.get(url("review_report", report, kind))
    text = response.content.decode()
    assert ("张填报" in text, 'name="approve"' in text) == (True, True)


def test_report_page_shows_what_approval_would_make_of_it(world, supervisor_client):
    response = supervisor_client.get(url("review_report", world.record))
    assert response.context["preview"].sentence in response.content.decode()


def test_report_page_of_a_figure_no_indicator_rests_on_is_shown(supervisor_client, reporter):
    response = supervisor_client.get(url("review_report", submitted(reporter)))
    assert (response.status_code, response.context["preview"]) == (200, None)


def test_report_page_of_units_that_do_not_convert_is_shown(world, supervisor_client, reporter):
    series = make_series(value_unit="亩")
    make_indicator(plan=world.plan, series=series, value_unit="亿元")
    response = supervisor_client.get(url("review_report", submitted(reporter, series=series)))
    assert (response.status_code, response.context["preview"]) == (200, None)


def test_report_page_of_what_is_decided_offers_no_decision(supervisor_client):
    record = make_record(state=ReportState.APPROVED)
    text = supervisor_client.get(url("review_report", record)).content.decode()
    assert 'name="approve"' not in text


@pytest.mark.parametrize("kind", ("gap", "records"))
def test_report_page_of_an_unknown_kind_is_not_found(world, supervisor_client, kind):
    assert supervisor_client.get(url("review_report", world.record, kind)).status_code == 404


@pytest.mark.parametrize("kind", ("record", "task"))
def test_approval_is_written_and_leads_on(world, supervisor_client, supervisor, kind):
    report = world.record if kind == "record" else world.report
    other = ("task", world.report.pk) if kind == "record" else ("record", world.record.pk)
    later = {"record": AT, "task": AT + timedelta(hours=1 if kind == "record" else -1)}
    TaskReport.objects.filter(pk=world.report.pk).update(submitted_at=later["task"])
    ProgressRecord.objects.filter(pk=world.record.pk).update(submitted_at=later["record"])
    response = supervisor_client.post(url("decide_report", report, kind), {"approve": ""})
    report.refresh_from_db()
    assert (response["Location"], report.state, report.reviewed_by) == (
        reverse("admin:review_report", args=other),
        ReportState.APPROVED,
        supervisor,
    )


def test_approval_calculates_the_gap(world, supervisor_client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        supervisor_client.post(url("decide_report", world.record), {"approve": ""})
    gap = Gap.objects.get(indicator__series=world.record.series)
    assert (gap.actual, gap.stale) == (Decimal(80), False)


def test_return_keeps_the_reason(world, supervisor_client):
    supervisor_client.post(
        url("decide_report", world.record), {"return": "", "reason": "与年鉴不符"}
    )
    world.record.refresh_from_db()
    assert (world.record.state, world.record.return_reason) == (ReportState.RETURNED, "与年鉴不符")


def test_return_without_reason_says_why_not(world, supervisor_client):
    response = supervisor_client.post(
        url("decide_report", world.record), {"return": "", "reason": " "}, follow=True
    )
    world.record.refresh_from_db()
    assert world.record.state == ReportState.SUBMITTED
    assert messages_of(response) == ["退回必须写明原因，填报人据此修改。"]
    assert response.request["PATH_INFO"] == url("review_report", world.record)


def test_last_decision_leads_back_to_the_filtered_queue(world, supervisor_client):
    address = f"{url('decide_report', world.record)}?kind=record"
    response = supervisor_client.post(address, {"approve": ""})
    assert response["Location"] == f"{reverse(QUEUE)}?kind=record"


def test_report_page_leads_to_its_neighbours_under_the_same_filter(supervisor_client, reporter):
    first, middle, last = (
        submitted(reporter, submitted_at=AT + timedelta(hours=hour)) for hour in range(3)
    )
    make_task_report(
        state=ReportState.SUBMITTED, submitted_by=reporter, submitted_at=AT + timedelta(minutes=90)
    )
    context = supervisor_client.get(f"{url('review_report', middle)}?kind=record").context
    assert (context["previous"], context["next"]) == (
        f"{url('review_report', first)}?kind=record",
        f"{url('review_report', last)}?kind=record",
    )


def test_queue_is_narrowed_to_kind_plan_and_unit(supervisor_client, reporter):
    indicator, other = make_indicator(), make_indicator()
    of_plan = submitted(reporter, series=indicator.series)
    of_other = submitted(reporter, series=other.series)
    task = make_task_report(state=ReportState.SUBMITTED, submitted_by=reporter, submitted_at=AT)

    def shown(**narrowed):
        return supervisor_client.get(reverse(QUEUE), narrowed).context["waiting"]

    assert shown(plan=indicator.plan_id) == [of_plan]
    assert shown(kind="task") == [task]
    assert shown(unit=of_other.unit_id, kind="record") == [
        each for each in (of_plan, of_other) if each.unit_id == of_other.unit_id
    ]
    assert {*shown(kind="gap", plan="x")} == {of_plan, of_other, task}


def test_queue_with_nothing_under_the_filter_says_so(supervisor_client, reporter):
    submitted(reporter)
    text = supervisor_client.get(reverse(QUEUE), {"kind": "task"}).content.decode()
    assert "筛选条件下没有等待审核的填报" in text


def test_chosen_ones_are_returned_with_one_reason(world, supervisor_client, reporter):
    chosen = [f"record-{world.record.pk}", f"task-{world.report.pk}"]
    sent = {"return": "", "reason": "请补充佐证材料", "chosen": chosen}
    response = supervisor_client.post(reverse(DECIDE), sent, follow=True)
    for report in (world.record, world.report):
        report.refresh_from_db()
        assert (report.state, report.return_reason) == (ReportState.RETURNED, "请补充佐证材料")
    assert messages_of(response) == ["已退回 2 项。"]


def test_return_of_several_without_reason_keeps_what_was_ticked(world, supervisor_client):
    chosen = [f"record-{world.record.pk}"]
    sent = {"return": "", "reason": " ", "chosen": chosen}
    response = supervisor_client.post(reverse(DECIDE), sent)
    assert messages_of(response) == ["退回必须写明原因，填报人据此修改。"]
    assert response.context["ticked"] == [world.record]
    back = supervisor_client.get(reverse(DECIDE), {"kind": "task"})  # a filter chosen there
    assert back["Location"] == f"{reverse(QUEUE)}?kind=task"
    world.record.refresh_from_db()
    assert world.record.state == ReportState.SUBMITTED


def test_chosen_ones_are_approved_and_a_refusal_stops_no_other(
    world, supervisor_client, supervisor, unit
):
    make_membership(user=supervisor, unit=unit, role=MemberRole.REPORTER)
    own = submitted(supervisor)
    chosen = [f"record-{own.pk}", f"record-{world.record.pk}", f"task-{world.report.pk}"]
    response = supervisor_client.post(
        reverse(DECIDE), {"approve": "", "chosen": chosen}, follow=True
    )
    for report in (own, world.record, world.report):
        report.refresh_from_db()
    assert [own.state, world.record.state, world.report.state] == [
        "submitted", "approved", "approved",
    ]  # fmt: skip
    assert messages_of(response) == [
        f"“{own}”：填报、提交或确认的人不能审核通过自己的数据，请由另一位督查人员处理。",
        "审核通过 2 项。",
    ]
    assert SecurityEvent.objects.filter(kind=SecurityKind.REFUSED).count() == 1


@pytest.mark.parametrize(
    "bad", ("record-", "record-x", "record-²", "record-99999999999999999999", "gap-1", "", "-")
)
def test_chosen_one_that_is_not_there_is_named_and_stops_no_other(world, supervisor_client, bad):
    chosen = [bad, f"record-{world.record.pk}"]
    response = supervisor_client.post(
        reverse(DECIDE), {"approve": "", "chosen": chosen}, follow=True
    )
    world.record.refresh_from_db()
    assert world.record.state == ReportState.APPROVED
    assert messages_of(response) == [f"没有编号为“{bad}”的填报。", "审核通过 1 项。"]


def test_nothing_chosen_says_so(supervisor_client):
    response = supervisor_client.post(reverse(DECIDE), follow=True)
    assert messages_of(response) == ["请先勾选要审核的填报。"]


def test_preview_uses_the_plans_own_light_policy(supervisor_client, reporter):
    plan = make_plan()
    make_light_policy(plan=plan)
    indicator = make_indicator(plan=plan)
    response = supervisor_client.get(
        url("review_report", submitted(reporter, series=indicator.series))
    )
    assert response.context["preview"] is None  # no cycle judges that date yet


def test_several_approvals_are_told_in_one_message(world, reporter, supervisor_client):
    chosen = [f"record-{world.record.pk}", f"task-{world.report.pk}"]
    supervisor_client.post(reverse(DECIDE), {"approve": "", "chosen": chosen})
    told = Message.objects.filter(subject="2 项审核通过")
    assert [message.recipient for message in told] == [reporter]


def test_what_one_sees_only_as_a_reporter_is_not_ones_to_review(
    unit, reporter, reporter_client, world
):
    """A person in two roles: the queue goes by the assignments, not by the own unit's items."""
    make_membership(user=reporter, role=MemberRole.SUPERVISOR)
    watched = make_plan()
    make_supervision(user=reporter, plan=watched)
    mine = submitted(make_user(), series=make_indicator(plan=watched).series)
    response = reporter_client.get(reverse(QUEUE))
    assert response.context["waiting"] == [mine]
    assert [str(plan) for plan in dict(response.context["filters"][1].choices).values()] == [
        watched.title
    ]
    assert reporter_client.get(url("review_report", world.record)).status_code == 404
    reporter_client.post(reverse(DECIDE), {"approve": "", "chosen": [f"record-{world.record.pk}"]})
    world.record.refresh_from_db()
    assert world.record.state == ReportState.SUBMITTED
    refused = SecurityEvent.objects.filter(kind=SecurityKind.REFUSED, actor=reporter)
    assert [row.subject.partition(" ")[0] for row in refused] == ["POST", "GET"]


def test_all_that_waits_is_approved_at_once_as_it_was_seen(
    world, supervisor_client, reporter, monkeypatch
):
    monkeypatch.setattr(review_queue, "PER_PAGE", 1)
    page = supervisor_client.get(reverse(QUEUE))
    assert "全部 2 项，不只本页" in page.content.decode()
    given = {"approve": "", "all": page.context["all_mark"]}
    late = submitted(reporter)
    response = supervisor_client.post(reverse(DECIDE), given, follow=True)
    assert messages_of(response) == ["等待审核的填报在您打开以后有变化，请核对后再选“全部”。"]
    given["all"] = response.context["all_mark"]
    response = supervisor_client.post(reverse(DECIDE), given, follow=True)
    assert messages_of(response) == ["审核通过 3 项。"]
    late.refresh_from_db()
    assert late.state == ReportState.APPROVED


def test_all_means_what_the_filter_shows(world, supervisor_client):
    under = f"{reverse(DECIDE)}?kind=task"
    mark = supervisor_client.get(f"{reverse(QUEUE)}?kind=task").context["all_mark"]
    supervisor_client.post(under, {"approve": "", "all": mark})
    world.record.refresh_from_db()
    world.report.refresh_from_db()
    assert (world.record.state, world.report.state) == ("submitted", "approved")
