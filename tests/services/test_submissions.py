"""报送单: a unit's sheet sent as a whole, confirmed, taken back; nothing new; entered by letter."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from planapp.domain.terms import (
    ReportState,
    SelfAssessment,
    SubmissionKind,
    SubmissionState,
)
from planapp.models import AuditEvent, TaskReport
from planapp.queries.duties import duties_on
from planapp.queries.submissions import code_when_sent, content_code, reports_in
from planapp.services.confirming import (
    confirm,
    confirm_submission,
    send_back_submission,
    withdraw,
    withdraw_submission,
)
from planapp.services.errors import Refused
from planapp.services.reports import Figure, Words, save_record
from planapp.services.reviewing import approve, return_report
from planapp.services.submissions import (
    NOTHING_NEW,
    LeftOut,
    prepare_submission,
    report_nothing,
    send_submission,
)
from tests.factories import (
    AT,
    YEAR_END,
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_task,
    make_task_report,
)

pytestmark = pytest.mark.django_db

S = ReportState


@pytest.fixture
def plan():
    return make_plan()


@pytest.fixture
def cycle(plan):
    return make_cycle(plan=plan)


@pytest.fixture
def owed_figure(plan, unit):
    def make(state=None, **changes):
        indicator = make_indicator(plan=plan)
        make_responsibility(indicator=indicator, unit=unit)
        if state is None:
            return indicator
        return make_record(series=indicator.series, unit=unit, state=state, **changes)

    return make


@pytest.fixture
def owed_task(plan, cycle, unit):
    def make(state=None, **changes):
        task = make_task(plan=plan)
        make_responsibility(task=task, unit=unit)
        if state is None:
            return task
        return make_task_report(task=task, cycle=cycle, unit=unit, state=state, **changes)

    return make


@pytest.fixture
def send(cycle, unit, reporter):
    def go(by=reporter, note="", may_leave_out=False):
        prepared = prepare_submission(cycle=cycle, unit=unit, note=note, by=by, at=AT)
        return send_submission(
            submission=prepared, may_leave_out=may_leave_out, factor=Decimal(5), by=by, at=AT
        )

    return go


def states_of(*reports):
    for report in reports:
        report.refresh_from_db()
    return [report.state for report in reports]


def test_sheet_hands_in_drafts_and_returned_at_once(cycle, owed_figure, owed_task, send, reporter):
    draft, returned, report = owed_figure(S.DRAFT), owed_figure(S.RETURNED), owed_task(S.DRAFT)
    approved = owed_figure(S.APPROVED)
    sending = send(note="请审核。")
    sent = sending.submission
    assert states_of(draft, returned, report, approved) == [S.SUBMITTED] * 3 + [S.APPROVED]
    assert (sent.number, sent.state, sent.kind, sent.note) == (
        1,
        SubmissionState.SENT,
        SubmissionKind.SHEET,
        "请审核。",
    )
    assert (sent.sent_by, sent.sent_at, sending.left_out) == (reporter, AT, {})
    assert {report.pk for report in reports_in(sent)} == {draft.pk, returned.pk, report.pk}


def test_returned_item_that_nobody_changed_stays_behind_with_its_reason(
    owed_figure, send, supervisor
):
    record = owed_figure(S.SUBMITTED)
    return_report(report=record, reason="数值疑为3.1", by=supervisor, at=AT + timedelta(hours=1))
    with pytest.raises(LeftOut) as refusal:
        send()
    assert refusal.value.reasons == {
        record.series.name: "被退回后还没有修改（退回原因：数值疑为3.1），请先改好。"
    }
    assert states_of(record) == [S.RETURNED]


def test_what_was_handed_in_one_by_one_goes_with_the_sheet(owed_figure, send, cycle, reporter):
    alone, draft = owed_figure(S.SUBMITTED), owed_figure(S.DRAFT)
    assert set(reports_in(send().submission)) == {alone, draft}


def test_sheet_with_items_left_out_is_refused_and_names_them_until_that_is_said_to_be_right(
    owed_figure, owed_task, send
):
    draft, missing = owed_figure(S.DRAFT), owed_task()
    with pytest.raises(LeftOut, match="有 1 项还不能报送") as refusal:
        send()
    assert refusal.value.reasons == {str(missing): "还没有填报。"}
    assert states_of(draft) == [S.DRAFT]
    sending = send(may_leave_out=True)
    assert sending.left_out == {str(missing): "还没有填报。"}
    assert states_of(draft) == [S.SUBMITTED]


def test_refused_items_are_named_with_their_reasons_and_stay(owed_figure, owed_task, send):
    slow = owed_task(S.DRAFT, self_assessment=SelfAssessment.SLOW)
    fine = owed_task(S.DRAFT)
    with pytest.raises(LeftOut) as refusal:
        send()
    assert list(refusal.value.reasons) == [str(slow.task)]
    assert "提交前须写明存在问题" in refusal.value.reasons[str(slow.task)]
    send(may_leave_out=True)
    assert states_of(slow, fine) == [S.DRAFT, S.SUBMITTED]


def test_figure_with_an_open_question_is_not_sent(owed_figure, send):
    record = owed_figure(S.DRAFT, value=Decimal(80))
    make_record(
        series=record.series, unit=record.unit, as_of_on=YEAR_END.replace(year=2022),
        value=Decimal(1), state=S.APPROVED,
    )  # fmt: skip
    with pytest.raises(LeftOut) as refusal:
        send()
    assert refusal.value.reasons == {
        record.series.name: "系统有提问尚未核对，请打开这一项逐条确认。"
    }


def test_sheet_without_anything_ready_is_refused_and_leaves_no_submission(owed_figure, send, cycle):
    owed_figure()
    with pytest.raises(Refused, match="没有可以报送的内容"):
        send(may_leave_out=True)


def test_sheet_of_which_nothing_may_go_says_why_though_the_rest_may_stay(
    owed_figure, send, supervisor
):
    record = owed_figure(S.SUBMITTED)
    return_report(report=record, reason="数值疑为3.1", by=supervisor, at=AT + timedelta(hours=1))
    with pytest.raises(LeftOut, match="没有一项可以报送") as refusal:
        send(may_leave_out=True)
    assert "被退回后还没有修改" in refusal.value.reasons[record.series.name]


def test_sheet_in_a_closed_round_is_refused(cycle, owed_figure, send):
    owed_figure(S.DRAFT)
    cycle.closed_on = AT.date()
    cycle.save()
    with pytest.raises(Refused, match="已关闭，不能再报送；需要补报请联系管理员"):
        send()


def test_sheet_of_another_unit_is_refused(cycle, owed_figure, send, outsider):
    owed_figure(S.DRAFT)
    with pytest.raises(Refused, match="只有省能源局的填报人可以报送"):
        send(by=outsider)


def test_sent_sheet_is_not_sent_again_and_the_next_gets_the_next_number(
    owed_figure, send, reporter
):
    owed_figure(S.DRAFT)
    first = send().submission
    with pytest.raises(Refused, match="已报送，不能再次报送"):
        send_submission(
            submission=first, may_leave_out=False, factor=Decimal(5), by=reporter, at=AT
        )
    owed_figure(S.DRAFT)
    assert send().submission.number == 2


def test_sheet_being_prepared_is_the_same_until_it_is_sent(cycle, unit, reporter):
    first = prepare_submission(cycle=cycle, unit=unit, note="一", by=reporter, at=AT)
    again = prepare_submission(cycle=cycle, unit=unit, note="二", by=reporter, at=AT)
    assert (again.pk, again.note, again.number) == (first.pk, "二", 1)


def test_code_is_kept_in_the_trail_and_tells_a_later_change(owed_figure, send, supervisor):
    record = owed_figure(S.DRAFT)
    sent = send().submission
    code = code_when_sent(sent)
    assert code == content_code(sent, reports_in(sent))
    record.refresh_from_db()
    record.value = Decimal(81)
    record.save()
    assert content_code(sent, reports_in(sent)) != code
    event = AuditEvent.objects.get(action="submission.sent")
    assert event.subject == f"{sent}，1项，校验码{code}"


def test_head_confirms_the_sheet_and_it_is_sent(plan, owed_figure, send, unit_head, supervisor):
    plan.confirm_by_head = True
    plan.save()
    one, two = owed_figure(S.DRAFT), owed_figure(S.DRAFT)
    sent = send().submission
    assert (sent.state, states_of(one, two)) == (SubmissionState.CONFIRMING, [S.CONFIRMING] * 2)
    confirm(report=one, by=unit_head, at=AT)
    sent.refresh_from_db()
    assert sent.state == SubmissionState.CONFIRMING
    assert confirm_submission(submission=sent, by=unit_head, at=AT) == 1
    sent.refresh_from_db()
    assert (sent.state, states_of(one, two)) == (SubmissionState.SENT, [S.SUBMITTED] * 2)
    with pytest.raises(Refused, match="没有等待确认的事项"):
        confirm_submission(submission=sent, by=unit_head, at=AT)


def test_head_sends_the_sheet_back(plan, owed_figure, send, unit_head):
    plan.confirm_by_head = True
    plan.save()
    record = owed_figure(S.DRAFT)
    sent = send().submission
    send_back_submission(submission=sent, reason="口径不对", by=unit_head, at=AT)
    sent.refresh_from_db()
    assert (sent.state, sent.withdrawal_reason) == (
        SubmissionState.WITHDRAWN,
        "单位负责人退回：口径不对",
    )
    assert (states_of(record), record.return_reason) == ([S.RETURNED], "口径不对")
    assert send().submission.number == 2


def test_sheet_is_taken_back_but_for_what_was_decided(owed_figure, send, reporter, supervisor):
    approved, returned, waiting = (owed_figure(S.DRAFT) for _ in range(3))
    sent = send().submission
    approve(report=approved, by=supervisor, at=AT)
    return_report(report=returned, reason="重报", by=supervisor, at=AT)
    withdraw_submission(submission=sent, reason="数据有误", by=reporter, at=AT)
    sent.refresh_from_db()
    assert states_of(approved, returned, waiting) == [S.APPROVED, S.RETURNED, S.DRAFT]
    assert (sent.state, sent.withdrawn_by, sent.withdrawal_reason) == (
        SubmissionState.WITHDRAWN,
        reporter,
        "数据有误",
    )
    assert (waiting.submission, waiting.submitted_by, approved.submission) == (None, None, sent)
    with pytest.raises(Refused, match="已经撤回"):
        withdraw_submission(submission=sent, reason="数据有误", by=reporter, at=AT)


def test_sheet_that_was_decided_wholly_is_not_taken_back(owed_figure, send, reporter, supervisor):
    record = owed_figure(S.DRAFT)
    sent = send().submission
    approve(report=record, by=supervisor, at=AT)
    with pytest.raises(Refused, match="各项都已审核，不能撤回"):
        withdraw_submission(submission=sent, reason="数据有误", by=reporter, at=AT)


def test_last_item_taken_back_takes_back_the_sheet(owed_figure, send, reporter):
    record = owed_figure(S.DRAFT)
    sent = send().submission
    withdraw(report=record, reason="数据有误", by=reporter, at=AT)
    sent.refresh_from_db()
    assert sent.state == SubmissionState.WITHDRAWN
    assert AuditEvent.objects.get(action="report.withdrawn").subject == f"{record}：数据有误"


@pytest.mark.parametrize("who", ("outsider", "supervisor", "administrator"))
def test_sheet_being_prepared_is_given_up_by_its_unit_alone(request, cycle, unit, reporter, who):
    prepared = prepare_submission(cycle=cycle, unit=unit, note="", by=reporter, at=AT)
    with pytest.raises(Refused, match="只有省能源局的填报人可以撤回"):
        withdraw_submission(submission=prepared, reason="", by=request.getfixturevalue(who), at=AT)
    withdraw_submission(submission=prepared, reason="", by=reporter, at=AT)
    prepared.refresh_from_db()
    assert prepared.state == SubmissionState.WITHDRAWN


def test_what_is_written_anew_belongs_to_no_sheet_until_it_is_sent_again(
    owed_figure, send, reporter, supervisor, unit
):
    record = owed_figure(S.DRAFT)
    first = send().submission
    return_report(report=record, reason="重报", by=supervisor, at=AT)
    again = save_record(
        series=record.series, as_of_on=record.as_of_on, unit=unit, figure=Figure(Decimal(81)),
        words=Words("改正。"), by=reporter, at=AT,
    )  # fmt: skip
    assert (again.pk, again.submission) == (record.pk, None)
    second = send().submission
    assert (reports_in(first), reports_in(second)) == ([], [again])


def reported_before(task, **changes):
    before = make_cycle(plan=task.plan, as_of_on=YEAR_END.replace(year=2022), closed_on=YEAR_END)
    given = {"self_assessment": SelfAssessment.CONTINUOUS, "percent": 40, "state": S.APPROVED}
    return make_task_report(task=task, cycle=before, **given | changes)


def test_nothing_new_is_reported_for_open_tasks_alone(
    cycle, owed_figure, owed_task, unit, reporter
):
    figure, fresh, begun = owed_figure(), owed_task(), owed_task(S.DRAFT)
    task = owed_task()
    reported_before(task)
    sending = report_nothing(cycle=cycle, unit=unit, note="", by=reporter, at=AT)
    report = TaskReport.objects.get(task=task, cycle=cycle)
    assert (report.state, report.narrative, report.is_unchanged) == (S.SUBMITTED, NOTHING_NEW, True)
    assert (report.self_assessment, report.percent) == (SelfAssessment.CONTINUOUS, 40)
    assert report.submission == sending.submission
    assert sending.submission.kind == SubmissionKind.NOTHING
    assert sending.left_out == {
        figure.name: "指标不能零报告：请填报数据，或申请延期、说明数据未公布。",
        str(fresh): "上一期没有审核通过的进展，不能零报告，请填报。",
    }
    assert states_of(begun) == [S.DRAFT]


def test_nothing_new_of_a_late_task_takes_over_why(cycle, owed_task, unit, reporter):
    task = owed_task()
    reported_before(
        task, self_assessment=SelfAssessment.SLOW, problems="征地滞后。", next_steps="逐户签约。"
    )
    report_nothing(cycle=cycle, unit=unit, note="", by=reporter, at=AT)
    report = TaskReport.objects.get(task=task, cycle=cycle)
    assert (report.problems, report.next_steps) == ("征地滞后。", "逐户签约。")


def test_nothing_new_of_figures_alone_is_refused(cycle, owed_figure, unit, reporter):
    owed_figure()
    with pytest.raises(Refused, match="指标缺数不等于 0，不能零报告"):
        report_nothing(cycle=cycle, unit=unit, note="", by=reporter, at=AT)
    assert cycle.submissions.count() == 0


@pytest.mark.parametrize(
    ("now", "unchanged"), (("一期工程已开工。\r\n", True), ("二期开工。", False))
)
def test_words_of_the_round_before_are_marked(owed_figure, cycle, unit, reporter, now, unchanged):
    indicator = owed_figure()
    make_record(
        series=indicator.series, unit=unit, as_of_on=YEAR_END.replace(year=2022),
        narrative="一期工程已开工。", state=S.APPROVED,
    )  # fmt: skip
    record = save_record(
        series=indicator.series, as_of_on=YEAR_END, unit=unit, figure=Figure(Decimal(80)),
        words=Words(now), by=reporter, at=AT,
    )  # fmt: skip
    assert record.is_unchanged is unchanged


def test_item_before_the_head_is_still_owed_and_the_units_own(plan, owed_figure, send, unit_head):
    plan.confirm_by_head = True
    plan.save()
    record = owed_figure(S.DRAFT)
    send()
    [duty] = duties_on(AT.date())
    assert (duty.state, duty.is_closed, duty.is_open) == (S.CONFIRMING, False, True)
    record.refresh_from_db()
    assert record.is_units_own
