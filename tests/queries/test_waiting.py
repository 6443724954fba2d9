"""Why an indicator has no figure: in the list, on its page and in the counts by the same rule."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from planapp.domain.terms import ExtensionKind, ExtensionState, Light, Status
from planapp.models import Gap
from planapp.queries.duties import duties_on
from planapp.queries.overview import overview_on
from planapp.queries.unit_sheet import load_unit_sheet
from planapp.queries.waiting import unpublished, waiting_of
from tests.factories import (
    YEAR_END,
    make_cycle,
    make_extension,
    make_gap,
    make_indicator,
    make_responsibility,
    make_series,
)

pytestmark = pytest.mark.django_db

TODAY = date(2024, 1, 15)


def make_empty(*, month=None, noticed=None, until=None, as_of_on=YEAR_END, **changes):
    """A gap without data, of an owed indicator with what was granted about it."""
    indicator = make_indicator(series=make_series(publication_month=month))
    make_responsibility(indicator=indicator)
    cycle = make_cycle(plan=indicator.plan, as_of_on=as_of_on)
    granted = {"indicator": indicator, "cycle": cycle, "state": ExtensionState.GRANTED}
    if noticed:
        make_extension(**granted, kind=ExtensionKind.NOT_PUBLISHED, until=noticed)
    if until:
        make_extension(**granted, until=until)
    empty = {"status": Status.NO_DATA, "light": Light.GREY}
    return make_gap(indicator=indicator, cycle=cycle, **empty | changes)


def words_of(gap, on=TODAY):
    waiting = waiting_of([gap], on=on).get(gap.pk)
    return waiting and (waiting.word, waiting.sentence)


@pytest.mark.parametrize(
    ("about", "words"),
    [
        ({}, None),
        ({"month": 8}, ("数据未公布", "数据未公布，预计2024年8月公布")),
        ({"month": 1}, None),
        ({"month": 8, "as_of_on": date(2023, 6, 30)}, None),
        ({"noticed": date(2024, 2, 29)}, ("数据未公布", "数据未公布，预计2024年2月公布")),
        ({"noticed": date(2024, 1, 31)}, None),
        ({"until": date(2024, 2, 20)}, ("已延期", "已延期至2024年2月20日")),
        ({"until": TODAY}, ("已延期", "已延期至2024年1月15日")),
        ({"until": date(2024, 1, 12)}, None),
        ({"month": 8, "status": Status.ON_TRACK}, None),
    ],
)
def test_missing_figure_says_what_it_waits_for(about, words):
    assert words_of(make_empty(**about)) == words


@pytest.mark.parametrize("on", [date(2024, 1, 31), date(2024, 7, 31), date(2024, 8, 1)])
@pytest.mark.parametrize("about", [{"month": 8}, {"noticed": date(2024, 8, 31)}, {"month": 1}, {}])
def test_count_finds_what_the_words_say(about, on):
    gap = make_empty(**about)
    told = waiting_of([gap], on=on).get(gap.pk)
    found = unpublished(Gap.objects.all(), on=on).exists()
    assert found is (told is not None and told.published_in is not None)


def test_refused_notice_changes_nothing():
    gap = make_empty()
    make_extension(
        indicator=gap.indicator,
        cycle=gap.cycle,
        kind=ExtensionKind.NOT_PUBLISHED,
        state=ExtensionState.REFUSED,
    )
    assert words_of(gap) is None
    assert not unpublished(Gap.objects.all(), on=TODAY).exists()


@pytest.mark.parametrize("rows", [1, 3])
def test_words_of_any_number_cost_one_query(rows, django_assert_num_queries):
    for _ in range(rows):
        make_empty(noticed=date(2024, 8, 31))
    gaps = list(Gap.objects.select_related("indicator__series", "cycle"))
    with django_assert_num_queries(1):
        assert len(waiting_of(gaps, on=TODAY)) == rows


def test_gap_with_data_costs_no_query(django_assert_num_queries):
    gap = make_gap()
    with django_assert_num_queries(0):
        assert waiting_of([gap], on=TODAY) == {}


@pytest.mark.usefixtures("administrator")
def test_pages_say_that_the_figure_is_not_published(settings, supervisor_client):
    settings.DEMO_DAYS = [TODAY]
    gap = make_empty(noticed=date(2024, 8, 31))
    page = supervisor_client.get(reverse("admin:gap_list")).content.decode()
    assert "没有数据的指标中，1个是数据未公布" in page
    assert "预计2024年8月公布" in page
    page = supervisor_client.get(gap.indicator.get_absolute_url()).content.decode()
    assert page.count("数据未公布，预计2024年8月公布") >= 2
    assert "牵头单位还没有填报这个指标" not in page


def test_overview_blames_nobody_for_what_is_not_published():
    make_empty(noticed=date(2024, 8, 31))
    overview = overview_on(date(2024, 3, 1))
    assert (overview.late, overview.unpublished) == ([], 1)


@pytest.mark.parametrize(
    ("about", "state"),
    [
        ({}, "待填"),
        ({"noticed": date(2024, 8, 31)}, "数据未公布，预计2024年8月公布"),
        ({"until": date(2024, 2, 20)}, "待填，截止2024年2月20日"),
    ],
)
def test_sheet_of_the_unit_says_the_same(about, state):
    make_empty(**about)
    [duty] = duties = duties_on(TODAY)
    [row] = load_unit_sheet(duties, cycle=duty.cycle, unit=duty.unit).rows
    assert row.known["state"] == state


class Unpublished(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(
        month=st.none() | st.integers(1, 12),
        noticed=st.none() | st.dates(date(2024, 1, 1), date(2024, 12, 31)),
        until=st.none() | st.dates(date(2024, 1, 1), date(2024, 12, 31)),
        day=st.dates(date(2024, 1, 2), date(2025, 1, 31)),
    )
    def test_no_duty_is_both_overdue_and_unpublished(self, month, noticed, until, day):
        gap = make_empty(month=month, noticed=noticed, until=until)
        [duty] = duties_on(day)
        assert not (duty.is_overdue(day) and not duty.published)
        assert duty.due_on >= gap.cycle.due_on
        told = waiting_of([gap], on=day).get(gap.pk)
        assert duty.published is (told is None or told.published_in is None)
