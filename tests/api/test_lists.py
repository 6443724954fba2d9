"""What the API's lists hold: the rows of the pages, in pieces, for whoever may see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from planapp.domain.terms import ReportState, Role, SecurityKind
from planapp.models import Indicator, ReportingCycle, SecurityEvent, Unit, User
from tests.api.asking import LISTS, Ask
from tests.factories import make_cycle, make_gap, make_record, make_responsibility, make_verdict

pytestmark = pytest.mark.django_db
QUERIES = dict.fromkeys(LISTS, 5) | {"indicators": 6, "tasks": 6, "units": 7, "gaps": 9}


@pytest.mark.parametrize("rows", (1, 3))
@pytest.mark.parametrize("path", LISTS)
def test_list_costs_the_same_for_any_number_of_rows(
    path: str,
    rows: int,
    add_items: Callable[[int], list[Indicator]],
    ask_as: Callable[[User], Ask],
    supervisor: User,
    django_assert_num_queries: Any,
) -> None:
    add_items(rows)
    ask = ask_as(supervisor)
    ask("units")  # notes the day's first use of the key
    with django_assert_num_queries(QUERIES[path]):
        answer = ask(path)
    assert answer.status_code == 200


def test_gap_is_told_with_its_words_unit_and_verdict(
    add_items: Callable[[int], list[Indicator]],
    ask_as: Callable[[User], Ask],
    cycle: ReportingCycle,
    supervisor: User,
) -> None:
    [indicator] = add_items(1)
    make_verdict(indicator=indicator, cycle=cycle, reason="会议认定", decided_by=supervisor)
    [gap] = ask_as(supervisor)("gaps").json()["items"]
    told = {name: gap[name] for name in ("indicator", "plan", "cycle", "value_unit", "status")}
    assert told == {
        "indicator": indicator.code,
        "plan": cycle.plan.code,
        "cycle": cycle.pk,
        "value_unit": indicator.value_unit,
        "status": {"code": "behind", "label": "滞后"},
    }
    assert gap["verdict"]["reason"] == "会议认定"


def test_amounts_are_strings_and_what_is_unknown_is_null(
    add_items: Callable[[int], list[Indicator]], ask_as: Callable[[User], Ask], supervisor: User
) -> None:
    add_items(1)
    ask = ask_as(supervisor)
    [record] = ask("records").json()["items"]
    [gap] = ask("gaps").json()["items"]
    assert (record["value"], gap["forecast"]) == ("80", None)


def test_pieces_hold_every_row_once_and_end(
    add_items: Callable[[int], list[Indicator]],
    ask_as: Callable[[User], Ask],
    client: Client,
    supervisor: User,
) -> None:
    indicators = add_items(5)
    ask = ask_as(supervisor)
    page, found = ask("indicators", limit=2).json(), []
    while True:
        found += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = page["next"].split("after=")[1]
        page = ask("indicators", limit=2, after=after).json()
    assert found == [indicator.pk for indicator in indicators]


def test_pieces_of_gaps_begin_past_those_of_other_years(
    add_items: Callable[[int], list[Indicator]], ask_as: Callable[[User], Ask], supervisor: User
) -> None:
    last = add_items(3)
    for year in (2020, 2025):
        other = make_cycle(plan=last[0].plan, as_of_on=date(year, 12, 31))
        for indicator in last:
            make_gap(indicator=indicator, cycle=other)
    ask, found, after = ask_as(supervisor), [], 0
    while after is not None:
        page = ask("gaps", limit=1, year=2020, after=after).json()
        found += [(gap["indicator"], gap["as_of_on"]) for gap in page["items"]]
        after = page["next"] and page["next"].split("after=")[1]
    assert found == [(indicator.code, "2020-12-31") for indicator in last]
    assert ask("gaps", year=2020, after=10**9).json() == {"items": [], "next": None}


def test_filters_narrow_by_codes(
    add_items: Callable[[int], list[Indicator]],
    ask_as: Callable[[User], Ask],
    supervisor: User,
    unit: Unit,
    other_unit: Unit,
) -> None:
    first, second = add_items(2)
    make_responsibility(indicator=second, unit=other_unit, role=Role.SUPPORT)
    ask = ask_as(supervisor)

    def found(path: str, **chosen: object) -> list[int]:
        return [item["id"] for item in ask(path, **chosen).json()["items"]]

    assert found("indicators", unit=other_unit.code) == [second.pk]
    assert found("indicators", unit=unit.code) == [first.pk, second.pk]
    assert found("indicators", plan="没有这份") == []
    assert found("gaps", unit="没有这家") == []
    assert len(found("gaps", unit=unit.code, light="yellow")) == 2
    assert found("gaps", light="red") == []
    assert len(found("records", state="approved", year=2023)) == 2
    assert found("task-reports", state="approved") == []


def test_gaps_are_the_rows_of_the_page(
    add_items: Callable[[int], list[Indicator]],
    ask_as: Callable[[User], Ask],
    supervisor: User,
    supervisor_client: Client,
) -> None:
    add_items(3)
    page = supervisor_client.get(reverse("admin:gap_list"))
    shown = [(gap.indicator.code, gap.status) for gap, _ in page.context["rows"]]
    told = ask_as(supervisor)("gaps").json()["items"]
    assert sorted(shown) == sorted((gap["indicator"], gap["status"]["code"]) for gap in told)


def test_staff_see_their_units_rows_and_strangers_none(
    add_items: Callable[[int], list[Indicator]],
    ask_as: Callable[[User], Ask],
    reporter: User,
    outsider: User,
) -> None:
    [indicator] = add_items(1)
    make_record(series=indicator.series, unit=indicator.responsibilities.get().unit,
                version=2, state=ReportState.DRAFT)  # fmt: skip
    own, others = ask_as(reporter), ask_as(outsider)
    counts = {path: len(own(path).json()["items"]) for path in ("plans", "gaps", "records")}
    assert counts == {"plans": 1, "gaps": 1, "records": 2}
    for path in set(LISTS) - {"units"}:
        assert others(path).json() == {"items": [], "next": None}, path


def test_drafts_of_others_are_not_told(
    add_items: Callable[[int], list[Indicator]], ask_as: Callable[[User], Ask], supervisor: User
) -> None:
    [indicator] = add_items(1)
    make_record(series=indicator.series, unit=indicator.responsibilities.get().unit,
                version=2, state=ReportState.DRAFT)  # fmt: skip
    states = [row["state"]["code"] for row in ask_as(supervisor)("records").json()["items"]]
    assert states == ["approved"]


def test_row_out_of_scope_is_told_like_a_missing_one_and_goes_on_the_record(
    add_items: Callable[[int], list[Indicator]],
    ask_as: Callable[[User], Ask],
    outsider: User,
    supervisor: User,
) -> None:
    [indicator] = add_items(1)
    path = f"indicators/{indicator.pk}"
    assert ask_as(supervisor)(path).json()["code"] == indicator.code
    ask = ask_as(outsider)
    refused, missing = ask(path), ask("indicators/987654321")
    assert (refused.status_code, refused.json()) == (404, missing.json())
    [event] = SecurityEvent.objects.filter(kind=SecurityKind.REFUSED)
    assert (event.actor, path in event.subject) == (outsider, True)
