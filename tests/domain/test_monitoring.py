"""A report's data: counted in words, told as JSON and back, and who is missing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from planapp.domain.monitoring import (
    count_indicators,
    count_tasks,
    from_json,
    missing_units,
    to_json,
)
from planapp.domain.terms import Attribute, Light, Status
from tests.monitoring import DECIDED, LINE, TASK, report


def test_report_comes_back_from_json_as_it_was() -> None:
    whole = report(LINE, replace(LINE, decided=DECIDED, trend=None, met=None), tasks=(TASK,))
    assert from_json(to_json(whole)) == whole


def test_json_is_the_same_however_many_noughts_a_figure_ends_in() -> None:
    assert to_json(report(LINE)) == to_json(report(replace(LINE, target=Decimal("1200.000"))))


def test_json_of_another_format_is_refused() -> None:
    with pytest.raises(ValueError, match="其他版本"):
        from_json(to_json(report()).replace('"format":1', '"format":0'))


def test_counts_follow_what_was_decided_in_the_order_of_a_report() -> None:
    counts = count_indicators(
        [LINE, replace(LINE, light=Light.YELLOW, words="滞后"), replace(LINE, decided=DECIDED)]
    )
    assert counts.sentence == "共3项，其中达到序时进度1项，滞后1项，严重滞后1项"
    assert dict(counts.lights) == {
        Light.GREEN: 1, Light.YELLOW: 1, Light.RED: 1, Light.GREY: 0,
    }  # fmt: skip


def test_counts_of_one_attribute_leave_the_other_out() -> None:
    binding = replace(LINE, attribute=Attribute.BINDING)
    assert count_indicators([LINE, binding, binding], attribute=Attribute.BINDING).total == 2


def test_nothing_counted_says_so() -> None:
    assert count_tasks([]).sentence == "共0项"


def test_missing_are_first_leads_of_what_nobody_handed_in() -> None:
    silent = replace(LINE, actual=None, status=Status.NO_DATA, light=Light.GREY)
    whole = report(
        silent,
        replace(silent, pending=Decimal(3)),
        replace(silent, waiting="数据未公布，预计2024年6月公布"),
        replace(silent, leads=()),
        tasks=(
            TASK,
            replace(TASK, self_assessment=None),
            replace(TASK, self_assessment=None, is_pending=True),
            replace(TASK, self_assessment=None, status=Status.ACHIEVED),
        ),
    )
    found = [(each.unit, each.items, each.days_late) for each in missing_units(whole)]
    assert found == [("未定牵头单位", 1, 10), ("省发改委", 1, 10), ("省工信厅", 1, 10)]
