"""协办意见: what supporting units see and say, and where the others read it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from planapp.domain.terms import ReportState, Role
from planapp.models import Evidence, Remark
from tests.evidence import PDF
from tests.factories import make_record, make_responsibility, make_unit
from tests.work import make_remark, owe_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(world, other_unit):
    """Led by the reporter's unit, supported by the outsider's."""
    make_responsibility(indicator=world.indicator, unit=other_unit, role=Role.SUPPORT)
    return world.indicator


@pytest.fixture
def url(world, item):
    return reverse("admin:figure_remarks", args=(world.cycle.pk, item.pk))


def pdf(name="批复.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_remark_is_written_with_a_file(url, outsider_client, other_unit):
    data = {"write": "", "text": "已完成选址。", "file": pdf()}
    response = outsider_client.post(url, data, follow=True)
    remark = Remark.objects.get()
    assert (remark.unit, remark.evidence.get().title) == (other_unit, "批复.pdf")
    text = response.content.decode()
    assert ("意见已提交给牵头单位。" in text, "已完成选址。" in text) == (True, True)


def test_remark_on_a_task_is_written_with_a_link(world, unit, other_unit, outsider_client):
    task = owe_task(unit, world.cycle, support=other_unit)
    url = reverse("admin:task_remarks", args=(world.cycle.pk, task.pk))
    data = {"write": "", "text": "好", "link": "https://example.gov.cn/a", "link_title": "公告"}
    outsider_client.post(url, data)
    assert Remark.objects.get().evidence.get().title == "公告"


def test_file_that_is_refused_keeps_the_words_and_writes_nothing(url, outsider_client):
    data = {"write": "", "text": "已完成选址。", "file": pdf(content=b"not a pdf")}
    response = outsider_client.post(url, data)
    assert (Remark.objects.count(), Evidence.objects.count()) == (0, 0)
    assert "已完成选址。</textarea>" in response.content.decode()


def test_remark_without_words_is_refused_beside_the_field(url, outsider_client):
    response = outsider_client.post(url, {"write": "", "text": " "})
    assert ("请填写意见。" in response.content.decode(), Remark.objects.count()) == (True, 0)


@pytest.fixture
def remark(world, item, other_unit, outsider):
    return make_remark(
        indicator=item, cycle=world.cycle, unit=other_unit, written_by=outsider, text="初稿"
    )


def test_own_remark_is_changed_given_a_file_and_deleted(url, remark, outsider_client):
    named = {"remark": remark.pk}
    outsider_client.post(url, named | {"change": "", "text": "定稿"})
    outsider_client.post(url, named | {"attach": "", "file": pdf(), "text": "定稿"})
    assert (Remark.objects.get().text, Evidence.objects.count()) == ("定稿", 1)
    outsider_client.post(url, named | {"delete": ""})
    assert (Remark.objects.count(), Evidence.objects.count()) == (0, 0)


def test_file_of_an_own_remark_is_taken_away(url, remark, outsider_client):
    outsider_client.post(url, {"remark": remark.pk, "attach": "", "file": pdf()})
    evidence = Evidence.objects.get()
    outsider_client.post(url, {"remark": remark.pk, "remove": evidence.pk})
    assert Evidence.objects.count() == 0


def test_nothing_to_attach_is_refused_beside_the_remark(url, remark, outsider_client):
    response = outsider_client.post(url, {"remark": remark.pk, "attach": ""})
    assert "请选择文件，或填写链接。" in response.content.decode()


@pytest.mark.parametrize("button", ("change", "delete", "attach", "remove"))
def test_remark_of_another_unit_is_not_found(world, url, item, outsider_client, button):
    foreign = make_remark(indicator=item, cycle=world.cycle, text="别家的")
    data = {"remark": foreign.pk, button: "1", "text": "改了", "file": pdf()}
    assert outsider_client.post(url, data).status_code == 404
    assert Remark.objects.get().text == "别家的"


def test_item_without_a_part_is_not_found(world, item, outsider_client, reporter_client):
    foreign = reverse("admin:task_remarks", args=(world.cycle.pk, world.task.pk))
    answers = [
        outsider_client.get(foreign),
        outsider_client.post(foreign, {"write": "", "text": "好"}),
    ]
    own = reporter_client.get(reverse("admin:figure_remarks", args=(world.cycle.pk, item.pk)))
    assert [answer.status_code for answer in (*answers, own)] == [404, 404, 404]
    assert Remark.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "seen"), [(ReportState.DRAFT, False), (ReportState.SUBMITTED, True)]
)
def test_leads_report_is_shown_once_it_was_handed_in(url, item, unit, outsider_client, state, seen):
    make_record(series=item.series, unit=unit, state=state, narrative="一期已投产")
    assert ("一期已投产" in outsider_client.get(url).content.decode()) is seen


def test_change_is_offered_to_its_author_while_the_lead_waits(
    url, item, unit, remark, outsider_client
):
    before = outsider_client.get(url).content.decode()
    make_record(series=item.series, unit=unit, state=ReportState.SUBMITTED)
    after = outsider_client.get(url).content.decode()
    assert ["保存修改" in text for text in (before, after)] == [True, False]
    assert "提交意见" in after


def test_lead_sees_remarks_beside_its_form(world, item, remark, reporter_client):
    url = reverse("admin:figure_entry", args=(world.cycle.pk, item.pk))
    text = reporter_client.get(url).content.decode()
    assert ("初稿" in text, "data-take-over" in text, "省交通运输厅" in text) == (True,) * 3


def test_supervisor_sees_remarks_on_the_review_page(world, supervisor_client):
    make_remark(task=world.report.task, cycle=world.cycle, text="配合部分已完成")
    url = reverse("admin:review_report", args=("task", world.report.pk))
    text = supervisor_client.get(url).content.decode()
    assert ("配合部分已完成" in text, "data-take-over" in text) == (True, False)


def test_page_costs_no_more_queries_for_more_remarks(
    world, item, url, outsider_client, count_queries
):
    costs = set()
    for _ in range(3):
        make_remark(indicator=item, cycle=world.cycle, unit=make_unit())
        costs.add(count_queries(outsider_client, url))
    assert len(costs) == 1
