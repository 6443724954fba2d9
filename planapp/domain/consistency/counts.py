"""A counted list whose items are of another number: “五链” of four chains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

from planapp.domain.consistency.numerals import COUNT, read_count
from planapp.domain.consistency.passages import sentence_end
from planapp.domain.consistency.values import Finding, Statement
from planapp.domain.terms import FindingKind, Severity

_NOT_PART = r"(?<![\d第.．百千万亿十之])"  # 第三个, 十二个, 三分之二
_CLASSIFIER = r"(?:大|个|种|类|项|条)"
_ITEM = r"[^，。；：、（）()“”\"'\d\s,;:]{2,20}"
_ITEMS = rf"(?P<items>{_ITEM}(?:、{_ITEM})+)"
_BRACKETED = re.compile(
    rf"{_NOT_PART}(?P<count>{COUNT}){_CLASSIFIER}(?!以[上下])[一-鿿]{{1,10}}”?[（(]{_ITEMS}[）)]"
)
_QUOTED = re.compile(rf"“{_ITEMS}”(?P<count>{COUNT}){_CLASSIFIER}[一-鿿]{{1,2}}")
_HEAD = re.compile(rf"“(?P<count>{COUNT})(?P<noun>[一-鿿]{{1,4}})”")
_ANNOUNCED = re.compile(
    rf"{_NOT_PART}(?P<count>{COUNT})(?:个|大|项|条)[一-鿿]{{1,8}}”?[：:]\s?(?=[“\"]?一是)"
)
_MARK = re.compile(r"(?<![一-鿿])(?P<nth>[一二三四五六七八九十])是")
_EXAMPLES = re.compile(r"^(?:不?含|如|例如|包括|其中|按|以|或)|等$")
_JOINED = re.compile(r"[和及与暨]")
_SAME_WORDS = 6  # two heads are one thing when as many characters before them are the same
_REACH = 120  # a list belongs to a head no farther before it


def check_counts(text: str) -> Iterator[Finding]:
    """Lists written out beside their count, and one thing that is counted twice."""
    for pattern in (_BRACKETED, _QUOTED):
        for match in pattern.finditer(text):
            yield from _check_beside(text, match)
    for match in _ANNOUNCED.finditer(text):
        yield from _check_marks(text, match)
    heads = list(_HEAD.finditer(text))
    twins = [pair for pair in combinations(heads, 2) if _are_twins(text, *pair)]
    for first, second in twins:
        yield _twin_finding(text, first, second)
    told = {head.start() for pair in twins for head in pair}
    for head in heads:
        if head.start() not in told:
            yield from _check_same_noun(text, head)


def _check_beside(text: str, match: re.Match[str]) -> Iterator[Finding]:
    items = match.group("items")
    count = read_count(match.group("count"))
    if _EXAMPLES.search(items):
        return
    fewest, most = _count_items(items)
    if not fewest <= count <= most:
        yield Finding(
            kind=FindingKind.COUNT,
            severity=Severity.ERROR,
            first=_counted(text, match),
            second=Statement.cut(text, match.start("items"), match.end("items")),
            arithmetic=f"列举{fewest}项 ≠ {count}",
        )


def _count_items(items: str) -> tuple[int, int]:
    """The fewest and the most items; 和 may join two of them or stand inside one."""
    fewest = items.count("、") + 1
    return fewest, fewest + len(_JOINED.findall(items))


def _counted(text: str, match: re.Match[str]) -> Statement:
    """The count with what it counts, as far as the list."""
    before_list = match.start("items") > match.start("count")
    end = match.start("items") - 1 if before_list else match.end()
    return Statement.cut(text, match.start("count"), end)


def _check_marks(text: str, match: re.Match[str]) -> Iterator[Finding]:
    """三个方面：一是…；二是… with all its marks in one paragraph and in their order."""
    marks = _read_marks(text, match.end())
    count = read_count(match.group("count"))
    if len(marks) > 1 and len(marks) != count:
        yield Finding(
            kind=FindingKind.COUNT,
            severity=Severity.ERROR,
            first=Statement.cut(text, match.start("count"), match.end()),
            second=Statement.cut(text, marks[0].start(), marks[-1].end()),
            arithmetic=f"列举{len(marks)}项 ≠ {count}",
        )


def _read_marks(text: str, at: int) -> list[re.Match[str]]:
    """一是 and those that follow it; none where one is left out or the list goes on below."""
    end = text.find("\n", at) if "\n" in text[at:] else len(text)
    marks: list[re.Match[str]] = []
    for mark in _MARK.finditer(text, at, end):
        nth = read_count(mark.group("nth"))
        if nth == 1 and marks:
            return marks
        if nth != len(marks) + 1:
            return []
        marks.append(mark)
    below = _MARK.match(text[end:].lstrip())
    return [] if below and read_count(below.group("nth")) == len(marks) + 1 else marks


# One thing under two counts


def _are_twins(text: str, first: re.Match[str], second: re.Match[str]) -> bool:
    if first.group("noun") != second.group("noun"):
        return False
    if read_count(first.group("count")) == read_count(second.group("count")):
        return False
    before = text[first.start() - _SAME_WORDS : first.start()]
    is_same = before == text[second.start() - _SAME_WORDS : second.start()]
    return is_same and len(before) == _SAME_WORDS and "\n" not in text[first.end() : second.start()]


def _twin_finding(text: str, first: re.Match[str], second: re.Match[str]) -> Finding:
    counts = [read_count(head.group("count")) for head in (first, second)]
    arithmetic = f"{counts[0]} ≠ {counts[1]}"
    listed = _find_list(text, second)
    if listed is not None:
        items = listed.group("items")
        arithmetic += f"；列举“{items}”为{_count_items(items)[0]}项"
    return Finding(
        kind=FindingKind.COUNT,
        severity=Severity.ERROR,
        first=Statement.cut(text, first.start(), first.end()),
        second=Statement.cut(text, second.start(), second.end()),
        arithmetic=arithmetic,
        note="同一事项前后个数不一。",
    )


def _check_same_noun(text: str, head: re.Match[str]) -> Iterator[Finding]:
    """“五链” and then a list of which every item ends with 链."""
    listed = _find_list(text, head)
    if listed is None:
        return
    between = text[head.end() : listed.start("items")]
    fewest, most = _count_items(listed.group("items"))
    count = read_count(head.group("count"))
    if head.group("noun") in between or fewest <= count <= most:
        return
    yield Finding(
        kind=FindingKind.COUNT,
        severity=Severity.ERROR,
        first=Statement.cut(text, head.start(), head.end()),
        second=Statement.cut(text, listed.start("items"), listed.end("items")),
        arithmetic=f"列举{fewest}项 ≠ {count}",
    )


def _find_list(text: str, head: re.Match[str]) -> re.Match[str] | None:
    """The list of the head's noun in its own or the next sentence, set off and without 等."""
    noun = head.group("noun")
    item = rf"[^，。；：、（）()“”\s]{{1,12}}{noun}"
    pattern = re.compile(rf"[“（(：:](?P<items>{item}(?:、{item})+)(?![、和及与等])(?!”?等)")
    end = sentence_end(text, min(len(text), sentence_end(text, head.end()) + 1))
    return pattern.search(text, head.end(), min(end, head.end() + _REACH))
