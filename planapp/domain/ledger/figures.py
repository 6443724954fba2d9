"""One number as a cell of a ledger writes it: 1,234.5, ≥10%, 约500, 30—50, 120（含省直管县）."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planapp.domain.decimals import plain
from planapp.domain.ledger.texts import shown
from planapp.domain.quantities import AFTER, SIGNS, WORDS, is_unit
from planapp.domain.sheet import Percent, Value
from planapp.domain.terms import Comparator

ALLOWED = (
    "可以写 1234.5、12.5%、≥10、约500、30—50，带计量单位也可以（12.5亿元）；没有数据的写“—”或留空"
)
NOTHING = frozenset({"", "-", "--", "—", "——", "–", "/", "\\", "无", "暂无", "…", "……", "——-"})
ERRORS = ("#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#N/A", "#NULL!", "#NUM!")
_NUMBER = r"[-+−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_BEFORE = "|".join(map(re.escape, [*SIGNS, *WORDS, "≈", "=", ">=", "<=", "大约"]))
_BEHIND = "|".join(AFTER)
_FIGURE = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<low>{_NUMBER})"
    rf"(?:(?P<first>[^\d,.()\-—–~至]{{1,12}})?[-—–~至](?P<high>{_NUMBER}))?"
    rf"(?P<unit>[^\d,.()]{{0,12}}?)(?P<behind>{_BEHIND})?"
    r"(?:\((?P<note>[^()]{1,200})\))?"
)
_MORE = {
    ">=": Comparator.GE,
    "<=": Comparator.LE,
    "≈": Comparator.APPROX,
    "大约": Comparator.APPROX,
}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as written; `unit` "" where the cell names none."""

    value: Decimal
    value_max: Decimal | None = None
    unit: str = ""
    comparator: Comparator | None = None
    note: str = ""


def read_number(value: Value) -> Number | str | None:
    """The figure; None where the cell says that there is none; else why it is no figure."""
    if isinstance(value, bool):
        return f"是“{shown(value)}”，不是数字；{ALLOWED}"
    if isinstance(value, Percent):
        return Number(Decimal(plain(value * 100)), unit="%")
    if isinstance(value, int | Decimal):
        return Number(Decimal(value))
    if isinstance(value, date):
        return f"是日期，不是数字；{ALLOWED}"
    return _read_text(value or "")


def _read_text(written: str) -> Number | str | None:
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", written)).lstrip("'")
    if text in NOTHING:
        return None
    if text.upper() in ERRORS:
        return f"公式出错（{text}），没有结果；请在表中改正公式或直接填数字"
    found = _FIGURE.fullmatch(text) if len(text) <= _LONGEST else None
    if found is None:
        return f"不是能读取的数字；{ALLOWED}"
    return _number(found)


def _number(found: re.Match[str]) -> Number | str:
    low = _decimal(found["low"])
    high = _decimal(found["high"]) if found["high"] else None
    unit = found["unit"] or found["first"] or ""
    if unit and not is_unit(unit):
        return f"“{unit}”不是认识的计量单位；{ALLOWED}"
    if found["first"] and found["unit"] and found["first"] != found["unit"]:
        return f"两端的计量单位不同；{ALLOWED}"
    if high is not None and high <= low:
        return f"区间的后一个数应大于前一个；{ALLOWED}"
    return Number(
        value=low,
        value_max=high,
        unit=unit,
        comparator=Comparator.RANGE if high is not None else _comparator(found),
        note=found["note"] or "",
    )


def _comparator(found: re.Match[str]) -> Comparator | None:
    behind, before = found["behind"], found["before"]
    if behind:
        return Comparator(AFTER[behind])
    if not before or before == "=":
        return None
    word = SIGNS.get(before) or WORDS.get(before)
    return Comparator(word) if word else _MORE[before]


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace("−", "-"))
