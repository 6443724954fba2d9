"""报送: the pages of a unit that sends its sheet, of its head, of supervisors and by letter."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from docx import Document

from planapp.domain.terms import ReportState, SubmissionKind, SubmissionState
from planapp.models import Plan, ProgressRecord, Submission, TaskReport
from planapp.queries.submissions import code_when_sent
from tests.evidence import PDF, make_evidence
from tests.factories import (
    YEAR_END,
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_submission,
    make_task_report,
    make_unit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def round_url(world, unit=None):
    return reverse("admin:unit_submission", args=(world.cycle.pk, (unit or world.record.unit).pk))


def page_of(name, *args):
    return reverse(f"admin:{name}", args=args)


def words_of(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def draft(world):
    return make_record(series=world.indicator.series, unit=world.record.unit)


@pytest.fixture
def sent(world, draft, reporter_client):
    reporter_client.post(round_url(world), {"send": "", "may_leave_out": "on", "note": "请审核。"})
    return Submission.objects.get()


def test_round_shows_what_can_be_sent_and_what_is_missing(world, draft, reporter_client):
    owed = reporter_client.get(round_url(world)).context["owed"]
    found = {name: [duty.item for duty in getattr(owed, name)] for name in ("ready", "missing")}
    assert found == {"ready": [world.indicator], "missing": [world.task]}
    assert {duty.newest.pk for duty in owed.on_the_way} == {world.record.pk, world.report.pk}


def test_sheet_is_sent_with_what_was_handed_in_before(world, draft, sent, reporter_client):
    response = reporter_client.get(page_of("submission", sent.pk))
    assert (sent.state, sent.note) == (SubmissionState.SENT, "请审核。")
    assert set(response.context["sheet"]) == {draft, world.record, world.report}
    assert words_of(response)[1] == f"仍须另行报送：“{world.task}”。"


def test_missing_items_have_to_be_left_out_on_purpose(world, draft, reporter_client):
    response = reporter_client.post(round_url(world), {"send": "", "note": "先报一项。"})
    text = response.content.decode()
    assert "有 1 项还不能报送" in words_of(response)[0]
    assert ("先报一项。" in text, Submission.objects.count()) == (True, 0)
    draft.refresh_from_db()
    assert draft.state == ReportState.DRAFT


def test_sign_off_is_made_before_sending_and_holds_the_same(world, draft, reporter_client):
    response = reporter_client.post(
        round_url(world), {"prepare": "", "note": "送签。"}, follow=True
    )
    prepared = Submission.objects.get()
    assert prepared.state == SubmissionState.PREPARING
    paper = reporter_client.get(page_of("sign_off", prepared.pk)).context["paper"]
    assert [line.said for line in paper.lines] == [
        "80 万千瓦",
        "80 万千瓦",
        "正常推进",
    ]
    scan = SimpleUploadedFile("审签单.pdf", PDF)
    reporter_client.post(page_of("submission", prepared.pk), {"attach": "", "file": scan})
    reporter_client.post(page_of("submission", prepared.pk), {"send": "", "may_leave_out": "on"})
    prepared.refresh_from_db()
    assert (prepared.state, prepared.evidence.get().file_name) == (
        SubmissionState.SENT,
        "审签单.pdf",
    )
    assert code_when_sent(prepared) == paper.code
    assert response.status_code == 200


def test_what_cannot_be_sent_yet_is_told_before_the_paper_is_signed(world, draft, reporter_client):
    draft.state, draft.return_reason = ReportState.RETURNED, "请核对。"
    draft.reviewed_at = draft.recorded_at + timedelta(hours=1)
    draft.save()
    response = reporter_client.post(round_url(world), {"prepare": "", "note": ""}, follow=True)
    assert words_of(response)[1] == (
        "列入的事项有 1 项现在还不能报送，请先改好再打印："
        f"“{world.indicator}”被退回后还没有修改（退回原因：请核对。），请先改好。"
    )
    draft.refresh_from_db()
    assert draft.state == ReportState.RETURNED


def test_file_is_asked_for_by_its_own_button_alone(world, draft, reporter_client):
    reporter_client.post(round_url(world), {"prepare": "", "note": ""})
    page = page_of("submission", Submission.objects.get().pk)
    refused = reporter_client.post(page, {"send": ""})
    assert "还不能报送" in words_of(refused)[-1]
    assert "请先选择文件。" not in refused.content.decode()
    assert "请先选择文件。" in reporter_client.post(page, {"attach": ""}).content.decode()


def test_prepared_sheet_that_is_given_up_leaves_the_drafts(world, draft, reporter_client):
    reporter_client.post(round_url(world), {"prepare": "", "note": ""})
    page = page_of("submission", Submission.objects.get().pk)
    response = reporter_client.post(page, {"withdraw": "", "reason": ""}, follow=True)
    assert words_of(response)[-1] == "已放弃这份报送单，草稿都还在。"
    assert list(reporter_client.get(round_url(world)).context["owed"].ready) != []


def test_sign_off_as_a_word_file_names_unit_items_signers_and_code(world, sent, supervisor_client):
    response = supervisor_client.get(page_of("sign_off_file", sent.pk))
    document = Document(BytesIO(response.content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    text = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    wanted = ["省能源局", f"《{world.plan.title}》", "第 1 次报送", "3 项", "80 万千瓦", "请审核。"]
    wanted += ["承办人（签字）", "处室负责人（签字）", "单位负责人（签字）", "单位（盖章）"]
    wanted += [code_when_sent(sent)]
    assert [word for word in wanted if word not in text] == []


def test_changed_content_is_told_beside_the_code(draft, sent, supervisor_client):
    assert "与记录一致" in supervisor_client.get(page_of("submission", sent.pk)).content.decode()
    ProgressRecord.objects.filter(pk=draft.pk).update(value=81)
    assert "报送后有改动" in supervisor_client.get(page_of("submission", sent.pk)).content.decode()


def test_sent_sheet_is_taken_back_with_a_reason(draft, sent, reporter_client):
    url = page_of("submission", sent.pk)
    refused = reporter_client.post(url, {"withdraw": "", "reason": ""})
    assert words_of(refused)[-1] == "撤回必须写明原因。"
    reporter_client.post(url, {"withdraw": "", "reason": "数据有误"})
    draft.refresh_from_db()
    sent.refresh_from_db()
    assert (draft.state, sent.state) == (ReportState.DRAFT, SubmissionState.WITHDRAWN)


def test_head_confirms_the_whole_sheet(world, draft, unit_head, reporter_client, supervisor_client):
    Plan.objects.filter(pk=world.plan.pk).update(confirm_by_head=True)
    reporter_client.post(round_url(world), {"send": "", "may_leave_out": "on"})
    sent = Submission.objects.get()
    url = page_of("submission", sent.pk)
    assert supervisor_client.get(url).status_code == 404
    assert 'name="confirm"' not in reporter_client.get(url).content.decode()
    head = client_of(unit_head)
    assert 'name="confirm"' in head.get(url).content.decode()
    head.post(url, {"confirm": ""})
    sent.refresh_from_db()
    assert sent.state == SubmissionState.SENT


def test_supervisor_sees_sheet_paper_and_scan_but_changes_nothing(sent, draft, supervisor_client):
    make_evidence(submission=sent, title="盖章扫描件.pdf")
    response = supervisor_client.get(page_of("submission", sent.pk))
    assert "盖章扫描件.pdf" in response.content.decode()
    review = supervisor_client.get(page_of("review_report", "record", draft.pk)).content.decode()
    assert ("第1次报送" in review, "盖章扫描件.pdf" in review) == (True, True)
    assert (
        supervisor_client.post(page_of("submission", sent.pk), {"withdraw": ""}).status_code == 403
    )


@pytest.mark.parametrize("name", ("submission", "sign_off", "sign_off_file"))
def test_sheet_being_prepared_is_the_units_own(
    world, unit, name, supervisor_client, outsider_client
):
    prepared = make_submission(cycle=world.cycle, unit=unit)
    for client in (supervisor_client, outsider_client):
        assert client.get(page_of(name, prepared.pk)).status_code == 404


def test_sheet_that_was_given_up_is_no_supervisors_business(
    world, draft, reporter_client, supervisor_client
):
    reporter_client.post(round_url(world), {"prepare": "", "note": ""})
    page = page_of("submission", Submission.objects.get().pk)
    reporter_client.post(page, {"withdraw": "", "reason": ""})
    assert supervisor_client.get(page).status_code == 404
    assert list(supervisor_client.get(page_of("submission_list")).context["page"]) == []
    assert reporter_client.get(page).status_code == 200


def test_nothing_new_is_sent_for_tasks(world, reporter_client):
    before = make_cycle(plan=world.plan, as_of_on=YEAR_END.replace(year=2022), closed_on=YEAR_END)
    make_task_report(
        task=world.task, cycle=before, unit=world.record.unit, state=ReportState.APPROVED
    )
    reporter_client.post(round_url(world), {"nothing": "", "note": ""})
    assert Submission.objects.get().kind == SubmissionKind.NOTHING
    report = TaskReport.objects.get(task=world.task, cycle=world.cycle)
    assert (report.state, report.is_unchanged) == (ReportState.SUBMITTED, True)


def test_list_tells_who_sent_when_and_what(world, sent, supervisor_client):
    response = supervisor_client.get(page_of("submission_list"))
    [(row, tone)] = response.context["rows"]
    assert (row, tone, row.number_of_items, row.number_waiting, row.number_of_scans) == (
        sent, "green", 3, 3, 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("query", "number"),
    (
        ("", 1),
        ("?state=sent", 1),
        ("?state=withdrawn", 0),
        ("?kind=on_behalf", 0),
        ("?scan=no", 1),
        ("?scan=yes", 0),
        ("?plan=0", 0),
        ("?unit=nobody&cycle=%00", 1),
    ),
)
def test_list_is_narrowed_by_its_filters(sent, supervisor_client, query, number):
    response = supervisor_client.get(page_of("submission_list") + query)
    assert len(response.context["rows"]) == number


def test_units_that_still_owe_something_are_listed_by_round(world, unit, supervisor_client):
    other = make_unit(name="省另一厅")
    make_responsibility(indicator=make_indicator(plan=world.plan), unit=other)
    missing = page_of("submission_list") + "?state=missing"
    response = supervisor_client.get(missing)
    rows = {row.unit: (cycle, row.open, row.handed_in) for cycle, row in response.context["page"]}
    assert rows == {unit: (world.cycle, 2, 2), other: (world.cycle, 1, 0)}
    own = f"?unit={other.pk}&amp;plan={world.plan.pk}&amp;cycle={world.cycle.pk}"
    assert page_of("owing") + own in response.content.decode()
    page = supervisor_client.get(f"{missing}&unit={unit.pk}").context["page"]
    assert [row.unit for _, row in page] == [unit]
    assert "各单位都已报齐" in supervisor_client.get(f"{missing}&cycle=0").content.decode()


def test_round_costs_no_more_queries_for_more_items(world, draft, reporter_client, count_queries):
    one = count_queries(reporter_client, round_url(world))
    for _ in range(2):
        indicator = make_indicator(plan=world.plan)
        make_responsibility(indicator=indicator, unit=world.record.unit)
        make_record(series=indicator.series, unit=world.record.unit)
    assert count_queries(reporter_client, round_url(world)) == one


def test_figure_of_two_plans_is_sent_once_and_shown_with_the_other(world, unit, reporter_client):
    later = make_plan()
    again = make_indicator(plan=later, series=world.indicator.series)
    make_responsibility(indicator=again, unit=unit)
    cycle = make_cycle(plan=later, due_on=world.cycle.due_on.replace(month=3))
    owed = reporter_client.get(page_of("unit_submission", cycle.pk, unit.pk)).context["owed"]
    assert (owed.duties, [duty.cycle for duty in owed.elsewhere]) == ([], [world.cycle])
    first = reporter_client.get(round_url(world)).context["owed"]
    assert [duty.item for duty in first.missing if duty.indicator] == [world.indicator]


class TestByLetter:
    @pytest.fixture
    def away(self, world):
        """A unit without accounts that owes a figure."""
        away = make_unit(name="省档案局")
        make_responsibility(indicator=make_indicator(plan=world.plan), unit=away)
        return away

    @pytest.fixture
    def letter(self, world, away, administrator_client):
        url = page_of("begin_letter", world.cycle.pk, away.pk)
        administrator_client.post(url, {"letter_number": "档函〔2024〕1号"})
        return Submission.objects.get()

    def test_units_without_people_are_listed(self, world, away, administrator_client):
        rows = administrator_client.get(page_of("on_behalf")).context["unreachable"]
        assert [(row.unit, row.cycle, row.number, row.overdue) for row in rows] == [
            (away, world.cycle, 1, 0)
        ]

    def test_letter_without_a_number_is_refused(self, world, away, administrator_client):
        url = page_of("begin_letter", world.cycle.pk, away.pk)
        response = administrator_client.post(url, {"letter_number": ""}, follow=True)
        assert words_of(response) == ["请填写来函文号；没有文号的，写明来函名称和日期。"]
        assert Submission.objects.count() == 0

    def test_administrator_enters_uploads_and_sends(
        self, world, away, letter, administrator_client, supervisor_client
    ):
        indicator = world.plan.indicators.get(responsibilities__unit=away)
        entry = page_of("figure_entry", world.cycle.pk, indicator.pk)
        assert "档函〔2024〕1号" in administrator_client.get(entry).content.decode()
        figure = {"value": "80", "vintage": "final", "revision": "0", "save": ""}
        response = administrator_client.post(entry, figure)
        assert response.url == page_of("submission", letter.pk)
        refused = administrator_client.post(response.url, {"send": ""})
        assert "还没有上传省档案局的来函" in words_of(refused)[-1]
        scan = SimpleUploadedFile("来函.pdf", PDF)
        administrator_client.post(response.url, {"attach": "", "file": scan})
        administrator_client.post(response.url, {"send": ""})
        letter.refresh_from_db()
        record = ProgressRecord.objects.get(series=indicator.series)
        assert (letter.state, record.state) == (SubmissionState.SENT, ReportState.SUBMITTED)
        review = supervisor_client.get(page_of("review_report", "record", record.pk))
        assert "陈管理，依据来函 档函〔2024〕1号" in review.content.decode()

    def test_entry_without_a_letter_is_closed_to_administrators(
        self, world, away, administrator_client
    ):
        indicator = world.plan.indicators.get(responsibilities__unit=away)
        url = page_of("figure_entry", world.cycle.pk, indicator.pk)
        assert administrator_client.get(url).status_code == 403
