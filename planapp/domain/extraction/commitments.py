"""From a sentence's candidate numbers to indicators: acceptance, name, measure, year."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from planapp.domain.extraction.contract import ExtractedIndicator
from planapp.domain.extraction.exclusions import (
    is_apposed,
    is_existing,
    is_means,
    is_policy,
    is_standard,
    is_told_as_past,
    says_all,
    tells_stock,
)
from planapp.domain.extraction.marks import Rank, find_mark
from planapp.domain.extraction.memory import Memory
from planapp.domain.extraction.naming import (
    Named,
    Site,
    group_slots,
    name_slot,
    pair_names,
    rate_word,
)
from planapp.domain.extraction.readings import Page, Slot
from planapp.domain.extraction.scales import read_comparator, read_measure
from planapp.domain.extraction.scopes import Part, Scope
from planapp.domain.extraction.subjects import is_rate, split_subjects
from planapp.domain.extraction.survey import Read
from planapp.domain.extraction.years import YearRole
from planapp.domain.quantities import Kind
from planapp.domain.terms import Measure

_FORECAST = re.compile(r"预计|预测|有望|全球|世界|估计|估算")


_REACHED = ("达到", "达", "提高到", "提升到", "提高至", "提升至", "稳定在", "保持在")
_PRESENT = re.compile("共有|涉及|下辖|辖有|设有")
_OFFICES = re.compile("部门|单位|成员")  # 由12个部门组成的领导小组
_PLEDGE = re.compile(r"(?:确保|力争|争取)[^，。；]*\Z")
_CLAUSE = 40
_JOINS = frozenset({"、", "和", "及", "与"})
_COMPOSED = frozenset({"以", "由"})


def read_sentence(
    page: Page, read: Read, *, scope: Scope, memory: Memory, period_end: int | None
) -> list[ExtractedIndicator]:
    """The indicators of one sentence; `memory` is carried on to the next of the same scope."""
    site = Site(page, read.sentence, scope, period_end)
    _forget_vision(site, memory)
    _forget_listed(site, memory)
    if not read.has_numbers:
        _note_year(site, memory)
        return []
    memory.verb, memory.sentence_has, memory.recent = None, False, []
    found: list[ExtractedIndicator] = []
    for group in group_slots(page.text, read.slots):
        if len(group) > 1 and (shared := _read_respectively(site, group, memory)) is not None:
            found += shared
            continue
        for slot in group:
            found += _read_slot(site, slot, memory)
    _note_year(site, memory)
    return found


def _read_respectively(
    site: Site, group: list[Slot], memory: Memory
) -> list[ExtractedIndicator] | None:
    """One indicator per subject; None when subjects and numbers do not match one to one."""
    years = _joint_years(site, group)
    paired = pair_names(site, group, memory, is_joint=years is not None)
    if paired is None:
        return None
    first, (named, subjects) = group[0], paired
    if not _is_commitment(site, first, named=named, memory=memory):
        memory.recent += subjects
        return []
    found = []
    for at, (slot, subject) in enumerate(zip(group, subjects, strict=True)):
        tied = replace(slot, tie=first.tie, clause=first.clause)
        named = replace(named, name=subject)
        made = _make(site, tied, named=named, memory=memory, end=slot.after.end)
        found.append(made if years is None else replace(made, target_year=years[at]))
    _remember(memory, named, first, names=subjects)
    return found


def _joint_years(site: Site, group: list[Slot]) -> list[int] | None:
    """到2022年和2030年，…分别达到22%和30%: one year for each number, if so stated."""
    found = site.page.years.between(site.sentence.start, group[0].q.start)[-len(group) :]
    between = (
        site.page.text[left.end : right.start].strip("到 ") for left, right in pairwise(found)
    )
    is_joint = len(found) == len(group) and all(gap in _JOINS for gap in between)
    is_joint = is_joint and all(mention.role is not YearRole.BASE for mention in found)
    return [mention.year for mention in found] if is_joint else None


def _read_slot(site: Site, slot: Slot, memory: Memory) -> list[ExtractedIndicator]:
    named = name_slot(site, slot, memory)
    if named is None:
        return []
    if not _is_commitment(site, slot, named=named, memory=memory):
        memory.verb = named.verb or memory.verb
        memory.name = memory.name if named.is_carried else named.name
        return []
    names = (
        split_subjects(named.name) if slot.tie.has("均") and not slot.counts_noun else [named.name]
    )
    end = max(slot.after.end, named.end)
    found = [_make(site, slot, named=replace(named, name=n), memory=memory, end=end) for n in names]
    _remember(memory, named, slot, names=names)
    return found


def _remember(memory: Memory, named: Named, slot: Slot, *, names: list[str]) -> None:
    memory.name = names[-1]
    memory.recent = (memory.recent + names)[-12:]
    memory.verb = None if slot.tie.reaches and not slot.counts_noun else named.verb
    memory.sentence_has = True


def _is_commitment(site: Site, slot: Slot, *, named: Named, memory: Memory) -> bool:
    text, q = site.page.text, slot.q
    told = named.verb.end if named.verb and slot.head <= named.verb.start < q.start else slot.head
    head = text[told : q.start]
    clause = text[slot.clause.start : slot.clause.end]
    sentence = text[site.sentence.start : site.sentence.end]
    is_reached = slot.tie.has(*_REACHED)
    if q.kind is Kind.BARE and not (slot.tie.reaches and not slot.counts_noun):
        return False
    if _is_slogan(slot, named):
        return False
    if slot.counts_noun and _is_there_already(site, slot, named=named, head=head):
        return False
    is_judged = site.scope.part is not Part.AIMS or q.kind is Kind.TIME
    if is_judged and is_policy(clause, sentence, q=q, subject=named.name, is_reached=is_reached):
        return False
    if _is_past(site, slot):
        return False
    return _is_bound(site, slot, named=named, memory=memory)


def _is_slogan(slot: Slot, named: Named) -> bool:
    """实现两个翻番, 做到五个坚持: a small number written as a word, of nothing that is made."""
    q = slot.q
    if not q.number.is_han or q.value >= 10 or q.unit != "个":
        return False
    made = named.verb is not None and named.verb.makes
    return not made or len(named.name) < 4


def _is_there_already(site: Site, slot: Slot, *, named: Named, head: str) -> bool:
    """Whether the count only says which things are meant, or what the work leans on."""
    rest = site.page.text[slot.after.end : slot.clause.end]
    if is_standard(rest) or (head.endswith("由") and _OFFICES.match(rest)):
        return True
    if head in _COMPOSED and named.verb is not None and named.verb.makes:
        return False  # 打造以10名首席、50名骨干为核心的团队
    if is_existing(head) or (is_apposed(head) and slot.tie.words in {(), ("等",)}):
        return True
    makes = named.verb is not None and named.verb.makes
    return not makes and (is_means(rest) or says_all(rest))


def _is_past(site: Site, slot: Slot) -> bool:
    years, start, at = site.page.years, site.sentence.start, slot.q.start
    governing = years.governing(start, at)
    if governing and (governing.role is YearRole.PAST or governing.year <= years.boundary):
        return True
    told_from = governing.end if governing and governing.role is YearRole.TARGET else start
    return is_told_as_past(site.page.text[told_from:at]) or tells_stock(
        site.page.text[max(slot.clause.start, slot.head) : at]
    )


def _is_bound(site: Site, slot: Slot, *, named: Named, memory: Memory) -> bool:
    """Whether the place and the words make the number a promise."""
    dated = site.page.years.target(site.sentence.start, slot.q.start) is not None
    sentence = site.page.text[site.sentence.start : site.sentence.end]
    before = site.page.text[site.sentence.start : slot.q.start]
    match site.scope.part:
        case Part.AIMS:
            return True
        case Part.SITUATION:
            return dated and not _FORECAST.search(sentence) and slot.tie.reaches
        case Part.MEASURES:
            return dated or memory.sentence_has or _is_tied(slot, named, before=before)
        case _:
            return dated and _is_tied(slot, named, before=before)


def _is_tied(slot: Slot, named: Named, *, before: str) -> bool:
    if slot.q.kind is Kind.TIMES or (slot.q.kind is Kind.PERCENT and is_rate(named.name)):
        return True  # 翻一番 is a verb itself; 覆盖率100% needs none
    if slot.counts_noun:
        return named.verb is not None or slot.tie.reaches
    if slot.q.kind is Kind.COUNT:
        if named.verb is not None or slot.tie.reaches or slot.tie.direction is not None:
            return True
        return not tells_stock(before) and _PRESENT.search(before) is None  # 修缮校舍12所
    if not slot.tie.is_empty or named.verb is not None:
        return True
    return _PLEDGE.search(before[-_CLAUSE:]) is not None  # 确保粮食播种面积9600万亩以上


def _make(site: Site, slot: Slot, *, named: Named, memory: Memory, end: int) -> ExtractedIndicator:
    year, year_doubt = _target_year(site, slot, memory)
    base = site.page.years.base(slot.clause.start, slot.q.start) or site.page.years.base(
        site.sentence.start, slot.q.start
    )
    measure, value, value_max = read_measure(
        slot, name=named.name, verb=named.verb, has_base=base is not None,
        is_annual=_is_annual(site),
    )  # fmt: skip
    doubts = named.doubts + year_doubt + _own_doubts(site.scope, slot)
    start = min(named.start, slot.q.start)
    return ExtractedIndicator(
        name=named.name + rate_word(slot, named.name),
        measure=measure,
        comparator=read_comparator(slot),
        value=value,
        value_max=value_max,
        value_unit=slot.q.unit,
        target_year=year,
        base_year=base.year if base and (_is_change(measure) or slot.base) else None,
        base_value=slot.base.value if slot.base else None,
        of=site.scope.of,
        span=site.page.flat.span(start, max(end, slot.q.end)),
        confidence=round(max(0.3, 0.95 - 0.15 * len(doubts)), 2),
        doubts=doubts,
    )


def _is_change(measure: Measure) -> bool:
    return measure in {Measure.INCREASE, Measure.DECREASE, Measure.MULTIPLE}


def _is_annual(site: Site) -> bool:
    return site.period_end is not None and site.page.years.boundary == site.period_end - 1


def _own_doubts(scope: Scope, slot: Slot) -> tuple[str, ...]:
    doubts: tuple[str, ...] = ()
    if scope.is_adrift:
        doubts += ("所在章节不明，可能是已有情况",)
    if slot.q.kind is Kind.BARE:
        doubts += ("计量单位不明",)
    if not slot.q.number.is_exact:
        doubts += ("分数换算为百分数，非原文数字",)
    return doubts


def _target_year(site: Site, slot: Slot, memory: Memory) -> tuple[int | None, tuple[str, ...]]:
    years = site.page.years
    own = years.governing(site.sentence.start, slot.q.start)
    if own and own.year > years.boundary:
        return own.year, ()
    if memory.target:
        return memory.target, ()
    if site.scope.year:
        return site.scope.year, ()
    if memory.lead:
        return memory.lead, ()
    if site.period_end is not None:
        return site.period_end, ("目标年取自规划期末",)
    later = years.target(site.sentence.start, site.scope.end)
    return (later.year, ("目标年取自后文",)) if later else (None, ("目标年不明",))


def _forget_vision(site: Site, memory: Memory) -> None:
    """A year beyond the plan's own (展望2035年) holds in its paragraph only."""
    before = site.page.text[max(0, site.sentence.start - 4) : site.sentence.start]
    if memory.target and site.period_end and memory.target > site.period_end and "\n" in before:
        memory.target = None


def _forget_listed(site: Site, memory: Memory) -> None:
    """The year that 一是… states does not hold for 二是…."""
    mark = find_mark(site.page.text, site.sentence.start, site.sentence.end)
    if mark is None or mark.rank is not Rank.ORDINAL:
        return
    if mark.number == 1:
        memory.before_list = memory.target
    else:
        memory.target = memory.before_list


def _note_year(site: Site, memory: Memory) -> None:
    years, (start, end) = site.page.years, (site.sentence.start, site.sentence.end)
    target, last = years.target(start, end), years.governing(start, end)
    if target is not None and last is not None:
        memory.target = max(target.year, last.year)  # 到2023年达到3万个，2025年达到10万个
