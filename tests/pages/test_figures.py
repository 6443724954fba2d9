"""How figures, lights and findings are written on pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse

from planapp.domain.terms import Comparator, Light, ReportState, Status
from planapp.models import Gap, Indicator, Series
from planapp.services.gaps import recalculate_stale_gaps
from planapp.templatetags.figures import (
    difference_unit,
    finding,
    series_amount,
    target_phrase,
)
from tests.factories import (
    AT,
    make_gap,
    make_record,
    make_responsibility,
    make_task,
)


def render(source, query="", **context):
    request = RequestFactory().get(f"/list/{query}")
    template = Template("{% load look %}" + source)
    return template.render(Context({"request": request, **context})).strip()


@pytest.mark.parametrize(
    ("changes", "phrase"),
    [
        ({"target": Decimal(1200), "value_unit": "亿元"}, "≥ 1,200 亿元"),
        ({"target": Decimal("25.000000"), "value_unit": "%"}, "≥ 25%"),
        ({"target": Decimal(3), "value_unit": ""}, "≥ 3"),
        (
            {
                "comparator": Comparator.RANGE,
                "target": Decimal(3),
                "target_max": Decimal(5),
                "value_unit": "个",
            },
            "3–5 个",
        ),
    ],
)
def test_target_is_written_with_its_unit(changes, phrase):
    assert target_phrase(Indicator(**{"comparator": Comparator.GE} | changes)) == phrase


@pytest.mark.parametrize(
    ("value_unit", "between"), [("%", "个百分点"), ("‰", "个千分点"), ("亿元", "亿元"), ("", "")]
)
def test_difference_of_percents_is_in_points(value_unit, between):
    assert difference_unit(value_unit) == between


@pytest.mark.parametrize(("observed", "text"), [("亿元", "400"), ("万元", "400 万元")])
def test_figure_in_another_unit_than_the_column_says_so(observed, text):
    indicator = Indicator(value_unit="亿元", series=Series(value_unit=observed))
    assert series_amount(indicator, Decimal(400)) == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("lag", "words"),
    [
        (Decimal(270), "严重滞后，距序时差额 270 万千瓦"),
        (Decimal("-1.5"), "严重滞后，优于应达值 1.5 万千瓦"),
        (Decimal(0), "严重滞后"),
        (None, "严重滞后"),
    ],
)
def test_finding_says_how_far(lag, words):
    gap = make_gap(status=Status.BEHIND, light=Light.RED, lag=lag)
    assert finding(Gap.objects.get(pk=gap.pk)) == words


@pytest.mark.parametrize(
    ("url", "link"), [("?", "?light=red"), ("/gaps/?plan=1", "/gaps/?plan=1&amp;light=red")]
)
def test_counts_of_lights_have_words_and_lead_to_their_rows(url, link):
    html = render("{% light_counts counts url %}", counts={"green": 0, "red": 4}, url=url)
    assert html == (
        f'<span class="light-counts"><a class="chip chip-red" href="{link}">'
        '<span class="chip-shape" aria-hidden="true">■</span>严重滞后等 <b>4</b></a></span>'
    )


def test_counts_of_lights_without_an_address_are_words_alone():
    assert "<a" not in render("{% light_counts counts %}", counts={"green": 2})


def test_address_with_keeps_the_other_parameters():
    assert render('{% address_with "light" %}', "?plan=2&light=red&page=3") == "?plan=2"


@pytest.mark.django_db
def test_gap_list_marks_invented_and_unreviewed_figures(world, supervisor_client):
    make_record(
        series=world.indicator.series, state=ReportState.APPROVED, is_demo=True, value=Decimal(77)
    )
    rows = supervisor_client.get(reverse("admin:gap_list")).context["rows"]
    found = {gap.indicator: (backing.is_demo, backing.pending) for gap, backing in rows}
    waiting = Indicator.objects.get(series=world.record.series)
    assert found == {world.indicator: (True, None), waiting: (False, world.record)}


@pytest.mark.django_db
def test_every_figure_of_the_gap_list_leads_to_what_it_is_made_of(world, supervisor_client):
    Gap.objects.filter(indicator=world.indicator).update(
        actual=80, expected_value=75, completion="0.6", lag=5
    )
    page = supervisor_client.get(reverse("admin:gap_list")).content.decode()
    at = f"{world.indicator.get_absolute_url()}?cycle={world.cycle.pk}"
    places = {
        name: page.count(f"{at}#{name}") for name in ("base", "sentence", "records", "formula")
    }
    assert places == {"base": 1, "sentence": 1, "records": 1, "formula": 3}


@pytest.mark.django_db
def test_home_of_who_sees_everything_leads_to_the_plans_gaps(world, auditor_client):
    page = auditor_client.get(reverse("admin:index"))
    [row] = page.context["overview"].plans
    assert (row.plan, row.indicators.total, row.tasks.total) == (world.plan, 2, 2)
    assert (
        f"{reverse('admin:gap_list')}?plan={world.plan.pk}&amp;light=green" in page.content.decode()
    )


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["reporter_client", "outsider_client"])
def test_home_of_a_reporter_holds_no_overview(world, request, person):
    page = request.getfixturevalue(person).get(reverse("admin:index"))
    assert page.context["home_sections"] == ["planapp/parts/work_summary.html"]


@pytest.mark.django_db
@pytest.mark.parametrize(("tasks", "is_open"), [(7, True), (8, False)])
def test_many_tasks_are_folded_on_my_work(world, unit, reporter_client, tasks, is_open):
    for _ in range(tasks):  # beside the one of the small province
        make_responsibility(task=make_task(plan=world.plan), unit=unit)
    page = reporter_client.get(reverse("admin:my_work")).content.decode()
    start = page.index(f'任务 <span class="tab-count">{tasks + 1}</span>')
    assert page[:start].endswith(f'<details class="fold"{" open" if is_open else ""}><summary>')


@pytest.mark.django_db
def test_my_work_counts_the_working_days_left(world, reporter_client):
    work = reporter_client.get(reverse("admin:my_work")).context["work"]
    assert (work.next_due, work.workdays) == (world.cycle.due_on, 12)


@pytest.mark.django_db
def test_indicator_page_draws_the_way_of_what_was_computed(world, auditor_client):
    make_record(series=world.indicator.series, state=ReportState.APPROVED)
    Gap.objects.update(stale=True)
    recalculate_stale_gaps(on=AT.date(), at=AT)
    way = auditor_client.get(world.indicator.get_absolute_url()).context["way"]
    assert [point.label for point in way.chart.points] == ["80"]
    assert [gap is not None for _, gap in way.years] == [False, False, True, False, False]
