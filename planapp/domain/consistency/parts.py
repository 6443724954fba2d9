"""Parts that do not add up to their whole."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from planapp.domain.consistency.passages import sentence_end, sentence_start
from planapp.domain.consistency.rounding import Interval, plain, printed
from planapp.domain.consistency.units import are_alike, convert, is_amount
from planapp.domain.consistency.values import Figure, Finding, Statement
from planapp.domain.subjects import split_change
from planapp.domain.terms import FindingKind, Severity

_AMONG = re.compile(r"(?:以上|左右|以内)?\s?[，,、（(]?\s?其中")
_SUM = re.compile(r"[，,、]?\s?(?:合计|共计|总计)[^，。；,\d]{0,6}$")
_NO_PART = re.compile(r"带动|撬动|引导|拉动|吸引|同比|相当于|[。；;\n]")
_JOINT = 30  # from one part to the next, in characters
_NUMBER = r"\d{1,3}(?:[.．]\d{1,2})?"
_RATIO = re.compile(
    rf"结构[^\d，。；\n]{{0,12}}(?P<list>{_NUMBER}(?:\s?[∶:：]\s?{_NUMBER}){{2,5}})"
)
_SHARES = re.compile(rf"(?P<list>{_NUMBER}[%％](?:[、和及与]{_NUMBER}[%％])+)的?比[例重]")
_NEAR_WHOLE = Interval(Decimal(90), Decimal(110))


def check_parts(text: str, figures: Sequence[Figure]) -> Iterator[Finding]:
    """Parts named after 其中 or before 合计, and shares that are to make a hundred."""
    stated = [f for f in figures if is_amount(f.value_unit) and split_change(f.name)[1] is None]
    for whole in stated:
        if among := _AMONG.match(text, whole.end):
            yield from _check_among(text, whole, stated, at=among.end())
        before = text[sentence_start(text, whole.start) : whole.start]
        if _SUM.search(before):
            yield from _check_sum(text, whole, stated)
    for pattern in (_RATIO, _SHARES):
        for match in pattern.finditer(text):
            yield from _check_shares(text, match)


def _check_among(
    text: str, whole: Figure, figures: Sequence[Figure], *, at: int
) -> Iterator[Finding]:
    parts = _run(text, [f for f in figures if at <= f.start < sentence_end(text, at)], at=at)
    parts = [part for part in parts if _fits(part, whole)]
    if len(parts) < 2:
        return
    values = _values(parts, whole)
    if sum((printed(value).low for value in values), Decimal(0)) > printed(whole.value).high:
        yield _finding(text, whole, parts=parts, sign=">")


def _check_sum(text: str, whole: Figure, figures: Sequence[Figure]) -> Iterator[Finding]:
    """One of the runs of parts that end before 合计 must make the sum."""
    start = sentence_start(text, whole.start)
    parts = [f for f in figures if start <= f.start and f.end <= whole.start and _fits(f, whole)]
    if len(parts) < 2 or not _SUM.fullmatch(text[parts[-1].end : whole.start]):
        return
    values = _values(parts, whole)
    for first in range(len(values) - 1):
        tail = values[first:]
        low = sum((printed(value).low for value in tail), Decimal(0))
        high = sum((printed(value).high for value in tail), Decimal(0))
        if Interval(low, high).meets(printed(whole.value)):
            return
    yield _finding(text, whole, parts=parts, sign="≠")


def _run(text: str, figures: Sequence[Figure], *, at: int) -> list[Figure]:
    """The figures that follow one another without a word that says they are no part."""
    run: list[Figure] = []
    for figure in figures:
        gap = text[at : figure.start] + text[figure.start : figure.end]
        if figure.start - at > _JOINT or _NO_PART.search(gap):
            break
        run.append(figure)
        at = figure.end
    return run


def _fits(part: Figure, whole: Figure) -> bool:
    return (
        part.year == whole.year
        and part.measure is whole.measure
        and are_alike(part.value_unit, whole.value_unit)
    )


def _values(parts: Sequence[Figure], whole: Figure) -> list[Decimal]:
    return [convert(part.value, part.value_unit, to=whole.value_unit) for part in parts]


def _finding(text: str, whole: Figure, *, parts: Sequence[Figure], sign: str) -> Finding:
    values = _values(parts, whole)
    added = " + ".join(plain(value) for value in values)
    total = plain(sum(values, Decimal(0)))
    return Finding(
        kind=FindingKind.PARTS,
        severity=Severity.ERROR,
        first=Statement.of(text, whole),
        second=Statement.cut(text, parts[0].start, parts[-1].end),
        arithmetic=f"{added} = {total} {sign} {plain(whole.value)}（{whole.value_unit}）",
    )


def _check_shares(text: str, match: re.Match[str]) -> Iterator[Finding]:
    written = [Decimal(n.replace("．", ".")) for n in re.findall(_NUMBER, match.group("list"))]
    total = sum(written, Decimal(0))
    slack = sum((printed(n).high - n for n in written), Decimal(0))
    is_hundred = abs(total - 100) <= (slack if any(n % 1 for n in written) else 0)
    if is_hundred or not Interval(total, total).meets(_NEAR_WHOLE):
        return
    statement = Statement.cut(text, match.start("list"), match.end("list"))
    yield Finding(
        kind=FindingKind.PARTS,
        severity=Severity.ERROR,
        first=statement,
        second=statement,
        arithmetic=f"{' + '.join(map(plain, written))} = {plain(total)} ≠ 100",
    )
