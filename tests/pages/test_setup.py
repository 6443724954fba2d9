"""The set-up grid and the rounds of reporting."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from planapp.models import ReportingCycle
from tests.factories import (
    make_indicator,
    make_light_policy,
    make_plan,
    make_responsibility,
    make_succession,
    make_task,
    make_unit,
    shared_region,
)

ANNUAL = {"kind": "annual"}
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


@pytest.fixture
def plan():
    plan = make_plan()
    make_light_policy(plan=plan)
    return plan


def url(plan, name="plan_setup", *more):
    return reverse(f"admin:{name}", args=(plan.pk, *more))


def grid(*indicators, **changes):
    """What the browser sends for rows that stay as they are, but for `changes` in the first."""
    data = {}
    for indicator in indicators:
        lead = indicator.responsibilities.first()
        row = {
            "tracked": "on",
            "lead": lead.unit_id if lead else "",
            "base_year": indicator.base_year,
            "base_value": indicator.base_value,
            "base_source": indicator.base_source,
            "attribute": indicator.attribute,
            "entry": indicator.series.entry,
            "path": indicator.path,
            "value_unit": indicator.series.value_unit,
            "scope": indicator.series.scope,
            "provider": indicator.series.provider_id or "",
            "publication_month": "",
        }
        row |= changes if indicator is indicators[0] else {}
        data |= {f"i{indicator.pk}-{name}": value for name, value in row.items()}
    return data


def messages_of(response):
    return [str(message) for message in response.context["messages"]]


def test_set_up_of_a_plan_without_indicators_says_so(plan, administrator_client):
    assert "这个规划没有指标" in administrator_client.get(url(plan)).content.decode()


def test_set_up_shows_what_is_missing(plan, administrator_client):
    make_indicator(plan=plan, base_value=None)
    text = administrator_client.get(url(plan)).content.decode()
    assert "1 个跟踪指标没有牵头单位" in text
    assert "1 个跟踪指标没有基期值" in text


def test_set_up_costs_no_more_queries_for_more_indicators(
    plan, administrator_client, count_queries
):
    costs = set()
    for _ in range(3):
        make_responsibility(indicator=make_indicator(plan=plan), unit=make_unit())
        make_task(plan=plan)
        costs.add(count_queries(administrator_client, url(plan)))
    assert len(costs) == 1


def test_saved_grid_writes_all_rows(plan, unit, administrator_client):
    first, second = make_indicator(plan=plan), make_indicator(plan=plan)
    response = administrator_client.post(
        url(plan),
        grid(first, second, lead=unit.pk, base_value="60.5", base_source="年鉴", tracked=""),
    )
    first.refresh_from_db()
    assert response["Location"] == url(plan)
    assert (first.base_value, first.base_source, first.tracked) == (Decimal("60.5"), "年鉴", False)
    assert first.responsibilities.get().unit == unit
    assert second.responsibilities.count() == 0


def test_provider_scope_and_month_are_those_of_the_series(plan, unit, administrator_client):
    indicator = make_indicator(plan=plan)
    data = grid(indicator, provider=unit.pk, scope="规模以上工业", publication_month="4")
    administrator_client.post(url(plan), data)
    series = type(indicator.series).objects.get(pk=indicator.series_id)
    kept = (series.provider, series.scope, series.publication_month)
    assert kept == (unit, "规模以上工业", 4)


def test_narrowed_grid_shows_and_saves_only_what_lacks_something(plan, unit, administrator_client):
    whole, bare = make_indicator(plan=plan), make_indicator(plan=plan, base_value=None)
    for indicator in (whole, bare):
        make_responsibility(indicator=indicator, unit=unit)
    response = administrator_client.get(url(plan) + "?lack=any")
    assert [row.indicator for row in response.context["rows"]] == [bare]
    assert "共2个指标，此处列出 1 个" in response.content.decode()
    sent = grid(bare, base_value="7", base_source="年鉴")
    saved = administrator_client.post(url(plan) + "?lack=any", sent)
    assert saved["Location"] == url(plan) + "?lack=any"
    whole.refresh_from_db()
    assert (whole.tracked, whole.base_value) == (True, Decimal(50))
    assert "没有缺项的指标" in administrator_client.get(url(plan) + "?lack=any").content.decode()


def test_lead_that_is_no_more_is_shown_with_who_carries_its_duties(plan, administrator_client):
    gone = make_unit(valid_to=date(2022, 12, 31))
    make_succession(predecessor=gone, successor=make_unit(name="省新局"), on=date(2023, 1, 1))
    make_responsibility(indicator=make_indicator(plan=plan), unit=gone)
    assert "已撤销，今由省新局承担" in administrator_client.get(url(plan)).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("base_value", "很多"),
        ("base_value", "NaN"),
        ("base_year", "1"),
        ("base_source", ""),
        ("publication_month", "13"),
        ("lead", "987654"),
        ("attribute", "other"),
    ],
)
def test_grid_with_an_error_shows_it_in_its_row_and_writes_nothing(
    plan, administrator_client, *, field, value
):
    bad, good = make_indicator(plan=plan), make_indicator(plan=plan)
    data = grid(bad, good, **{field: value})
    data[f"i{good.pk}-base_source"] = "年鉴"
    response = administrator_client.post(url(plan), data)
    good.refresh_from_db()
    form, other = (each.form for each in response.context["rows"])
    assert (list(form.errors), list(other.errors)) == ([field], [])
    assert (response.status_code, good.base_source) == (200, "2020年统计公报")


def test_grid_refused_by_the_service_names_the_row(plan, administrator_client):
    indicator = make_indicator(plan=plan)
    response = administrator_client.post(url(plan), grid(indicator, base_year="2025"))
    assert messages_of(response) == [f"“{indicator}”的基期年须早于目标年（2025）。"]


def test_lead_once_given_can_only_be_replaced(plan, unit, administrator_client):
    indicator = make_indicator(plan=plan)
    make_responsibility(indicator=indicator, unit=unit)
    response = administrator_client.post(url(plan), grid(indicator, lead=""))
    [form] = (each.form for each in response.context["rows"])
    assert form.errors["lead"] == ["已有牵头单位，只能改为另一个单位。"]


def test_lead_that_no_longer_exists_stays_until_it_is_replaced(plan, administrator_client):
    indicator = make_indicator(plan=plan)
    gone = make_unit(valid_to=date(2022, 1, 1))
    make_responsibility(indicator=indicator, unit=gone)
    response = administrator_client.post(url(plan), grid(indicator))
    assert (response.status_code, indicator.responsibilities.get().unit) == (302, gone)


def test_default_lead_is_given_to_what_names_none(unit, administrator_client):
    plan = make_plan(default_lead=unit)
    indicator = make_indicator(plan=plan)
    response = administrator_client.post(url(plan, "give_default_lead"))
    assert response["Location"] == url(plan)
    assert indicator.responsibilities.get().unit == unit


def test_cycle_is_opened_and_leads_back(plan, unit, administrator_client):
    make_responsibility(indicator=make_indicator(plan=plan), unit=unit)
    dates = ANNUAL | {"as_of_on": "2023-12-31", "opens_on": "2024-01-01", "due_on": "2024-02-29"}
    response = administrator_client.post(url(plan, "start_cycle"), dates)
    cycle = ReportingCycle.objects.get()
    assert (response["Location"], cycle.due_on) == (url(plan), date(2024, 2, 29))


@pytest.mark.parametrize(
    ("field", "value"), [("as_of_on", ""), ("opens_on", "明天"), ("due_on", "2024-02-30")]
)
def test_cycle_with_a_wrong_date_shows_the_error_beside_it(
    plan, administrator_client, *, field, value
):
    make_indicator(plan=plan)
    dates = ANNUAL | {"as_of_on": "2023-12-31", "opens_on": "2024-01-01", "due_on": "2024-02-29"}
    response = administrator_client.post(url(plan, "start_cycle"), dates | {field: value})
    assert list(response.context["cycle_form"].errors) == [field]
    assert 'class="errorlist"' in response.content.decode()
    assert [each.form.is_bound for each in response.context["rows"]] == [False]
    assert ReportingCycle.objects.count() == 0


def test_cycle_that_is_refused_says_why_and_keeps_the_dates(plan, administrator_client):
    dates = ANNUAL | {"as_of_on": "2023-12-31", "opens_on": "2024-03-01", "due_on": "2024-02-29"}
    response = administrator_client.post(url(plan, "start_cycle"), dates)
    form = response.context["cycle_form"]
    assert [str(each) for each in form.errors["due_on"]] == ["填报截止不能早于开始填报。"]
    assert form["opens_on"].value() == "2024-03-01"


def test_units_to_choose_from_are_the_living_ones_of_the_region(plan, administrator_client):
    living = make_unit(region=shared_region())
    make_unit(valid_to=date(2020, 1, 1))
    make_indicator(plan=plan)
    [row] = administrator_client.get(url(plan)).context["rows"]
    offered = {pk for pk, _ in row.form.fields["lead"].choices if pk}
    assert living.pk in offered
    assert offered == set(shared_region().units.filter(valid_to=None).values_list("pk", flat=True))
