"""On the entry page besides filling in: last year's words, taking back, confirming."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import ReportState
from planapp.models import Plan, ProgressRecord, Task, TaskReport
from tests.factories import YEAR_END, make_cycle, make_record, make_task_report
from tests.work import make_handling, owe_indicator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

BEFORE = YEAR_END.replace(year=2022)


def words_of(response):
    return [str(message) for message in response.context["messages"]]


def figure_url(world, indicator=None):
    indicator = indicator or world.record.series.indicators.get()
    return reverse("admin:figure_entry", args=(world.cycle.pk, indicator.pk))


def test_words_of_last_year_become_a_marked_draft_of_a_task(world, reporter_client):
    before = make_cycle(plan=world.plan, as_of_on=BEFORE, closed_on=YEAR_END)
    make_task_report(
        task=world.task, cycle=before, unit=world.record.unit, state=ReportState.APPROVED,
        self_assessment="continuous", percent=40, narrative="持续推进。", next_steps="继续。",
    )  # fmt: skip
    url = reverse("admin:task_entry", args=(world.cycle.pk, world.task.pk))
    form = {"self_assessment": "", "percent": "", "revision": "0", "take_over": ""}
    response = reporter_client.post(url, form, follow=True)
    report = TaskReport.objects.get(task=world.task, cycle=world.cycle)
    assert (report.state, report.narrative, report.next_steps, report.is_unchanged) == (
        ReportState.DRAFT, "持续推进。", "继续。", True,
    )  # fmt: skip
    assert (report.self_assessment, report.percent) == ("continuous", 40)
    assert "进展情况与上一期相同" in response.content.decode()


def test_words_of_last_year_are_put_beside_a_figure_that_is_still_missing(world, reporter_client):
    make_record(
        series=world.indicator.series, unit=world.record.unit, as_of_on=BEFORE,
        state=ReportState.APPROVED, narrative="并网有序。",
    )  # fmt: skip
    form = {"value": "", "vintage": "final", "revision": "0", "take_over": ""}
    response = reporter_client.post(figure_url(world, world.indicator), form)
    assert words_of(response) == ["已填入上年表述；把标红的各项填好后保存。"]
    assert "并网有序。" in response.content.decode()
    assert not ProgressRecord.objects.filter(series=world.indicator.series, as_of_on=YEAR_END)


def test_without_a_round_before_there_is_nothing_to_take_over(world, reporter_client):
    form = {"value": "80", "vintage": "final", "revision": "0", "take_over": ""}
    response = reporter_client.post(figure_url(world, world.indicator), form, follow=True)
    assert words_of(response) == ["上一期没有审核通过的填报，没有可以沿用的表述。"]
    assert 'value="80"' in response.content.decode()
    assert not ProgressRecord.objects.filter(series=world.indicator.series, as_of_on=YEAR_END)


def test_words_of_last_year_do_not_replace_what_was_typed(world, reporter_client):
    make_record(
        series=world.indicator.series, unit=world.record.unit, as_of_on=BEFORE,
        state=ReportState.APPROVED, narrative="并网有序。", problems="送出受限。",
    )  # fmt: skip
    form = {"value": "80", "vintage": "final", "revision": "0", "narrative": "今年的进展。"}
    reporter_client.post(figure_url(world, world.indicator), {**form, "take_over": ""})
    stored = ProgressRecord.objects.get(series=world.indicator.series, as_of_on=YEAR_END)
    assert (stored.narrative, stored.problems) == ("今年的进展。", "送出受限。")


def test_nothing_left_to_take_over_is_said_and_nothing_saved(world, reporter_client):
    make_record(
        series=world.indicator.series, unit=world.record.unit, as_of_on=BEFORE,
        state=ReportState.APPROVED, narrative="并网有序。",
    )  # fmt: skip
    form = {"value": "80", "vintage": "final", "revision": "0", "narrative": "今年的进展。"}
    response = reporter_client.post(
        figure_url(world, world.indicator), {**form, "take_over": ""}, follow=True
    )
    assert words_of(response) == [
        "没有可以填入的：各项已有内容，或上一期也是空的。已填写的没有改动。"
    ]
    assert not ProgressRecord.objects.filter(series=world.indicator.series, as_of_on=YEAR_END)


def test_submitted_figure_is_taken_back_with_a_reason(world, reporter_client):
    refused = reporter_client.post(figure_url(world), {"withdraw": ""}, follow=True)
    assert words_of(refused) == ["撤回必须写明原因。"]
    reporter_client.post(figure_url(world), {"withdraw": "", "reason": "数据有误"})
    world.record.refresh_from_db()
    assert world.record.state == ReportState.DRAFT


@pytest.mark.parametrize(
    ("button", "state"),
    (("confirm", ReportState.SUBMITTED), ("send_back", ReportState.RETURNED)),
)
def test_head_decides_about_a_figure_and_the_clerk_may_not(
    world, unit_head, reporter_client, button, state
):
    ProgressRecord.objects.filter(pk=world.record.pk).update(state=ReportState.CONFIRMING)
    form = {button: "", "reason": "口径不对"}
    assert f'name="{button}"' not in reporter_client.get(figure_url(world)).content.decode()
    refused = reporter_client.post(figure_url(world), form, follow=True)
    assert "只有省能源局的单位负责人可以" in words_of(refused)[0]
    head = Client()
    head.force_login(unit_head)
    assert f'name="{button}"' in head.get(figure_url(world)).content.decode()
    head.post(figure_url(world), form)
    world.record.refresh_from_db()
    assert world.record.state == state


def test_submission_that_goes_to_the_head_says_so(world, unit_head, reporter_client):
    Plan.objects.filter(pk=world.plan.pk).update(confirm_by_head=True)
    form = {
        "value": "80", "vintage": "final", "revision": "0", "submit": "",
        "problems": "滞后。", "next_steps": "赶上。",
    }  # fmt: skip
    response = reporter_client.post(figure_url(world, world.indicator), form, follow=True)
    assert words_of(response) == ["已提交，等待单位负责人确认。"]


@pytest.mark.parametrize(("sent", "asks"), (({"asks": ""}, True), ({}, False)))
def test_administrator_switches_the_confirmation(world, administrator_client, sent, asks):
    Plan.objects.filter(pk=world.plan.pk).update(confirm_by_head=not asks)
    administrator_client.post(reverse("admin:head_rule", args=(world.plan.pk,)), sent)
    world.plan.refresh_from_db()
    assert world.plan.confirm_by_head is asks


class TestNext:
    """保存并填下一项, 提交并填下一项: in the order of 我的填报."""

    @pytest.fixture
    def listed(self, world, unit):
        """As the list has them: what was returned, then the open figures, then the open tasks."""
        returned = owe_indicator(unit, world.cycle)
        make_record(series=returned.series, unit=unit, state=ReportState.RETURNED)
        return [returned, world.indicator, world.task]

    def address(self, world, item):
        kind = "task" if isinstance(item, Task) else "figure"
        return reverse(f"admin:{kind}_entry", args=(world.cycle.pk, item.pk))

    def test_saving_goes_on_to_the_next_that_is_not_handed_in(self, world, listed, reporter_client):
        here, there, last = (self.address(world, item) for item in listed)
        assert "保存并填下一项" in reporter_client.get(here).content.decode()
        given = {"value": "80", "vintage": "final", "source": "统计局"}
        assert reporter_client.post(here, given | {"save": "next"})["Location"] == there
        assert reporter_client.post(there, given | {"submit": "next"})["Location"] == last
        assert "并填下一项" not in reporter_client.get(last).content.decode()

    def test_own_items_come_before_those_of_colleagues(
        self, world, listed, unit, reporter, reporter_client
    ):
        handed = {"cycle": world.cycle, "unit": unit, "person": reporter}
        make_handling(indicator=listed[0], **handed)
        make_handling(task=world.task, **handed)
        response = reporter_client.post(
            self.address(world, listed[0]),
            {"value": "80", "vintage": "final", "source": "统计局", "save": "next"},
        )
        assert response["Location"] == self.address(world, world.task)
