"""我的填报."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from planapp.domain.terms import ReportState, Role, SubmissionKind
from tests.factories import (
    make_cycle,
    make_gap,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_submission,
)
from tests.work import make_handling, make_remark, make_round, owe_indicator, owe_task

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

URL = "/admin/my/"


def groups_of(response):
    return {
        group.label: [str(row.duty.item) for row in (*group.indicators, *group.tasks)]
        for group in response.context["groups"]
        if group.number
    }


def test_address_of_the_page_is_short():
    assert reverse("admin:my_work") == URL


def test_page_without_duties_says_so(reporter_client):
    assert "现在没有要填报的事项" in reporter_client.get(URL).content.decode()


def test_duties_stand_in_groups_by_their_state(world, unit, reporter_client):
    states = {}
    for state in ReportState:
        if state is ReportState.SUPERSEDED:
            continue
        indicator = make_indicator(plan=world.plan)
        make_responsibility(indicator=indicator, unit=unit)
        make_record(series=indicator.series, unit=unit, state=state)
        states[state] = str(indicator)
    assert groups_of(reporter_client.get(URL)) == {
        "被退回": [states["returned"]],
        "待填": [str(world.indicator), str(world.task)],
        "已存草稿": [states["draft"]],
        "待单位确认": [states["confirming"]],
        "已提交": [
            world.record.series.name,
            states["submitted"],
            str(world.report.task),
        ],
        "已审核": [states["approved"]],
    }


def test_duties_of_other_units_are_not_shown(world, outsider_client):
    response = outsider_client.get(URL)
    assert (groups_of(response), response.context["work"].supporting) == ({}, [])


def test_supported_items_stand_apart_without_a_link_to_fill_in(world, other_unit, outsider_client):
    make_responsibility(indicator=world.indicator, unit=other_unit, role=Role.SUPPORT)
    response = outsider_client.get(URL)
    assert [str(each.duty.item) for each in response.context["supporting"]] == [
        str(world.indicator)
    ]
    remarks = reverse("admin:figure_remarks", args=(world.cycle.pk, world.indicator.pk))
    assert remarks in response.content.decode()
    entry = reverse("admin:figure_entry", args=(world.cycle.pk, world.indicator.pk))
    assert entry not in response.content.decode()


def shown(response):
    return [str(row.duty.item) for group in response.context["groups"] for row in group.shown]


def tabs_of(response):
    return {tab["label"]: (tab["count"], tab["active"]) for tab in response.context["tabs"]}


def test_page_shows_the_whole_unit_where_nothing_was_handed_out(unit, reporter_client):
    item = owe_indicator(unit, make_round())
    response = reporter_client.get(URL)
    assert (shown(response), response.context["tabs"]) == ([str(item)], [])


def test_person_sees_first_what_was_handed_to_them(unit, reporter, reporter_client):
    cycle = make_round()
    mine, others = owe_indicator(unit, cycle), owe_task(unit, cycle)
    make_handling(cycle=cycle, indicator=mine, unit=unit, person=reporter, due_on=date(2024, 1, 10))
    response = reporter_client.get(URL)
    assert shown(response) == [str(mine)]
    assert tabs_of(response) == {"我承办的": (1, True), "全单位": (2, False)}
    text = response.content.decode()
    assert ("内部时限 2024年1月10日" in text, "内部逾期" in text) == (True, True)
    assert shown(reporter_client.get(URL + "?view=all")) == [str(mine), str(others)]


def test_office_has_a_view_of_its_own(unit, reporter, reporter_client):
    cycle = make_round()
    mine, _ = owe_indicator(unit, cycle), owe_indicator(unit, cycle)
    make_handling(cycle=cycle, indicator=mine, unit=unit, office="规划处")
    reporter.memberships.update(office="规划处")
    response = reporter_client.get(URL + "?view=office")
    assert shown(response) == [str(mine)]
    assert tabs_of(response) == {
        "我承办的": (0, False),
        "本处室": (1, True),
        "全单位": (2, False),
    }


def test_rows_are_narrowed_by_state_plan_and_light(unit, reporter_client):
    first, second = make_round(), make_round()
    draft, other = owe_indicator(unit, first), owe_indicator(unit, second)
    make_record(series=draft.series, unit=unit)
    before = make_cycle(plan=second.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    make_gap(indicator=other, cycle=before, actual=60, light="red", status="behind")
    found = {
        query: shown(reporter_client.get(f"{URL}?{query}"))
        for query in ("state=draft", "state=open", f"plan={second.plan_id}", "light=red", "light=")
    }
    assert found == {
        "state=draft": [str(draft)],
        "state=open": [str(other)],
        f"plan={second.plan_id}": [str(other)],
        "light=red": [str(other)],
        "light=": [str(other), str(draft)],
    }


def test_worst_light_comes_first_when_asked_for(unit, reporter_client):
    cycle = make_round()
    before = make_cycle(plan=cycle.plan, as_of_on=date(2022, 12, 31), closed_on=date(2023, 3, 1))
    items = {light: owe_indicator(unit, cycle) for light in ("green", "red", "yellow")}
    for light, item in items.items():
        make_gap(indicator=item, cycle=before, actual=60, light=light)
    never = owe_indicator(unit, cycle)
    response = reporter_client.get(URL + "?sort=light")
    wanted = [items["red"], items["yellow"], items["green"], never]
    assert shown(response) == [str(item) for item in wanted]
    assert shown(reporter_client.get(URL + "?sort=-light")) == [str(one) for one in wanted[::-1]]


def test_inner_date_counts_where_rows_stand_by_date(unit, reporter_client):
    cycle = make_round()
    later, sooner = owe_indicator(unit, cycle), owe_indicator(unit, cycle)
    make_handling(cycle=cycle, indicator=sooner, unit=unit, due_on=date(2024, 1, 20))
    assert shown(reporter_client.get(URL + "?sort=due")) == [str(sooner), str(later)]


@pytest.mark.parametrize(("state", "label"), [("overdue", "逾期"), ("late_inside", "内部逾期")])
def test_what_is_late_is_counted_and_leads_to_its_list(
    unit, reporter_client, settings, state, label
):
    day = date(2024, 2, 5)
    settings.DEMO_DAYS = [day]
    late = {
        "overdue": owe_indicator(unit, make_round()),
        "late_inside": owe_indicator(unit, cycle := make_cycle(plan=make_plan(), due_on=day)),
    }
    make_handling(cycle=cycle, indicator=late["late_inside"], unit=unit, due_on=date(2024, 2, 1))
    response = reporter_client.get(f"{URL}?state={state}")
    counts = {count["label"]: count["number"] for count in response.context["counts"]}
    assert (shown(response), counts[label]) == ([str(late[state])], 1)


def test_long_group_shows_its_first_and_all_of_them_by_pages(unit, reporter_client):
    cycle = make_round()
    for _ in range(52):
        owe_indicator(unit, cycle)
    group = next(g for g in reporter_client.get(URL).context["groups"] if g.key == "open")
    assert (group.number, len(group.shown), group.left) == (52, 20, 32)
    first = reporter_client.get(URL + "?state=open")
    second = reporter_client.get(URL + "?state=open&page=2")
    assert [len(shown(page)) for page in (first, second)] == [50, 2]


def test_long_list_of_tasks_alone_is_open_at_once(unit, reporter_client):
    cycle = make_round()
    for _ in range(9):
        owe_task(unit, cycle)
    assert '<details class="fold" open>' in reporter_client.get(URL).content.decode()


def test_supported_item_tells_its_date_and_whether_something_was_said(
    unit, other_unit, outsider_client
):
    cycle = make_round()
    cycle.internal_due_on = date(2024, 1, 12)
    cycle.save()
    said, unsaid = (owe_indicator(unit, cycle, support=other_unit) for _ in range(2))
    make_remark(indicator=said, cycle=cycle, unit=other_unit)
    response = outsider_client.get(URL)
    rows = {str(each.duty.item): len(each.own) for each in response.context["supporting"]}
    assert rows == {str(said): 1, str(unsaid): 0}
    text = response.content.decode()
    assert (text.count("2024年1月12日"), text.count("未提意见")) == (2, 1)
    assert len(outsider_client.get(URL + "?state=supporting").context["supporting"]) == 2


def test_state_without_rows_says_so(unit, reporter_client):
    owe_indicator(unit, make_round())
    assert "没有符合条件的事项" in reporter_client.get(URL + "?state=returned").content.decode()


@pytest.mark.parametrize("who", ("unit_head", "reporter"))
def test_way_to_hand_out_is_shown_to_who_may(unit, who, request, client):
    cycle = make_round()
    owe_indicator(unit, cycle)
    client.force_login(request.getfixturevalue(who))
    url = reverse("admin:handling", args=(cycle.pk, unit.pk))
    assert (url in client.get(URL).content.decode()) is (who == "unit_head")


def test_items_of_an_empty_report_are_counted_and_lead_to_their_list(
    world, unit, reporter, reporter_client
):
    world.report.submission = make_submission(
        cycle=world.cycle, unit=unit, kind=SubmissionKind.NOTHING, made_by=reporter
    )
    world.report.save()
    counts = {each["label"]: each for each in reporter_client.get(URL).context["counts"]}
    assert counts["零报告"]["number"] == 1
    assert shown(reporter_client.get(URL + counts["零报告"]["url"])) == [str(world.report.task)]


def test_more_time_is_offered_for_what_is_not_yet_due(world, unit, reporter_client):
    boxes = reporter_client.get(URL).content.decode().count('name="item"')
    assert boxes == 2  # what was handed in needs none
    world.cycle.due_on = date(2024, 1, 12)
    world.cycle.save()
    assert 'name="item"' not in reporter_client.get(URL).content.decode()


def test_name_of_an_item_leads_to_where_it_is_filled_in(world, reporter_client):
    address = reverse("admin:figure_entry", args=(world.cycle.pk, world.indicator.pk))
    page = reporter_client.get(URL).content.decode()
    assert f'<a href="{address}">{world.indicator}</a>' in page
