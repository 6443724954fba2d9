"""The pages of what was checked on the spot."""

from __future__ import annotations

import pytest
from django.urls import reverse

from planapp.domain.terms import CheckFinding, ReportState
from planapp.models import CheckVisit
from tests.factories import AT, make_check_visit, make_indicator, make_record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]
LIST = "admin:check_visits"


def filled_in(**changes):
    usual = {
        "visited_on": "2024-01-10",
        "visitors": "王督查",
        "finding": "differs",
        "found_value": "95",
        "details": "少计两家企业。",
    }
    return usual | changes


def test_visit_is_written_and_shown_everywhere(world, supervisor_client):
    url = reverse("admin:add_check_visit", args=("record", world.record.pk))
    done = supervisor_client.post(url, filled_in(), follow=True)
    visit = CheckVisit.objects.get()
    assert done.redirect_chain[-1][0] == reverse("admin:check_visit", args=(visit.pk,))
    assert "少计两家企业。" in supervisor_client.get(reverse(LIST)).text
    indicator = world.record.series.indicators.get()
    for page in (url, indicator.get_absolute_url()):
        assert "少计两家企业。" in supervisor_client.get(page).text


def test_visit_to_a_task_asks_for_no_figure(world, supervisor_client):
    url = reverse("admin:add_check_visit", args=("task", world.report.pk))
    assert "核查数值" not in supervisor_client.get(url).text
    supervisor_client.post(url, filled_in(finding="true"))
    assert CheckVisit.objects.get().report == world.report
    page = supervisor_client.get(reverse("admin:task", args=(world.report.task_id,)))
    assert "少计两家企业。" in page.text


def test_incomplete_visit_keeps_what_was_typed(world, supervisor_client):
    url = reverse("admin:add_check_visit", args=("record", world.record.pk))
    page = supervisor_client.post(url, filled_in(found_value=""))
    assert "请填写核查到的数值" in page.text
    assert "少计两家企业。" in page.text
    assert CheckVisit.objects.count() == 0


def test_draft_and_unknown_reports_are_not_found(world, supervisor_client):
    draft = make_record(series=world.indicator.series, unit=world.record.unit)
    for kind, pk in (("record", draft.pk), ("record", 999999), ("else", world.record.pk)):
        url = reverse("admin:add_check_visit", args=(kind, pk))
        assert supervisor_client.get(url).status_code == 404


def test_evidence_is_added_by_who_wrote_the_visit(
    world, supervisor, supervisor_client, auditor_client
):
    visit = make_check_visit(record=world.record, written_by=supervisor)
    url = reverse("admin:check_visit", args=(visit.pk,))
    link = {"attach": "1", "link": "https://www.example.gov.cn/photo", "link_title": "照片"}
    auditor_client.post(url, link)
    assert visit.evidence.count() == 0
    supervisor_client.post(url, link)
    assert visit.evidence.get().title == "照片"
    assert "照片" in auditor_client.get(url).text
    supervisor_client.post(url, {"remove": str(visit.evidence.get().pk)})
    assert visit.evidence.count() == 0


def test_list_is_narrowed_and_says_when_it_is_empty(world, supervisor_client):
    assert "还没有核查记录" in supervisor_client.get(reverse(LIST)).text
    make_check_visit(record=world.record, finding=CheckFinding.TRUE, details="一致")
    assert (
        "没有符合条件的核查记录"
        in supervisor_client.get(reverse(LIST), {"finding": "differs"}).text
    )
    assert "共1次核查" in supervisor_client.get(reverse(LIST), {"q": "一致"}).text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_costs_the_same_for_one_row_and_three(
    supervisor_client, rows, django_assert_num_queries, unit
):
    for _ in range(rows):
        record = make_record(
            series=make_indicator().series, unit=unit, state=ReportState.APPROVED, reviewed_at=AT
        )
        make_check_visit(record=record)
    supervisor_client.get(reverse(LIST))
    with django_assert_num_queries(8):
        assert len(supervisor_client.get(reverse(LIST)).context["page"]) == rows
