"""A round in which two units owe figures, and ledgers about them as true files."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from planapp.domain.terms import Role
from planapp.models import ImportRun
from tests.factories import (
    make_cycle,
    make_indicator,
    make_plan,
    make_responsibility,
    make_series,
)
from tests.ledger.making import make_xlsx


@pytest.fixture
def round_of_2023(unit: Any, other_unit: Any) -> SimpleNamespace:
    """A plan with its round for 2023: 总产值 is owed by the reporter's unit, 企业数 by another."""
    plan = make_plan(title="产业规划")
    make_cycle(plan=plan)
    output = make_series(code="S-OUT", name="总产值", value_unit="亿元")
    firms = make_series(code="S-FIRM", name="规上企业数", value_unit="家")
    for series, of in ((output, unit), (firms, other_unit)):
        indicator = make_indicator(plan=plan, series=series, code=f"I-{series.code}")
        make_responsibility(indicator=indicator, unit=of, role=Role.LEAD)
    return SimpleNamespace(plan=plan, output=output, firms=firms)


def sheet_of(*rows: Any, headers: Any = ("序列编码", "数据截至", "数值", "计量单位")) -> bytes:
    """A workbook with our own header."""
    return make_xlsx([headers, *rows])


def ledger(*rows: Any) -> bytes:
    """A ledger with a title, a unit of measure above, and one column per year."""
    head = [["产业规划主要指标完成情况"], ["单位：亿元"], ["序号", "指标名称", "2022年", "2023年"]]
    return make_xlsx([*head, *rows])


def told(run: ImportRun) -> tuple[Any, ...]:
    """State and counts: new, changed, unchanged, refused."""
    run.refresh_from_db()
    return (str(run.state), run.new, run.changed, run.unchanged, run.refused)


def messages_of(run: ImportRun) -> list[tuple[str, str]]:
    """The place and the reason of each problem."""
    run.refresh_from_db()
    return [(each["place"], each["message"]) for each in run.preview["problems"]]
