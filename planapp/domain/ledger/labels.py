"""What the labels above a column say by themselves, before its values are looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from planapp.domain.ledger.fields import Field, field_named, vintage_in
from planapp.domain.ledger.texts import bare, split_measure
from planapp.domain.quantities import is_unit
from planapp.domain.terms import Vintage

AMBIGUOUS = frozenset({"单位", "名称"})  # of measure or an office; of whatever the table lists
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?!\d)年?(?:度|末|底)?")
_BRACKETED_YEAR = re.compile(r"[(\[〔【][^()]*20\d\d[^()]*[)\]〕】]")
# Part of a year: what it holds is not the year's.
_PERIOD = re.compile(
    r"^(?:截至)?(?:\d{1,2}[-—–~至])?\d{1,2}月(?:份|底|末)?|^[上下]半年|^第?[一二三四1-4]季度"
)
_SPAN = "-—–~至到"
# What a group of columns says of the years below it.
_GROUPS = (
    (re.compile(r"基期|基准|基数"), Field.BASE),
    (re.compile(r"目标|计划|预期|规划"), Field.TARGET),
    (re.compile(r"增速|增长|同比"), Field.GROWTH),
    (re.compile(r"实际|完成|实绩|数据|数值|进展|预计|现状|历年"), Field.VALUE),
)


@dataclass(frozen=True, slots=True)
class Label:
    """What a column's labels say; `is_sure` False where they may mean something else."""

    field: Field | None
    name: str  # without unit, year and brackets
    year: int | None = None
    unit: str = ""
    vintage: Vintage | None = None
    has_span: bool = False  # 2021—2025年: no one year
    is_sure: bool = True

    @property
    def says_something(self) -> bool:
        return self.field is not None or self.name in AMBIGUOUS or bool(self.unit)


@lru_cache(maxsize=4096)
def read_label(path: tuple[str, ...]) -> Label:
    """The meaning of labels from the top group down to the column's own."""
    *groups, own = path
    unit = ""
    if groups and is_unit(own) and not _YEAR.search(own) and own != "单位":
        unit, own = own, groups.pop()
    name, behind = split_measure(own)
    unit = unit or behind or next((u for _, u in map(split_measure, reversed(groups)) if u), "")
    years = _YEAR.findall(name) or _YEAR.findall("".join(groups))
    name = _YEAR.sub("", bare(_BRACKETED_YEAR.sub("", name))).strip(_SPAN + "(:/")
    year = int(years[0]) if len(set(years)) == 1 else None
    whole = _PERIOD.sub("", name)
    field, is_sure = _field(whole, groups, has_year=bool(years))
    return Label(
        field=field,
        name=name,
        year=year,
        unit=unit,
        vintage=vintage_in("".join(path)) if field is Field.VALUE else None,
        has_span=len(set(years)) > 1,
        is_sure=is_sure and whole == name,
    )


def _field(name: str, groups: list[str], *, has_year: bool) -> tuple[Field | None, bool]:
    above = [_YEAR.sub("", bare(group)) for group in groups]
    if not name and has_year:
        return _of_years("".join(groups))
    field = field_named(name)
    if field is None or name in AMBIGUOUS:
        wider = (field_named(group + name) or field_named(name + group) for group in above)
        field = next((each for each in wider if each), field)
    if field is None and not name and above:
        field = field_named(above[-1])
    if has_year and field is Field.GOAL:
        field = Field.TARGET
    return field, True


def _of_years(groups: str) -> tuple[Field, bool]:
    """A year alone: what it holds is said above it, or not at all."""
    told = next((field for words, field in _GROUPS if words.search(groups)), None)
    return (told, True) if told else (Field.VALUE, False)
