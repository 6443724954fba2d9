"""The page 搜索 and the search field of every page: who finds what, and where it leads."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from planapp.domain.terms import PlanStatus, Role
from tests.factories import (
    make_goal,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_supervision,
    make_task,
    make_unit,
    make_unit_name,
)
from tests.searching import index_everything

pytestmark = pytest.mark.django_db

URL = "/admin/search/"


def search(client, **asked):
    page = client.get(URL, asked)
    assert page.status_code == 200
    return page


def titles(page):
    return {
        str(group.kind): ["".join(piece.text for piece in each.title) for each in group.results]
        for group in page.context["groups"]
    }


@pytest.fixture
def plan(unit):
    plan = make_plan(title="云南省医药工业规划")
    indicator = make_indicator(plan=plan, name="医药工业产值", quote="产值达到1200亿元。")
    task = make_task(plan=plan, title="建设疫苗基地", quote="建设疫苗基地，壮大医药产业。")
    for item in ({"indicator": indicator}, {"task": task}):
        make_responsibility(unit=unit, role=Role.LEAD, **item)
    make_goal(plan=plan, heading="规模壮大", quote="医药工业规模壮大。")
    make_unit_name(unit=make_unit(name="省药品监管局"), name="省医药局")
    other = make_plan(title="贵州省医药规划", status=PlanStatus.WITHDRAWN, is_exercise=True)
    make_task(plan=other, title="医药流通")
    index_everything()
    return plan


def test_each_kind_shows_what_was_found_with_the_hit_marked(supervisor_client, plan, unit):
    page = search(supervisor_client, q="医药")
    assert titles(page) == {
        "plan": ["云南省医药工业规划", "贵州省医药规划"],
        "indicator": ["医药工业产值"],
        "task": ["医药流通", "建设疫苗基地"],  # named so before what only says so
        "goal": ["规模壮大"],
        "unit": ["省药品监管局"],
    }
    text = page.text
    assert "<mark>医药</mark>工业产值" in text
    assert "建设疫苗基地，壮大<mark>医药</mark>产业。" in text
    assert "又称 省<mark>医药</mark>局" in text
    assert f"牵头 {unit.name}" in text
    assert text.count('<span class="tag tag-yellow">演练</span>') == 2
    assert text.count('<span class="tag tag-red">已撤销</span>') == 2
    assert "共2个规划" in text


def test_words_must_all_be_there_and_may_be_two_characters(supervisor_client, plan):
    assert titles(search(supervisor_client, q="疫苗 壮大")) == {"task": ["建设疫苗基地"]}
    assert titles(search(supervisor_client, q="云南 疫苗")) == {}


def test_filters_by_kind_and_plan_stay_in_the_address(supervisor_client, plan):
    page = search(supervisor_client, q="医药", kind="task", plan=plan.pk)
    assert titles(page) == {"task": ["建设疫苗基地"]}
    tabs = {tab["label"]: (tab["url"], tab["active"]) for tab in page.context["tabs"]}
    assert tabs["任务"][1]
    assert tabs["目标"][0] == f"?q=%E5%8C%BB%E8%8D%AF&kind=goal&plan={plan.pk}"
    assert "规划：<b>云南省医药工业规划</b>" in page.text
    for wrong in ({"kind": "series"}, {"kind": "x"}, {"plan": "x"}, {"page": "99"}):
        assert len(titles(search(supervisor_client, q="医药", **wrong))) == 5


def test_what_leads_nowhere_says_why(supervisor_client, plan):
    assert "没有找到同时含有这些词的内容" in search(supervisor_client, q="不存在").text
    assert "没有找到同时含有这些词的内容" in search(supervisor_client, q="%'\"").text
    assert "输入要找的词" in search(supervisor_client).text
    narrowed = search(supervisor_client, q="不存在", plan=plan.pk)
    assert "规划：<b>云南省医药工业规划</b>" in narrowed.text  # can be taken off again
    assert "<mark><script>" not in search(supervisor_client, q="<script>").text


def test_staff_find_their_units_items_and_links_they_may_open(
    reporter_client, outsider_client, supervisor_client, plan
):
    page = search(reporter_client, q="医药")
    assert titles(page) == {
        "plan": ["云南省医药工业规划"],
        "indicator": ["医药工业产值"],
        "task": ["建设疫苗基地"],
        "unit": ["省药品监管局"],
    }
    for client in (reporter_client, supervisor_client):
        groups = search(client, q="医药").context["groups"]
        urls = [each.url for group in groups for each in group.results]
        assert [url for url in urls if client.get(url).status_code != 200] == []
    assert titles(search(outsider_client, q="医药")) == {"unit": ["省药品监管局"]}
    assert plan.title not in search(outsider_client, q="医药", plan=plan.pk).text


def test_a_supervisor_finds_what_was_assigned(client, supervisor, plan):
    supervisor.supervisions.all().delete()
    make_supervision(user=supervisor, plan=plan)
    client.force_login(supervisor)
    assert titles(search(client, q="医药"))["plan"] == ["云南省医药工业规划"]


def test_who_has_no_business_data_is_refused_and_gets_no_field(
    system_admin_client, security_admin_client, reporter_client
):
    for client in (system_admin_client, security_admin_client):
        assert client.get(URL, {"q": "医药"}).status_code == 403
        assert "data-search-all" not in client.get("/admin/").text
    assert "data-search-all" in reporter_client.get("/admin/").text


def test_a_kind_comes_in_pages(supervisor_client):
    for number in range(25):
        make_task(title=f"医药任务{number}", quote="略")
    index_everything()
    page = search(supervisor_client, q="医药")
    assert len(titles(page)["task"]) == 5
    assert "全部任务（共25项任务）" in page.text
    shown = [titles(search(supervisor_client, q="医药", kind="task", page=n))["task"] for n in "12"]
    assert [len(each) for each in shown] == [20, 5]
    assert len({title for each in shown for title in each}) == 25


@pytest.mark.parametrize("number", [1, 3])
def test_search_costs_as_many_queries_however_much_is_found(
    number, supervisor_client, unit, count_queries
):
    for at in range(number):
        plan = make_plan(title=f"医药规划{at}")
        make_responsibility(unit=unit, indicator=make_indicator(plan=plan, name="医药产值"))
        make_responsibility(unit=unit, task=make_task(plan=plan, title="医药任务"))
        make_goal(plan=plan, heading="医药规模")
        make_unit_name(unit=make_unit(name=f"省医药局{at}"))
    index_everything()
    assert count_queries(supervisor_client, f"{URL}?q=医药") == 27


def test_tables_of_the_admin_are_searched_by_the_same_index(administrator_client, unit):
    plan = make_plan(title="医药规划")
    indicator = make_indicator(plan=plan, name="疫苗产量", series=make_series(name="疫苗产量"))
    make_responsibility(unit=unit, indicator=indicator)
    record = make_record(series=indicator.series, unit=unit, state="submitted")
    make_record(unit=make_unit(), state="submitted", as_of_on=date(2020, 12, 31))
    index_everything()

    def listed(table, query):
        page = administrator_client.get(reverse(f"admin:planapp_{table}_changelist"), {"q": query})
        return [row.pk for row in page.context["cl"].result_list]

    assert listed("indicator", "疫苗") == [indicator.pk]
    assert listed("plan", "医药") == [plan.pk]
    assert listed("responsibility", f"疫苗 {unit.name}") == [indicator.responsibilities.get().pk]
    assert listed("progressrecord", "疫苗") == [record.pk]
    assert listed("progressrecord", unit.name) == [record.pk]
    assert listed("progressrecord", "疫苗 交通") == []
    asked = {"app_label": "planapp", "model_name": "unitsuccession", "field_name": "successor"}
    looked_up = administrator_client.get("/admin/autocomplete/", {**asked, "term": unit.name[1:3]})
    assert [each["id"] for each in looked_up.json()["results"]] == [str(unit.pk)]
