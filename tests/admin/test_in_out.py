"""What a list gives to be taken along: as filtered, within one's scope, and on the record."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.domain.reading import read_table_file
from planapp.domain.terms import ReportState, SecurityKind
from planapp.models import SecurityEvent
from tests.factories import make_record, make_series

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
