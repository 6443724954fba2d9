"""Which terms a cycle is judged by, once they were revised."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from planapp.domain.terms import RevisionState
from planapp.queries.gaps import explain_draft, terms_on
from tests.factories import (
    make_cycle,
    make_indicator,
    make_light_policy,
    make_record,
    make_revision,
    make_user,
)

pytestmark = pytest.mark.django_db

DECIDED = datetime(2024, 3, 31, 17, 0, tzinfo=UTC)  # one in the morning of 1 April in Shanghai


def confirm(indicator, year, *, old, at=DECIDED):
    return make_revision(
        indicator=indicator,
        effective_year=year,
        old_target=Decimal(old),
        state=RevisionState.CONFIRMED,
        decided_by=make_user(),
        decided_at=at,
    )


def in_force(indicator, year, *, closed_on=None):
    cycle = make_cycle(plan=indicator.plan, as_of_on=date(year, 12, 31), closed_on=closed_on)
    terms, revision = terms_on(indicator, cycle)
    return terms.target, revision


def test_indicator_without_revision_stands_by_itself(django_assert_num_queries):
    indicator = make_indicator(target_max=Decimal(120))
    cycle = make_cycle(plan=indicator.plan)
    with django_assert_num_queries(1):
        terms, revision = terms_on(indicator, cycle)
    assert (revision, terms) == (None, (100, 120, 2025, 2020, 50))


def test_each_year_has_the_terms_of_the_last_revision_up_to_it():
    indicator = make_indicator(target=Decimal(300))
    first = confirm(indicator, 2022, old=100)
    second = confirm(indicator, 2024, old=200)
    assert [in_force(indicator, year) for year in range(2021, 2026)] == [
        (100, None),
        (200, first),
        (200, first),
        (300, second),
        (300, second),
    ]


def test_old_base_and_years_come_with_the_old_target():
    indicator = make_indicator(base_value=Decimal(60), base_year=2021)
    make_revision(
        indicator=indicator,
        effective_year=2024,
        old_target=Decimal(90),
        old_base_value=None,
        old_base_year=None,
        old_target_year=2024,
        state=RevisionState.CONFIRMED,
        decided_by=make_user(),
        decided_at=DECIDED,
    )
    assert terms_on(indicator, make_cycle(plan=indicator.plan)).terms == (
        90,
        None,
        2024,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("closed_on", "target"),
    [
        (date(2024, 3, 1), 100),  # closed before
        (date(2024, 4, 1), 100),  # closed on the day of the decision, in Shanghai
        (date(2024, 4, 2), 150),
        (None, 150),
    ],
)
def test_cycle_closed_by_the_day_of_the_decision_keeps_its_target(closed_on, target):
    indicator = make_indicator(target=Decimal(150))
    confirm(indicator, 2023, old=100)
    assert in_force(indicator, 2023, closed_on=closed_on)[0] == target


@pytest.mark.parametrize("state", (RevisionState.PROPOSED, RevisionState.REFUSED))
def test_revision_that_is_not_confirmed_changes_nothing(state):
    indicator = make_indicator()
    decided = {} if state == RevisionState.PROPOSED else {"decided_by": make_user()}
    make_revision(indicator=indicator, effective_year=2022, state=state, **decided)
    assert in_force(indicator, 2021) == (100, None)


def test_draft_is_explained_by_the_terms_of_its_cycle():
    indicator = make_indicator(target=Decimal(150))
    make_light_policy(plan=indicator.plan)
    confirm(indicator, 2024, old=100)
    record = make_record(series=indicator.series)
    explained = explain_draft(indicator, make_cycle(plan=indicator.plan), record)
    assert "60.0%" in explained.sentence
