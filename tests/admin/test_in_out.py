"""What a list gives to be taken along: as filtered, within one's scope, and on the record."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.domain.reading import read_table_file
from planapp.domain.terms import ReportState, SecurityKind
from planapp.models import SecurityEvent
from tests.factories import (
    make_annual_target,
    make_goal,
    make_indicator,
    make_plan,
    make_record,
    make_responsibility,
    make_series,
    make_task,
    make_unit_name,
)
from tests.searching import index_everything

pytestmark = pytest.mark.django_db

LIST = "admin:planapp_progressrecord_changelist"


def address(ending, slug="progress", query=""):
    return reverse("admin:planapp_progressrecord_export", args=(slug, ending)) + query


@pytest.fixture
def records(unit, other_unit):
    state = ReportState.APPROVED
    return [
        make_record(series=make_series(code="S1"), unit=unit, state=state, source="公报"),
        make_record(series=make_series(code="S2"), unit=other_unit, state=state, source="公报"),
        make_record(series=make_series(code="S3"), unit=unit, state=ReportState.RETURNED),
    ]


def codes(response, ending):
    [sheet] = read_table_file(response.getvalue(), f"数据.{ending}")
    return [row[0] for row in sheet.rows[1:]]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_list_goes_out_as_filtered_and_within_the_scope(
    records, administrator_client, reporter_client, ending
):
    everything = codes(administrator_client.get(address(ending)), ending)
    approved = administrator_client.get(address(ending, query="?state__exact=approved"))
    assert (everything, codes(approved, ending)) == (["S1", "S2", "S3"], ["S1", "S2"])
    assert codes(reporter_client.get(address(ending)), ending) == ["S1", "S3"]
    history = administrator_client.get(address(ending, "history"))
    assert codes(history, ending) == ["S1", "S2"]


def test_what_went_out_is_on_the_record(records, reporter, reporter_client):
    reporter_client.get(address("xlsx")).getvalue()
    event = SecurityEvent.objects.get(kind=SecurityKind.DOWNLOAD)
    assert (event.actor, event.subject.split("（")[0][:4]) == (reporter, "数据填报")


def test_what_there_is_not_is_not_found(administrator_client):
    for wrong in (address("exe"), address("csv", "users")):
        assert administrator_client.get(wrong).status_code == 404


def test_who_may_not_see_may_not_take_along(system_admin_client):
    assert system_admin_client.get(address("csv")).status_code == 403


def test_filter_that_cannot_be_leads_back_to_the_list(administrator_client):
    response = administrator_client.get(address("csv", query="?as_of_on=x"))
    assert (response.status_code, response["Location"]) == (302, "../../../")


def test_list_leads_to_export_and_import(records, administrator_client, auditor_client):
    text = administrator_client.get(reverse(LIST), {"state__exact": "approved"}).content.decode()
    for link in ("export/progress/xlsx/?state__exact=approved", "export/history/xlsx/"):
        assert f'href="{link}"' in text
    imports = f'class="button" href="{reverse("admin:import_list")}">导入</a></li>'
    assert imports in text
    assert imports not in auditor_client.get(reverse(LIST)).content.decode()


def exported(client, model, slug, query=""):
    url = reverse(f"admin:planapp_{model}_export", args=(slug, "csv")) + query
    [sheet] = read_table_file(client.get(url).getvalue(), "数据.csv")
    return [row[0] for row in sheet.rows[1:]]


def test_lists_of_a_plans_items_go_out_within_the_scope(
    administrator_client, reporter_client, unit
):
    mine, other = make_plan(code="P1"), make_plan(code="P2")
    indicators = [make_indicator(plan=plan, code=f"{plan.code}-I") for plan in (mine, other)]
    tasks = [make_task(plan=plan, code=f"{plan.code}-T") for plan in (mine, other)]
    for indicator in indicators:
        make_annual_target(indicator=indicator, year=2024)
    make_goal(plan=mine, code="P1-G")
    make_responsibility(indicator=indicators[0], unit=unit)
    make_responsibility(task=tasks[0], unit=unit)
    index_everything()
    lists = [
        ("indicator", "indicators", ["P1-I", "P2-I"], ["P1-I"]),
        ("annualtarget", "annual-targets", ["P1-I", "P2-I"], ["P1-I"]),
        ("task", "tasks", ["P1-T", "P2-T"], ["P1-T"]),
        ("plan", "plans", ["P1", "P2"], ["P1"]),
    ]
    for model, slug, everything, own in lists:
        assert exported(administrator_client, model, slug) == everything
        assert exported(reporter_client, model, slug) == own
        assert exported(administrator_client, model, slug, "?q=P2") == everything[1:]
    assert exported(administrator_client, "goal", "goals") == ["P1-G"]
    series = [one.series.code for one in indicators]
    assert exported(administrator_client, "series", "series") == series


def test_register_goes_out_with_its_other_names(administrator_client, unit, office):
    make_unit_name(unit=unit, name="省能源办")
    assert exported(administrator_client, "unit", "units") == [unit.code, office.code]
    assert exported(administrator_client, "unit", "unit-names") == [unit.code]
    assert exported(administrator_client, "unit", "successions") == []


def test_accounts_go_out_to_who_keeps_them_and_without_passwords(
    security_admin_client, auditor_client, reporter_client, reporter
):
    url = reverse("admin:planapp_user_export", args=("users", "csv"))
    content = security_admin_client.get(url).getvalue().decode()
    assert reporter.username in content
    assert reporter.password not in content
    roles = exported(security_admin_client, "membership", "memberships")
    assert reporter.username in roles
    for client in (auditor_client, reporter_client):
        assert client.get(url).status_code == 403
