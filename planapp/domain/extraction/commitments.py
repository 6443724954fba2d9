"""From a sentence's candidate numbers to indicators: acceptance, name, measure, year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from planapp.domain.extraction.clauses import Sentence
from planapp.domain.extraction.contract import ExtractedIndicator, Span
from planapp.domain.extraction.exclusions import (
    is_apposed,
    is_existing,
    is_means,
    is_policy,
    is_told_as_past,
    tells_stock,
)
from planapp.domain.extraction.measures import Kind
from planapp.domain.extraction.readings import Page, Slot, read_slots
from planapp.domain.extraction.scales import read_comparator, read_measure
from planapp.domain.extraction.scopes import Part, Scope
from planapp.domain.extraction.subjects import (
    Phrase,
    is_bare_attribute,
    make_phrase,
    read_noun,
    split_subjects,
    squeeze,
    strip_attribute,
    swap_level,
)
from planapp.domain.extraction.verbs import Governor, last_verb, next_verb, subject_verb
from planapp.domain.extraction.years import YearRole
from planapp.domain.terms import Measure

_YEARLY = re.compile(r"每年|年均|每季度|每月|逐年")
_EACH = re.compile(
    r"(?:每[个省市县区乡镇村户所家名]|各(?:市|县|区|省|州|地|级)|全(?:省|市|国|县|区|州|社会|自治区))[^，。；、\d]{0,10}$"
)
_ADVERBIAL = re.compile(r"以|通过|围绕|依托|按照|推动|支持|鼓励|加快|加强|推进|实施|对|在|把|将|、|，")
_FORECAST = re.compile(r"预计|预测|有望|全球|世界|估计|估算")


_COMPOSED = frozenset({"以", "由"})


@dataclass(slots=True)
class Memory:
    """What later clauses may leave out: the last full name, the last verb, the last year."""

    name: str = ""
    verb: Governor | None = None
    target: int | None = None  # stated earlier in this scope
    lead: int | None = None  # stated by the text that leads in the section
    sentence_has: bool = False


@dataclass(frozen=True, slots=True)
class _Site:
    """Where a sentence stands."""

    page: Page
    sentence: Sentence
    scope: Scope
    period_end: int | None


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    start: int
    end: int
    verb: Governor | None
    doubts: tuple[str, ...] = ()


def read_sentence(
    page: Page, sentence: Sentence, *, scope: Scope, memory: Memory, period_end: int | None
) -> list[ExtractedIndicator]:
    """The indicators of one sentence; `memory` is carried on to the next of the same scope."""
    site = _Site(page, sentence, scope, period_end)
    memory.verb, memory.sentence_has = None, False
    slots = list(read_slots(page, sentence))
    found: list[ExtractedIndicator] = []
    for group in _groups(page.text, slots):
        if len(group) > 1 and (shared := _read_respectively(site, group, memory)) is not None:
            found += shared
            continue
        for slot in group:
            found += _read_slot(site, slot, memory)
    _note_year(site, memory)
    return found


def _groups(text: str, slots: list[Slot]) -> Iterator[list[Slot]]:
    """Numbers in a bare row (分别增长5%、6%) may share one row of subjects: they go together."""
    at = 0
    while at < len(slots):
        size = 1
        while (
            not slots[at].counts_noun
            and at + size < len(slots)
            and _follows(text, slots[at + size - 1], slots[at + size])
        ):
            size += 1
        yield slots[at : at + size]
        at += size


def _follows(text: str, left: Slot, right: Slot) -> bool:
    return text[left.after.end : right.q.start].strip() in {"、", "和", "，", ",", "及", "与", "；", "以及"}


def _read_respectively(
    site: _Site, group: list[Slot], memory: Memory
) -> list[ExtractedIndicator] | None:
    """One indicator per subject; None when subjects and numbers do not match one to one."""
    first = group[0]
    named = _name_before(site, first, memory)
    if named is None:
        return None
    subjects = split_subjects(named.name)
    if len(subjects) != len(group):
        if not first.tie.has("分别"):
            return None
        subjects = [named.name] * len(group)
    if not _is_commitment(site, first, named, memory):
        return []
    found = []
    for slot, subject in zip(group, subjects, strict=True):
        tied = replace(slot, tie=first.tie, clause=first.clause)
        found.append(_make(site, tied, replace(named, name=subject), memory, end=slot.after.end))
    _remember(memory, named, first)
    return found


def _read_slot(site: _Site, slot: Slot, memory: Memory) -> list[ExtractedIndicator]:
    named = _name_slot(site, slot, memory)
    if named is None or not _is_commitment(site, slot, named, memory):
        if named is not None and named.verb:
            memory.verb = named.verb
        return []
    names = split_subjects(named.name) if slot.tie.has("均") and not slot.counts_noun else [named.name]
    end = max(slot.after.end, named.end)
    found = [_make(site, slot, replace(named, name=n), memory, end=end) for n in names]
    _remember(memory, named, slot)
    return found


def _remember(memory: Memory, named: _Named, slot: Slot) -> None:
    memory.name = named.name
    memory.verb = None if slot.tie.reaches and not slot.counts_noun else named.verb
    memory.sentence_has = True


def _name_slot(site: _Site, slot: Slot, memory: Memory) -> _Named | None:
    if slot.counts_noun:
        return _name_behind(site, slot, memory) or _name_before(site, slot, memory)
    return _name_before(site, slot, memory)


def _name_behind(site: _Site, slot: Slot, memory: Memory) -> _Named | None:
    """新增3-5个|工程研究中心: the noun behind the number, the verb before it."""
    text, q = site.page.text, slot.q
    noun = read_noun(text, slot.after.end, slot.clause.end)
    if len(noun.name) < 2 and q.unit[-1:] not in {"人", "户"}:
        return None
    verb = last_verb(text, slot.head, q.start) or _carried(text, slot, memory)
    each = _EACH.search(text[slot.head : verb.start if verb and verb.start >= slot.head else q.start])
    prefix = make_phrase(text, slot.head + each.start(), slot.head + each.end()).name if each else ""
    if verb and "每年" in text[slot.head : q.start]:
        prefix = "每年" + verb.word
    if q.kind is Kind.PERCENT:
        subject = make_phrase(text, slot.head, q.start).name
        return _Named(subject + noun.name + "比例", q.start, noun.end, verb)
    return _Named(prefix + noun.name, q.start, noun.end, verb)


def _carried(text: str, slot: Slot, memory: Memory) -> Governor | None:
    """The verb of the enumeration this number goes on with."""
    return memory.verb if memory.sentence_has or memory.verb else None


def _name_before(site: _Site, slot: Slot, memory: Memory) -> _Named | None:
    """全省产值|达到1200亿元: the subject before the number, or the one carried over."""
    text = site.page.text
    phrase = make_phrase(text, slot.head, slot.subject_end)
    verb = subject_verb(text, phrase.start, slot.subject_end) or _leading_verb(text, slot, phrase)
    if slot.q.kind in {Kind.PERCENT, Kind.POINTS, Kind.RATIO} and verb and verb.start > phrase.start:
        verb = None  # in the name of a rate a verb is part of the noun
    own, start = _split_at_verb(text, phrase, verb)
    if own.endswith("级") and len(own) <= 5 and memory.sentence_has:
        own = swap_level(memory.name, own)
    if own and not is_bare_attribute(own):
        return _Named(own, start, slot.after.end, verb or _carried(text, slot, memory))
    base = _carried_subject(site, slot, memory)
    if not base:
        return _Named(own, phrase.start, slot.after.end, verb) if len(own) > 1 else None
    name = strip_attribute(base) + own if own else base
    doubt = ("主语承前省略",)
    at = phrase.start if own else min(slot.tie.start, slot.q.start)
    while at < slot.q.start and text[at] in "，,、；; \n　":
        at += 1
    return _Named(name, at, slot.after.end, verb or _carried(text, slot, memory), doubt)


def _leading_verb(text: str, slot: Slot, phrase: Phrase) -> Governor | None:
    """累计 or 新增 peeled off together with the comparator words."""
    if slot.tie.has("累计"):
        return Governor("累计", slot.tie.start, slot.tie.start, makes=True)
    return last_verb(text, slot.head, phrase.start) if phrase.start > slot.head else None


def _split_at_verb(text: str, phrase: Phrase, verb: Governor | None) -> tuple[str, int]:
    """Subject and object around a verb in the middle: 全省|累计建成|智能工厂."""
    if verb is None or verb.end >= phrase.end or verb.start < phrase.start:
        return phrase.name, phrase.start
    left = text[phrase.start : verb.start]
    right = make_phrase(text, _skip_verbs(text, verb.end, phrase.end), phrase.end)
    if verb.word == "新增" and len(left) <= 12:
        return squeeze(left) + verb.word + right.name, phrase.start
    if not right.name:
        return phrase.name, phrase.start
    if left and len(left) <= 12 and not _ADVERBIAL.search(left):
        return squeeze(left) + right.name, phrase.start
    return right.name, right.start


def _skip_verbs(text: str, at: int, end: int) -> int:
    """Behind the further verbs of 新建或改扩建农村供水工程."""
    while (following := next_verb(text, at, end)) is not None and following.end < end - 1:
        at = following.end
    return at


def _carried_subject(site: _Site, slot: Slot, memory: Memory) -> str:
    """The previous clause if it is a bare subject, else the last name of sentence or scope."""
    text, clauses = site.page.text, site.sentence.clauses
    at = clauses.index(slot.clause)
    if slot.head == slot.clause.start and at > 0:
        before = clauses[at - 1]
        if not site.page.within(before.start, before.end):
            topic = make_phrase(text, before.start, before.end).name
            if 2 <= len(topic) <= 40 and not memory.sentence_has:
                return topic
    return memory.name


def _is_commitment(site: _Site, slot: Slot, named: _Named, memory: Memory) -> bool:
    text, q = site.page.text, slot.q
    told = named.verb.end if named.verb and slot.head <= named.verb.start < q.start else slot.head
    head = text[told : q.start]
    clause = text[slot.clause.start : slot.clause.end]
    sentence = text[site.sentence.start : site.sentence.end]
    if q.kind is Kind.BARE and not (slot.tie.reaches and not slot.counts_noun):
        return False
    if slot.counts_noun and _is_there_already(site, slot, named, head):
        return False
    if site.scope.part is not Part.AIMS and is_policy(clause, sentence, q=q, subject=named.name):
        return False
    if q.kind is Kind.TIME and is_policy(clause, sentence, q=q, subject=named.name):
        return False
    if _is_past(site, slot):
        return False
    return _is_bound(site, slot, named, memory)


def _is_there_already(site: _Site, slot: Slot, named: _Named, head: str) -> bool:
    """Whether the count only says which things are meant, or what the work leans on."""
    if head in _COMPOSED and named.verb is not None and named.verb.makes:
        return False  # 打造以30名大师、100名名医为骨干的队伍
    if is_existing(head) or (is_apposed(head) and slot.tie.words in {(), ("等",)}):
        return True
    makes = named.verb is not None and named.verb.makes
    return not makes and is_means(site.page.text[slot.after.end : slot.clause.end])


def _is_past(site: _Site, slot: Slot) -> bool:
    years, start, at = site.page.years, site.sentence.start, slot.q.start
    governing = years.governing(start, at)
    if governing and (governing.role is YearRole.PAST or governing.year <= years.boundary):
        return True
    told_from = governing.end if governing and governing.role is YearRole.TARGET else start
    return is_told_as_past(site.page.text[told_from:at]) or tells_stock(
        site.page.text[max(slot.clause.start, slot.head) : at]
    )


def _is_bound(site: _Site, slot: Slot, named: _Named, memory: Memory) -> bool:
    """Whether the place and the words make the number a promise."""
    dated = site.page.years.target(site.sentence.start, slot.q.start) is not None
    sentence = site.page.text[site.sentence.start : site.sentence.end]
    match site.scope.part:
        case Part.AIMS:
            return True
        case Part.SITUATION:
            return dated and not _FORECAST.search(sentence) and slot.tie.reaches
        case Part.MEASURES:
            return dated or memory.sentence_has or _is_tied(slot, named)
        case _:
            return dated and (_is_tied(slot, named))


def _is_tied(slot: Slot, named: _Named) -> bool:
    if slot.counts_noun:
        return named.verb is not None or slot.tie.reaches
    if slot.q.kind is Kind.COUNT:
        return named.verb is not None or slot.tie.reaches or slot.tie.direction is not None
    return not slot.tie.is_empty or named.verb is not None


def _make(
    site: _Site, slot: Slot, named: _Named, memory: Memory, *, end: int
) -> ExtractedIndicator:
    text = site.page.text
    year, year_doubt = _target_year(site, slot, memory)
    base = site.page.years.base(slot.clause.start, slot.q.start) or site.page.years.base(
        site.sentence.start, slot.q.start
    )
    measure, value, value_max = read_measure(
        slot, name=named.name, verb=named.verb, has_base=base is not None,
        is_annual=_is_annual(site),
    )  # fmt: skip
    doubts = named.doubts + year_doubt + _unit_doubts(slot)
    start = min(named.start, slot.q.start)
    return ExtractedIndicator(
        name=named.name,
        measure=measure,
        comparator=read_comparator(slot),
        value=value,
        value_max=value_max,
        value_unit=slot.q.unit,
        target_year=year,
        base_year=base.year if base and (_is_change(measure) or slot.base) else None,
        base_value=slot.base.value if slot.base else None,
        of=site.scope.of,
        span=Span.cut(text, start, max(end, slot.q.end)),
        confidence=round(max(0.3, 0.95 - 0.15 * len(doubts)), 2),
        doubts=doubts,
    )


def _is_change(measure: Measure) -> bool:
    return measure in {Measure.INCREASE, Measure.DECREASE, Measure.MULTIPLE}


def _is_annual(site: _Site) -> bool:
    return site.period_end is not None and site.page.years.boundary == site.period_end - 1


def _unit_doubts(slot: Slot) -> tuple[str, ...]:
    doubts: tuple[str, ...] = ()
    if slot.q.kind is Kind.BARE:
        doubts += ("计量单位不明",)
    if not slot.q.number.is_exact:
        doubts += ("分数换算为百分数，非原文数字",)
    return doubts


def _target_year(
    site: _Site, slot: Slot, memory: Memory
) -> tuple[int | None, tuple[str, ...]]:
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


def _note_year(site: _Site, memory: Memory) -> None:
    last = site.page.years.target(site.sentence.start, site.sentence.end)
    if last is not None:
        memory.target = last.year
