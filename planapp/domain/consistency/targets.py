"""The same indicator with two targets: in one document, or in two of a region."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from planapp.domain.consistency.passages import paragraph_number
from planapp.domain.consistency.rounding import plain
from planapp.domain.consistency.units import are_alike, convert
from planapp.domain.consistency.values import Figure, Finding, PlanFigures, Statement
from planapp.domain.subjects import Subject, tell_differences
from planapp.domain.terms import Comparator, FindingKind, Measure, Severity

_MEASURES = frozenset({Measure.LEVEL, Measure.GROWTH, Measure.MULTIPLE})
_FIELD = re.compile(r"(?:产业|工业|制造业|行业|业)$")  # what every branch of the economy is called
_SHORTEST_NAME = 5  # 产量, 种植面积: the subject is in the sentence before
_FAR = 300  # in a text without paragraphs: two sentences that do not speak of each other


def check_two_targets(text: str, plan: PlanFigures) -> Iterator[Finding]:
    """One indicator, one year, two different values in different places."""
    for first, second in combinations(_targets(plan), 2):
        if not _is_same_commitment(first, second, region=plan.region):
            continue
        if not _stand_apart(text, first, second) or _agree(first, second):
            continue
        note = _base_note(plan, first, second)
        yield _finding(text, first, second, kind=FindingKind.TWO_TARGETS, notes=[note])


def check_other_plans(
    text: str, plan: PlanFigures, others: Sequence[PlanFigures]
) -> Iterator[Finding]:
    """The targets of other plans of the region: contradictory, or near and not comparable."""
    for other in others:
        for first in _targets(plan):
            for second in _targets(other):
                kind = _relation(first, second, region=plan.region)
                if kind is not None and not _agree(first, second):
                    yield _finding(text, first, second, kind=kind, notes=[], other=other)


def _targets(plan: PlanFigures) -> list[Figure]:
    return [f for f in plan.figures if f.is_target and f.measure in _MEASURES and f.year]


def _is_same_commitment(first: Figure, second: Figure, *, region: str | None) -> bool:
    one, two = (Subject.of(figure.name, region=region) for figure in (first, second))
    return (
        one.core == two.core
        and one.is_large_only == two.is_large_only
        and len(one.core) >= _SHORTEST_NAME
        and _are_of_a_kind(first, second)
    )


def _are_of_a_kind(first: Figure, second: Figure) -> bool:
    return (
        first.year == second.year
        and first.measure is second.measure
        and are_alike(first.value_unit, second.value_unit)
    )


def _relation(first: Figure, second: Figure, *, region: str | None) -> FindingKind | None:
    if _is_same_commitment(first, second, region=region):
        return FindingKind.TWO_TARGETS
    one, two = (Subject.of(figure.name, region=region) for figure in (first, second))
    if not _are_of_a_kind(first, second) or not one.terms or not two.terms:
        return None
    field, other_field = (_FIELD.sub("", subject.what) for subject in (one, two))
    is_near = min(len(field), len(other_field)) > 1
    is_near = is_near and (field in other_field or other_field in field)
    return FindingKind.NOT_COMPARABLE if is_near else None


def _stand_apart(text: str, first: Figure, second: Figure) -> bool:
    """A sentence does not contradict itself: there, the same name is a name read short."""
    between = abs(second.start - first.end)
    is_elsewhere = paragraph_number(text, first.start) != paragraph_number(text, second.start)
    return between > _FAR or (is_elsewhere and between > _FAR // 3)


def _agree(first: Figure, second: Figure) -> bool:
    value = convert(second.value, second.value_unit, to=first.value_unit)
    if value == first.value:
        return True
    is_range = Comparator.RANGE in {first.comparator, second.comparator}
    is_bound = {first.comparator, second.comparator} == {Comparator.GE, Comparator.LE}
    return is_range or is_bound


def _base_note(plan: PlanFigures, first: Figure, second: Figure) -> str:
    """A frequent slip: the value of the base year is repeated as the target."""
    core = Subject.of(first.name, region=plan.region).core
    for figure in plan.figures:
        is_past = not figure.is_target and figure.year is not None
        if not is_past or Subject.of(figure.name, region=plan.region).core != core:
            continue
        for target in (first, second):
            if target.value == figure.value and target.value_unit == figure.value_unit:
                return f"{plain(target.value)}{target.value_unit}与{figure.year}年数值相同"
    return ""


def _finding(
    text: str,
    first: Figure,
    second: Figure,
    *,
    kind: FindingKind,
    notes: Sequence[str],
    other: PlanFigures | None = None,
) -> Finding:
    sign = "≠" if kind is FindingKind.TWO_TARGETS else "与"
    values = [f"{plain(figure.value)}{figure.value_unit}" for figure in (first, second)]
    one, two = Subject.of(first.name), Subject.of(second.name)
    told = [*notes, tell_differences(one, two)]
    if kind is FindingKind.NOT_COMPARABLE:
        is_other = one.what != two.what
        told += [f"对象不同：{one.what}与{two.what}" if is_other else "", "不可直接比较"]
    right = Statement.of(text, second) if other is None else _elsewhere(second, other)
    return Finding(
        kind=kind,
        severity=Severity.NOTE if kind is FindingKind.NOT_COMPARABLE else Severity.ERROR,
        first=Statement.of(text, first),
        second=right,
        arithmetic=f"{values[0]} {sign} {values[1]}（{first.year}年）",
        note="；".join(filter(None, told)),
    )


def _elsewhere(figure: Figure, other: PlanFigures) -> Statement:
    written = f"{figure.value}{figure.value_unit}"
    return Statement(written, figure.start, figure.end, figure.quote, other.title)
