"""Which years the work calendar lacks, and when that matters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from planapp.domain.terms import ExtensionState
from planapp.queries.workdays import UnknownYear, unknown_years
from tests.factories import make_cycle, make_extension, make_workday

pytestmark = pytest.mark.django_db


def know(*years):
    for year in years:
        for number in range(5):
            make_workday(day=date(year, 10, 1) + timedelta(days=number))


def test_coming_year_is_missed_from_november_on():
    know(2025)
    assert unknown_years(date(2025, 10, 31)) == []
    assert unknown_years(date(2025, 11, 1)) == [UnknownYear(2026, None)]
    know(2026)
    assert unknown_years(date(2025, 12, 31)) == []


def test_current_year_is_missed_all_the_time():
    assert unknown_years(date(2025, 3, 1)) == [UnknownYear(2025, None)]


def test_year_in_which_a_round_or_a_granted_day_falls_is_missed_before():
    know(2025)
    make_cycle(as_of_on=date(2025, 12, 31))
    assert unknown_years(date(2025, 3, 1)) == [UnknownYear(2026, date(2026, 1, 31))]
    closed = make_cycle(as_of_on=date(2026, 12, 31), closed_on=date(2025, 2, 1))
    granted = {"state": ExtensionState.GRANTED, "granted_until": date(2027, 1, 5)}
    make_extension(cycle=closed, **granted)
    assert unknown_years(date(2025, 3, 1)) == [UnknownYear(2026, date(2026, 1, 31))]
    make_extension(
        cycle=make_cycle(as_of_on=date(2024, 12, 31), due_on=date(2025, 4, 1)), **granted
    )
    assert UnknownYear(2027, date(2027, 1, 5)) in unknown_years(date(2025, 3, 1))


def test_single_correction_is_not_a_years_arrangement():
    make_workday(day=date(2025, 6, 2))
    assert unknown_years(date(2025, 3, 1)) == [UnknownYear(2025, None)]


def test_those_who_can_help_and_those_who_watch_are_told(
    settings, system_admin_client, supervisor_client, reporter_client
):
    settings.DEMO_DAYS = [date(2025, 11, 3)]
    know(2025)
    words = "工作日历还没有2026年的放假和调休安排"
    home, days = reverse("admin:index"), reverse("admin:planapp_workday_changelist")
    for client, page in (
        (system_admin_client, home), (system_admin_client, days), (supervisor_client, home),
    ):  # fmt: skip
        assert words in client.get(page).content.decode()
    assert words not in reporter_client.get(home).content.decode()
