"""The forms for a figure and for a task report."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from planapp.domain.terms import ReportState
from planapp.models import ProgressRecord, TaskReport
from tests.factories import (
    AT,
    make_cycle,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_task_report,
)

pytestmark = pytest.mark.django_db

FIGURE = {"value": "80.5", "vintage": "final", "source": "统计局", "narrative": "已完成。"}
REPORT = {
    "self_assessment": "slow",
    "percent": "40",
    "narrative": "已开工。",
    "problems": "用地未批。",
    "next_steps": "三月底前办妥。",
}


@pytest.fixture
def figure_url(world):
    return reverse("admin:figure_entry", args=(world.cycle.pk, world.indicator.pk))


@pytest.fixture
def task_url(world):
    return reverse("admin:task_entry", args=(world.cycle.pk, world.task.pk))


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def text_of(response):
    return response.content.decode()


def make_figure(world, **changes):
    return make_record(series=world.indicator.series, unit=world.record.unit, **changes)


def test_figure_form_shows_sentence_base_target_and_last_year(world, figure_url, reporter_client):
    make_figure(world, as_of_on=date(2022, 12, 31), value=Decimal(66), state=ReportState.APPROVED)
    text = text_of(reporter_client.get(figure_url))
    shown = [world.indicator.quote in text, "50 万千瓦" in text, "66 万千瓦" in text]
    assert shown == [True, True, True]


def test_figure_form_without_any_record_asks_for_no_correction_reason(figure_url, reporter_client):
    form = reporter_client.get(figure_url).context["form"]
    assert list(form.fields) == [
        "value", "unit", "vintage", "source", "narrative", "problems", "next_steps",
    ]  # fmt: skip


def test_figure_form_holds_the_draft_as_one_would_write_it(world, figure_url, reporter_client):
    make_figure(world, value=Decimal("1234.5"), narrative="草稿")
    text = text_of(reporter_client.get(figure_url))
    assert ('value="1234.5"' in text, "草稿" in text) == (True, True)


@pytest.mark.parametrize(
    ("button", "state", "words"),
    [
        ("save", ReportState.DRAFT, "草稿已保存。"),
        ("submit", ReportState.SUBMITTED, "已提交，等待审核。"),
    ],
)
def test_figure_button_saves_or_submits(
    world, figure_url, reporter_client, *, button, state, words
):
    response = reporter_client.post(figure_url, FIGURE | {button: ""}, follow=True)
    record = ProgressRecord.objects.get(series=world.indicator.series)
    assert (record.value, record.source, record.state) == (Decimal("80.5"), "统计局", state)
    assert messages_of(response) == [words]


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("value", "", "必填"),
        ("value", "八十", "请填写数字"),
        ("value", "NaN", "请填写数字"),
        ("value", "1234567890.1234567", "小数"),
        ("value", "1234567890.123456", "有效数字"),
        ("value", "99999999999999999999", "最多 15 位有效数字、6 位小数。"),
        ("narrative", "字" * 5001, "最多 5000 字，现有 5001 字；更详细的请作为佐证材料上传。"),
        ("vintage", "guess", "请从列出的几项中选择。"),
    ],
)
def test_figure_form_shows_an_error_beside_its_field(
    world, figure_url, reporter_client, *, field, value, words
):
    response = reporter_client.post(figure_url, FIGURE | {field: value, "submit": ""})
    errors = response.context["form"].errors
    assert (list(errors), words in "".join(errors[field])) == ([field], True)
    assert 'class="errorlist"' in text_of(response)
    assert not ProgressRecord.objects.filter(series=world.indicator.series).exists()


def test_submitted_figure_shows_no_form(world, figure_url, reporter, reporter_client):
    make_figure(world, state=ReportState.SUBMITTED, submitted_by=reporter, submitted_at=AT)
    text = text_of(reporter_client.get(figure_url))
    assert ("等待审核" in text, 'name="submit"' in text) == (True, False)


def test_submitted_figure_posted_again_is_refused_with_words(world, figure_url, reporter_client):
    record = make_figure(world, state=ReportState.SUBMITTED)
    response = reporter_client.post(figure_url, FIGURE | {"submit": ""})
    record.refresh_from_db()
    assert (record.value, response.status_code) == (Decimal(80), 200)
    assert "已提交、等待审核" in messages_of(response)[0]


def test_returned_figure_shows_why(world, figure_url, reporter_client, supervisor):
    make_figure(
        world,
        state=ReportState.RETURNED,
        return_reason="与年鉴不符",
        reviewed_by=supervisor,
        reviewed_at=AT,
    )
    assert "被退回：与年鉴不符（王督查，2024年1月15日）" in text_of(reporter_client.get(figure_url))


def test_correction_asks_for_its_reason(world, figure_url, reporter_client):
    make_figure(world, state=ReportState.APPROVED)
    assert "correction_reason" in reporter_client.get(figure_url).context["form"].fields
    same = FIGURE | {"vintage": "preliminary", "save": ""}
    response = reporter_client.post(figure_url, same)
    assert "更正须写明原因" in response.context["form"].errors["correction_reason"][0]
    reporter_client.post(figure_url, same | {"correction_reason": "统计局修订"})
    [newest, _] = ProgressRecord.objects.filter(series=world.indicator.series)
    assert (newest.version, newest.correction_reason) == (2, "统计局修订")


def test_approved_figure_says_that_it_is_locked_and_how_to_correct_it(
    world, figure_url, reporter_client
):
    words = "审核通过，已锁定。需要更正的"
    assert words not in reporter_client.get(figure_url).content.decode()
    make_figure(world, state=ReportState.APPROVED)
    assert words in reporter_client.get(figure_url).content.decode()


def test_refused_submission_keeps_no_draft_either(
    world, figure_url, reporter_client, reporter, monkeypatch
):
    """Saving and submitting are one: the page says both or neither happened."""
    record = make_figure(world, state=ReportState.APPROVED)
    same = FIGURE | {"vintage": "preliminary"}
    reporter_client.post(figure_url, same | {"submit": "", "correction_reason": " "})
    assert list(record.versions()) == [record]


def test_figure_in_units_that_do_not_convert_is_still_entered(world, unit, reporter_client):
    series = make_series(value_unit="亩")
    indicator = make_indicator(plan=world.plan, series=series, value_unit="亿元")
    make_responsibility(indicator=indicator, unit=unit)
    make_record(series=series, unit=unit)
    url = reverse("admin:figure_entry", args=(world.cycle.pk, indicator.pk))
    assert reporter_client.get(url).status_code == 200


def test_figure_of_two_plans_is_asked_once_and_says_for_what(world, unit, reporter_client):
    other = make_indicator(plan=make_plan(), series=world.indicator.series)
    make_responsibility(indicator=other, unit=unit)
    make_cycle(plan=other.plan)
    url = reverse("admin:figure_entry", args=(world.cycle.pk, world.indicator.pk))
    assert "只需填报一次" in text_of(reporter_client.get(url))


def test_entry_in_a_closed_cycle_is_refused(world, figure_url, reporter_client):
    world.plan.cycles.update(closed_on=date(2024, 1, 10))
    response = reporter_client.get(figure_url)
    assert (response.status_code, "已关闭" in text_of(response)) == (403, True)


@pytest.mark.parametrize(
    ("button", "state"), [("save", ReportState.DRAFT), ("submit", ReportState.SUBMITTED)]
)
def test_task_report_button_saves_or_submits(world, task_url, reporter_client, button, state):
    response = reporter_client.post(task_url, REPORT | {button: ""})
    report = TaskReport.objects.get(task=world.task)
    assert response["Location"] == reverse("admin:my_work")
    assert (report.self_assessment, report.percent, report.state) == ("slow", 40, state)


def test_task_report_without_a_percentage_is_kept(world, task_url, reporter_client):
    reporter_client.post(task_url, REPORT | {"percent": "", "save": ""})
    assert TaskReport.objects.get(task=world.task).percent is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("self_assessment", ""), ("percent", "101"), ("percent", "-1"), ("percent", "半")],
)
def test_task_form_shows_an_error_beside_its_field(
    world, task_url, reporter_client, *, field, value
):
    response = reporter_client.post(task_url, REPORT | {field: value, "submit": ""})
    assert list(response.context["form"].errors) == [field]
    assert not TaskReport.objects.filter(task=world.task).exists()


def test_task_form_holds_the_draft(world, task_url, reporter_client, unit):
    make_task_report(task=world.task, cycle=world.cycle, unit=unit, percent=35)
    assert 'value="35"' in text_of(reporter_client.get(task_url))


def earlier_url(world, day="2022-12-31"):
    return reverse("admin:figure_correction", args=(world.cycle.pk, world.indicator.pk, day))


def make_earlier(world, **changes):
    return make_figure(
        world,
        **{"as_of_on": date(2022, 12, 31), "value": Decimal(66), "state": ReportState.APPROVED}
        | changes,
    )


def versions_of(record):
    return list(record.versions().order_by("version").values_list("value", "state"))


def test_later_vintage_is_entered_beside_this_years_form_without_a_reason(
    world, figure_url, reporter_client
):
    earlier = make_earlier(world)
    assert earlier_url(world) in text_of(reporter_client.get(figure_url))
    form = reporter_client.get(earlier_url(world)).context["form"]
    assert form.initial["vintage"] == "final"
    reporter_client.post(earlier_url(world), FIGURE | {"value": "67", "submit": ""})
    assert versions_of(earlier) == [
        (Decimal(66), ReportState.APPROVED),
        (Decimal(67), ReportState.SUBMITTED),
    ]
    assert earlier.versions().get(version=2).correction_reason == ""


def test_earlier_figure_of_the_same_vintage_is_corrected_with_a_reason(world, reporter_client):
    earlier = make_earlier(world, vintage="final")
    assert reporter_client.get(earlier_url(world)).context["form"].initial["vintage"] == "revised"
    refused = reporter_client.post(earlier_url(world), FIGURE | {"value": "67", "submit": ""})
    assert "更正须写明原因" in refused.context["form"].errors["correction_reason"][0]
    reporter_client.post(
        earlier_url(world), FIGURE | {"value": "67", "submit": "", "correction_reason": "录入有误"}
    )
    assert len(versions_of(earlier)) == 2


def test_returned_vintage_is_shown_where_the_unit_works(world, reporter_client):
    make_earlier(world)
    make_earlier(world, version=2, state=ReportState.RETURNED, return_reason="与公报不符")
    assert "与公报不符" in text_of(reporter_client.get(reverse("admin:my_work")))


@pytest.mark.parametrize(
    "day", ["0000-12-31", "2023-12-31", "2024-12-31", "2022", "yesterday", "2022-12-30"]
)
def test_day_without_an_earlier_figure_is_not_found(world, reporter_client, day):
    make_earlier(world)
    assert reporter_client.get(earlier_url(world, day)).status_code == 404


def test_earlier_figure_that_never_counted_cannot_be_corrected(world, reporter_client):
    make_earlier(world, state=ReportState.SUBMITTED)
    assert reporter_client.get(earlier_url(world)).status_code == 404
