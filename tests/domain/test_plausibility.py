"""What a new figure makes one ask back, and what it does not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from planapp.domain.plausibility import Known, questions
from planapp.domain.terms import Entry


def asked(value: str, **known: Any) -> tuple[str, ...]:
    numbers = {
        name: Decimal(known.pop(name)) for name in ("last_year", "base", "earlier") if name in known
    }
    targets = tuple(Decimal(each) for each in known.pop("targets", ()))
    rest = {"entry": Entry.LEVEL, "value_unit": "亿元"} | known
    return questions(Decimal(value), Known(**rest, **numbers, targets=targets))


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("31", "10倍"),
        ("310", "100倍"),
        ("31000", "1万倍"),
        ("0.31", "10分之一"),
        ("0.031", "100分之一"),
        ("0.00031", "1万分之一"),
    ],
)
def test_slip_of_the_unit_names_by_how_much(value: str, word: str) -> None:
    [question] = asked(value, last_year="3.1")
    assert f"约为上年的{word}：" in question


def test_slip_against_the_base_where_there_is_no_last_year() -> None:
    [question] = asked("6700000", base="670", value_unit="万元")
    assert (
        question == "填报数6700000万元，基期为670万元，约为基期的1万倍：计量单位或小数点是否有误？"
    )


def test_figure_below_zero_where_the_earlier_one_is_above_is_asked_back_but_for_a_rate() -> None:
    assert asked("-5", last_year="2.8", value_unit="%") == (
        "填报数-5%为负，上年为2.8%：是否有误？",
    )
    assert asked("-5", last_year="2.8", value_unit="%", entry=Entry.RATE) == ()
    assert asked("-5", last_year="-6") == ()


@pytest.mark.parametrize(
    ("value", "change"), [("7", "增加126%"), ("6.2", "增加100%"), ("1.5", "减少52%")]
)
def test_jump_beyond_the_factor_says_how_far(value: str, change: str) -> None:
    [question] = asked(value, last_year="3.1")
    assert question == f"填报数{value}亿元，上年为3.1亿元，{change}：是否核实？"


def test_factor_is_what_the_installation_sets() -> None:
    known = Known(Entry.LEVEL, last_year=Decimal(100))
    assert questions(Decimal(160), known) == ()
    assert len(questions(Decimal(160), known, factor=Decimal("1.5"))) == 1


@pytest.mark.parametrize(
    ("value", "known"),
    [
        ("3.4", {"last_year": "3.1"}),
        ("600", {"base": "100"}),  # five years may have passed since the base
        ("0", {"last_year": "3.1"}),
        ("5", {"last_year": "0"}),
        ("5", {}),
        ("9.1", {"last_year": "3", "entry": Entry.RATE, "value_unit": "%"}),
        ("120", {"value_unit": "%", "entry": Entry.RATE}),
        ("100", {"value_unit": "%"}),
        ("130", {"value_unit": "%", "last_year": "120"}),
        ("130", {"value_unit": "%", "targets": ["150"]}),
        ("8", {"earlier": "8", "entry": Entry.RUNNING}),
        ("7", {"earlier": "8", "entry": Entry.FLOW}),
    ],
)
def test_what_is_usual_is_not_asked(value: str, known: dict[str, Any]) -> None:
    assert asked(value, **known) == ()


def test_running_total_that_falls_is_asked() -> None:
    [question] = asked("7.50", earlier="8", entry=Entry.RUNNING)
    assert question.startswith("累计数7.5亿元，低于上一期的8亿元")


@pytest.mark.parametrize(("value", "unit", "whole"), [("104", "%", "100%"), ("1040", "‰", "1000‰")])
def test_share_over_the_whole_is_asked(value: str, unit: str, whole: str) -> None:
    assert asked(value, value_unit=unit, last_year="98" if unit == "%" else "980") == (
        f"填报数{value}{unit}超过{whole}：是否有误？",
    )
