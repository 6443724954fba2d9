"""Whether commitments of different plans are of one kind, and may be set side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.gaps import convert
from planapp.domain.likeness import Degree, compare_names
from planapp.domain.subjects import Subject, split_change, tell_differences
from planapp.domain.terms import Comparability, Measure

# One thing written in many ways, with stretches one of which every way of writing holds.
_SAME: tuple[tuple[re.Pattern[str], str, tuple[str, ...]], ...] = (
    (
        re.compile(
            r"(?:研究与试验发展|研发|R&D)(?:经费|费用|资金)?(?:内部)?(?:投入|支出)?"
            r"(?:占(?:主营|销售)?(?:营业|业务)?(?:收入|产值|GDP|地区生产总值)(?:的)?"
            r"(?:比重|比例|比率|比)|(?:投入)?强度)"
        ),
        "研发投入强度",
        ("研发", "R&D", "研究与试验发展"),
    ),
    (re.compile(r"(?:国家)?[一1１Ⅰ]类(?:创新|新|化学|生物|化)?药(?:物|品)?"), "1类新药", ("类",)),
)
# Near enough to be shown side by side, and to be looked at: 医药工业 is a part of 医药产业.
_TRADE = re.compile(r"(?:制造业|产业|行业|工业)(?=总?产值|主?营|销售|业务收入|企业|$)")
# What is merely counted: 10个 and 10件 are as many.
COUNTERS = frozenset("个家户项种件座所条款只支名人")
_KEY = 2  # characters
_MARKS = re.compile(r"[（）()“”\"'‘’\s　、，,]")


@dataclass(frozen=True, slots=True)
class Commitment:
    """What has to be known of an indicator to compare it; `region` is the name of its plan's."""

    name: str
    measure: Measure
    value_unit: str
    scope: str  # 口径, as it was written down; often empty
    region: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """How another commitment compares; `reasons` say why it does not, or what to look at."""

    degree: Degree
    verdict: Comparability
    reasons: tuple[str, ...]


def compare(one: Commitment, other: Commitment) -> Comparison | None:
    """None where the two speak of different things.

    The names are compared without the words of a change, which the type tells. Not comparable are
    another type, units that do not convert, another 口径 written down, other terms (产值, 营业收入)
    and large enterprises against all.
    """
    likeness = compare_names(_loose(one), _loose(other))
    if likeness is None:
        return None
    against = tuple(_reasons(one, other))
    if against:
        return Comparison(likeness.degree, Comparability.UNLIKE, against)
    if likeness.differs or _subject(one).core != _subject(other).core:
        return Comparison(likeness.degree, Comparability.CHECK, ("名称有出入",))
    return Comparison(likeness.degree, Comparability.ALIKE, ())


def in_unit(value: Decimal | None, from_unit: str, to_unit: str) -> Decimal | None:
    """The value in another unit; None where there is none, or the units are unlike."""
    if value is None or from_unit == to_unit or {from_unit, to_unit} <= COUNTERS:
        return value
    try:
        return convert(value, from_unit, to_unit)
    except ValueError:
        return None


def keys_of(name: str) -> tuple[str, ...]:
    """Stretches one of which every name of the same kind holds, to find them by."""
    for pattern, _, keys in _SAME:
        if pattern.search(name):
            return keys
    subject = Subject.of(split_change(_MARKS.sub("", name))[0])
    what = _TRADE.sub("", subject.what) if subject.terms else subject.core
    return ((what or subject.core)[-_KEY:],)


def _reasons(one: Commitment, other: Commitment) -> Iterable[str]:
    if one.measure != other.measure:
        yield f"类型不同：{one.measure.label}与{other.measure.label}"
    elif in_unit(Decimal(1), other.value_unit, one.value_unit) is None:
        yield f"计量单位不同类：{one.value_unit or '无'}与{other.value_unit or '无'}"
    if one.scope and other.scope and one.scope != other.scope:
        yield f"口径不同：{one.scope}与{other.scope}"
    told = tell_differences(_subject(one), _subject(other))
    if told:
        yield told


def _subject(one: Commitment) -> Subject:
    return Subject.of(_plain(one))


def _plain(one: Commitment) -> str:
    """The name without its region and the words of a change, usual ways of writing as one."""
    name = one.name.removeprefix(one.region) if one.region else one.name
    plain, _ = split_change(_MARKS.sub("", name))
    for pattern, word, _ in _SAME:
        plain = pattern.sub(word, plain)
    return plain


def _loose(one: Commitment) -> str:
    return _TRADE.sub("业", _plain(one))
