"""The entry page while one types: what would follow, units, questions, autosave, two people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from planapp.domain.terms import MemberRole, ReportState
from planapp.models import AuditEvent, ProgressRecord, TaskReport
from tests.conftest import make_person
from tests.evidence import make_evidence
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_task_report,
)

pytestmark = pytest.mark.django_db

FIGURE = {"value": "80.5", "vintage": "final", "source": "统计局", "narrative": "已完成。"}
FETCH = {"headers": {"X-Requested-With": "fetch"}}


@pytest.fixture
def figure_url(world):
    return reverse("admin:figure_entry", args=(world.cycle.pk, world.indicator.pk))


@pytest.fixture
def task_url(world):
    return reverse("admin:task_entry", args=(world.cycle.pk, world.task.pk))


@pytest.fixture
def colleague(unit):
    return make_person("colleague", role=MemberRole.REPORTER, unit=unit, full_name="周同事")


def text_of(response):
    return response.content.decode()


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def make_figure(world, **changes):
    return make_record(series=world.indicator.series, unit=world.record.unit, **changes)


def stored(world):
    return ProgressRecord.objects.filter(series=world.indicator.series)


def test_what_the_figure_should_be_stands_beside_the_field(figure_url, reporter_client):
    text = text_of(reporter_client.get(figure_url))
    assert "<dt>应达（2023年）</dt><dd>80 万千瓦</dd>" in text


@pytest.mark.parametrize(
    ("value", "words", "behind"),
    [
        ("80.5", "截至2023年完成61.0%，序时进度60.0%，达到序时进度", False),
        ("60", "截至2023年完成20.0%，序时进度60.0%，严重滞后", True),
    ],
)
def test_figure_tried_is_assessed_and_not_stored(
    world, figure_url, reporter_client, *, value, words, behind
):
    text = text_of(reporter_client.post(figure_url, {"try": "", **FIGURE, "value": value}, **FETCH))
    assert (words in text, "data-behind" in text, "<html" in text) == (True, behind, False)
    assert not stored(world).exists()


def test_figure_tried_by_the_button_is_shown_in_the_whole_page(world, figure_url, reporter_client):
    text = text_of(reporter_client.post(figure_url, {"try": "", **FIGURE}))
    assert ("达到序时进度" in text, 'value="80.5"' in text, "<html" in text) == (True, True, True)
    assert not stored(world).exists()


@pytest.mark.parametrize("value", ["８０．５", "80。5", "８０.５０"])
def test_figure_from_a_chinese_keyboard_is_assessed_while_one_types(
    figure_url, reporter_client, *, value
):
    text = text_of(reporter_client.post(figure_url, {"try": "", **FIGURE, "value": value}, **FETCH))
    assert "截至2023年完成61.0%" in text


@pytest.mark.parametrize("value", ["八十", "45%", "1/3"])
def test_unreadable_figure_is_not_assessed_and_says_why(figure_url, reporter_client, value):
    text = text_of(reporter_client.post(figure_url, {"try": "", "value": value}, **FETCH))
    assert ("请填写数字" in text, "截至" in text) == (True, False)


def test_empty_figure_is_not_complained_of_while_one_types(figure_url, reporter_client):
    response = reporter_client.post(figure_url, {"try": "", "value": " "}, **FETCH)
    assert (response.status_code, text_of(response).strip()) == (200, "")


def test_figure_of_two_plans_is_assessed_for_both(world, unit, figure_url, reporter_client):
    other = make_indicator(plan=make_plan(), series=world.indicator.series, target=Decimal(200))
    make_responsibility(indicator=other, unit=unit)
    make_cycle(plan=other.plan)
    text = text_of(reporter_client.post(figure_url, {"try": "", **FIGURE}, **FETCH))
    assert ("达到序时进度" in text, "滞后" in text) == (True, True)


def test_self_assessment_is_not_chosen_for_the_clerk(task_url, reporter_client):
    assert '<option value="" selected>请选择</option>' in text_of(reporter_client.get(task_url))


@pytest.mark.parametrize(
    ("said", "word"), [("on_course", "达到序时进度"), ("slow", "滞后"), ("done", "完成")]
)
def test_self_assessment_tried_is_judged(world, task_url, reporter_client, said, word):
    given = {"try": "", "self_assessment": said, "percent": "70"}
    assert f"完成70%，{word}" in text_of(reporter_client.post(task_url, given, **FETCH))
    assert not TaskReport.objects.filter(task=world.task).exists()


def test_figure_entered_in_another_unit_is_stored_in_that_of_the_series(
    world, figure_url, reporter_client
):
    given = FIGURE | {"value": "805000.5", "unit": "千瓦"}
    tried = text_of(reporter_client.post(figure_url, {"try": "", **given}, **FETCH))
    assert "将保存为 80.50005 万千瓦" in tried
    reporter_client.post(figure_url, given | {"save": ""})
    assert stored(world).get().value == Decimal("80.50005")


def test_unit_in_which_digits_would_be_lost_is_refused(world, figure_url, reporter_client):
    given = FIGURE | {"value": "805000.123", "unit": "千瓦", "save": ""}
    response = reporter_client.post(figure_url, given)
    [error] = response.context["form"].errors["value"]
    assert ("80.5000123 万千瓦" in error, stored(world).exists()) == (True, False)


def test_unit_that_does_not_convert_cannot_be_chosen(figure_url, reporter_client):
    response = reporter_client.post(figure_url, FIGURE | {"unit": "亩", "save": ""})
    assert list(response.context["form"].errors) == ["unit"]


def make_last_year(world):
    make_figure(world, as_of_on=date(2022, 12, 31), value=Decimal(70), state=ReportState.APPROVED)


def test_question_is_asked_before_the_figure_is_handed_in(world, figure_url, reporter_client):
    make_last_year(world)
    given = FIGURE | {"value": "800"}
    response = reporter_client.post(figure_url, given | {"submit": ""})
    [asked] = response.context["questions"]
    assert ("约为上年的10倍" in asked.text, asked.is_confirmed) == (True, False)
    assert "请先核对" in text_of(response)
    assert not stored(world).filter(as_of_on=world.cycle.as_of_on).exists()
    answer = {"asked": asked.text, "confirmed": asked.text, "explanation": "新增并网"}
    reporter_client.post(figure_url, given | answer | {"submit": ""})
    record = stored(world).get(as_of_on=world.cycle.as_of_on)
    assert (record.state, record.answers) == (ReportState.SUBMITTED, {asked.text: "新增并网"})


def test_answer_to_another_figure_is_no_answer(world, figure_url, reporter_client):
    make_last_year(world)
    question = "填报数800万千瓦，上年为70万千瓦，约为上年的10倍：计量单位或小数点是否有误？"
    given = FIGURE | {"asked": question, "confirmed": question, "explanation": "", "submit": ""}
    response = reporter_client.post(figure_url, given | {"value": "810"})
    assert [asked.is_confirmed for asked in response.context["questions"]] == [False]
    reporter_client.post(figure_url, given | {"value": "800"})
    assert stored(world).get(as_of_on=world.cycle.as_of_on).state == ReportState.SUBMITTED


def test_draft_is_kept_with_open_questions(world, figure_url, reporter_client):
    make_last_year(world)
    reporter_client.post(figure_url, FIGURE | {"value": "800", "save": ""})
    assert stored(world).get(as_of_on=world.cycle.as_of_on).value == 800
    [asked] = reporter_client.get(figure_url).context["questions"]
    assert not asked.is_confirmed


def test_lagging_figure_without_reasons_is_refused_and_kept_in_the_form(
    world, figure_url, reporter_client
):
    response = reporter_client.post(figure_url, FIGURE | {"value": "60", "submit": ""})
    [told] = response.context["form"].errors["problems"]
    assert "严重滞后：提交前须写明存在问题、下一步措施。" in told
    assert ('value="60"' in text_of(response), stored(world).exists()) == (True, False)


def autosave(client, url, **changes):
    return client.post(url, {"autosave": "", **FIGURE, **changes}, **FETCH)


def test_draft_is_saved_by_itself_and_says_when(world, figure_url, reporter_client):
    answer = autosave(reporter_client, figure_url, revision="0").json()
    record = stored(world).get()
    assert (record.state, record.value, record.revision) == (ReportState.DRAFT, Decimal("80.5"), 1)
    assert (answer["revision"], answer["said"][:6]) == (1, "已自动保存 ")
    assert autosave(reporter_client, figure_url, revision="1", value="81").json()["revision"] == 2
    assert AuditEvent.objects.filter(action="progress.saved").count() == 2


def test_unfinished_field_says_what_is_missing(world, figure_url, reporter_client):
    response = autosave(reporter_client, figure_url, value="", revision="0")
    answer = response.json()
    assert (answer["saved"], answer["said"][:10]) == (False, "尚未保存：数值 这个")
    assert not stored(world).exists()


@pytest.mark.parametrize("state", [ReportState.SUBMITTED, ReportState.APPROVED])
def test_locked_figure_is_not_saved_by_itself(world, figure_url, reporter_client, state):
    record = make_figure(world, state=state, revision=4)
    response = autosave(reporter_client, figure_url, revision="4")
    answer = response.json()
    assert (answer["saved"], "不自动保存" in answer["said"]) == (False, True)
    assert stored(world).get() == record
    assert 'data-autosave="yes"' not in text_of(reporter_client.get(figure_url))


def test_second_window_of_the_same_person_is_called_that(figure_url, reporter_client):
    reporter_client.post(figure_url, FIGURE | {"revision": "0", "save": ""})
    late = FIGURE | {"value": "79", "revision": "0", "save": ""}
    text = text_of(reporter_client.post(figure_url, late))
    assert ("您在另一个窗口保存过这一项" in text, "别人刚刚" in text) == (True, False)


def test_second_person_is_told_and_sees_both_texts(
    world, figure_url, reporter_client, colleague, client
):
    client.force_login(colleague)
    page = client.get(figure_url)
    assert 'name="revision" value="0"' in text_of(page)
    reporter_client.post(figure_url, FIGURE | {"revision": "0", "save": ""})
    theirs = FIGURE | {"value": "79", "narrative": "另一份说明", "revision": "0"}
    response = client.post(figure_url, theirs | {"save": ""})
    told, text = messages_of(response)[0], text_of(response)
    assert ("由张填报保存过" in told, "别人刚刚保存过这一项" in text) == (True, True)
    rows = [(row.stored, row.typed) for row in response.context["conflict"].differences]
    assert rows == [("80.5 万千瓦", "79 万千瓦"), ("已完成。", "另一份说明")]
    assert ('value="79"' in text, 'name="revision" value="1"' in text) == (True, True)
    assert stored(world).get().value == Decimal("80.5")
    client.post(figure_url, theirs | {"revision": "1", "save": ""})
    record = stored(world).get()
    assert (record.value, record.recorded_by) == (Decimal(79), colleague)


def test_second_person_saving_by_itself_is_told(world, figure_url, reporter_client, reporter):
    make_figure(world, revision=3, narrative="甲", recorded_by=reporter)
    response = autosave(reporter_client, figure_url, revision="2", narrative="乙")
    answer = response.json()
    assert (answer["saved"], answer["revision"]) == (False, 3)
    assert "甲" in answer["refused"]
    assert "乙" in answer["refused"]
    assert stored(world).get().narrative == "甲"


def test_text_typed_while_another_handed_in_is_shown(world, figure_url, reporter_client, reporter):
    make_figure(
        world, revision=2, state=ReportState.SUBMITTED, submitted_by=reporter, submitted_at=AT
    )
    given = FIGURE | {"narrative": "我写了很久", "revision": "1", "save": ""}
    text = text_of(reporter_client.post(figure_url, given))
    assert ("我写了很久" in text, 'id="entry-form"' in text) == (True, False)


def test_second_person_on_a_task_is_told(world, task_url, reporter_client, unit, reporter):
    report = make_task_report(
        task=world.task, cycle=world.cycle, unit=unit, revision=5, recorded_by=reporter
    )
    given = {"self_assessment": "done", "percent": "", "narrative": "完成", "revision": "4"}
    response = reporter_client.post(task_url, given | {"save": ""})
    rows = {row.label: row.typed for row in response.context["conflict"].differences}
    assert rows == {"自评": "已完成", "进展情况": "完成"}
    report.refresh_from_db()
    assert report.revision == 5


def test_page_costs_the_same_with_more_years_and_evidence(
    world, figure_url, reporter_client, count_queries
):
    record = make_figure(world)
    make_evidence(record=record)
    few = count_queries(reporter_client, figure_url)
    for year in (2020, 2021, 2022):
        make_figure(world, as_of_on=date(year, 12, 31), state=ReportState.APPROVED)
        make_evidence(record=record)
    assert count_queries(reporter_client, figure_url) == few
