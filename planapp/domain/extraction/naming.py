"""Names for numbers: the subject before, the noun behind, or what an earlier clause said."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from planapp.domain.extraction.clauses import Clause, Sentence
from planapp.domain.extraction.headings import is_part_heading, starts_with_action
from planapp.domain.extraction.memory import Memory, complete, share_of_all
from planapp.domain.extraction.readings import Page, Slot
from planapp.domain.extraction.scopes import Scope
from planapp.domain.extraction.subjects import (
    Phrase,
    is_bare_attribute,
    is_rate,
    make_noun,
    make_phrase,
    read_noun,
    read_title,
    read_topic,
    shared_noun,
    split_subjects,
    squeeze,
    strip_attribute,
)
from planapp.domain.extraction.verbs import (
    Governor,
    is_verb,
    last_verb,
    next_verb,
    object_verb,
    subject_verb,
)
from planapp.domain.quantities import Kind

_YEARLY = re.compile(r"每年|年均|每季度|每月|逐年")
_EACH = re.compile(
    r"(?:每(?:[十百千万]|\d{1,4})?[个省市县区乡镇村户所家名人张]|各(?:市|县|区|省|州|地|级)|全(?:省|市|国|县|区|州|社会"
    r"|自治区))[^，。；、\d]{0,10}$"
)
_ADVERBIAL = re.compile(
    r"以|通过|围绕|依托|按照|推动|支持|鼓励|加快|加强|推进|实施|对|在|把|将|、|，"
)
_REALISED = re.compile(  # 全省医药产业实现营业收入, 医药|工业实现|工业总产值
    r"(?<=..)(?P<twice>[一-鿿]{2})实现了?(?=(?P=twice).)|(?<=..)(?:实现了?|力争|确保|争取)(?=..)"
)
_OPEN_THRESHOLD = re.compile(r"[\d一二三四五六七八九十百千万亿.]{1,8}元(?:以上)?$")
_ADVERB = re.compile(
    "通过|围绕|依托|以|按照|结合|利用|聚焦|面向|针对|为(?!民)|对(?!外)|在(?!校|园|建|册)"
)
_THING = re.compile(r"的[^，。；、\d]{2,20}")  # 1家产值超千亿元、3家产值超百亿元|的企业


_REACHED = re.compile(
    r"(?<=..)(?:实现|达到|保持|基本|显著|明显|大幅|成为|跻身|迈入)"
)  # the topic ends before
_DOING = re.compile(r"(?:重点|主要|优先)?(?:发展|布局|支持|推进|建设|培育|打造|引进|实施|生产)")
_RANKED = re.compile(r"(?<=..)(?:进入|位居|跻身|位列)全[国省球].{0,8}$")  # no name of a figure
_AMOUNTS = ("额", "产值", "收入", "产量", "利润", "税收", "投资", "面积")
_LONGEST_NAME = 120  # a name that was put together from longer ones is none
_RATE_NOUNS = ("增长率", "增速", "增幅", "涨幅", "降幅")


@dataclass(slots=True)
class Site:
    """Where a sentence stands."""

    page: Page
    sentence: Sentence
    scope: Scope
    period_end: int | None


@dataclass(slots=True)
class Named:
    name: str
    start: int
    end: int
    verb: Governor | None
    doubts: tuple[str, ...] = ()
    is_carried: bool = False  # the clause itself has no subject


def group_slots(text: str, slots: Sequence[Slot]) -> Iterator[list[Slot]]:
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
        yield list(slots[at : at + size])
        at += size


def _follows(text: str, left: Slot, right: Slot) -> bool:
    return text[left.after.end : right.q.start].strip() in {
        "、",
        "和",
        "，",
        ",",
        "及",
        "与",
        "；",
        "以及",
    }


def pair_names(
    site: Site, group: list[Slot], memory: Memory, *, is_joint: bool = False
) -> tuple[Named, list[str]] | None:
    """One subject for each number of a row; None when they do not match one to one.

    `is_joint`: the row goes over years, not over subjects.
    """
    named = name_before(site, group[0], memory)
    if named is None:
        return None
    if is_joint:
        return named, [named.name] * len(group)
    subjects = split_subjects(named.name)
    if len(subjects) != len(group) and named.is_carried and len(memory.recent) >= len(group):
        subjects = memory.recent[-len(group) :]
    if len(subjects) != len(group):
        if not group[0].tie.has("分别") and "分别" not in named.name:
            return None
        subjects = [named.name] * len(group)
    return named, subjects


def name_slot(site: Site, slot: Slot, memory: Memory) -> Named | None:
    if slot.counts_noun:
        return _name_behind(site, slot, memory) or name_before(site, slot, memory)
    return name_before(site, slot, memory)


def _name_behind(site: Site, slot: Slot, memory: Memory) -> Named | None:
    """新增3-5个|工程研究中心: the noun behind the number, the verb before it."""
    text, q = site.page.text, slot.q
    noun = read_noun(text, slot.after.end, slot.clause.end)
    if len(noun.name) < 2 and q.unit[-1:] not in {"人", "户"}:
        return None
    verb = last_verb(text, slot.head, q.start) or _carried(text, slot, memory)
    each = _EACH.search(
        text[slot.head : verb.start if verb and verb.start >= slot.head else q.start]
    )
    prefix = (
        make_phrase(text, slot.head + each.start(), slot.head + each.end()).name if each else ""
    )
    if verb and "每年" in text[slot.head : q.start]:
        prefix = "每年" + (verb.word if verb.makes else "")
    if q.kind is Kind.PERCENT:
        subject = make_phrase(text, slot.head, slot.tie.start).name  # 不低于90%的乡镇建有…
        whole = make_noun(text, noun.start, min(slot.clause.end, noun.start + 40))
        return Named(subject + whole.name + "比例", q.start, whole.end, verb)
    if _OPEN_THRESHOLD.search(noun.name) and (
        head := _THING.search(text, noun.end, slot.clause.end)
    ):
        noun = replace(noun, name=noun.name + head.group())
    if noun.name.endswith("级"):
        noun = replace(noun, name=noun.name + shared_noun(text, noun.end, slot.clause.end))
    return Named(prefix + noun.name, q.start, noun.end, verb)


def rate_word(slot: Slot, name: str) -> str:
    """年均增速 of 收入年均增速达到20%: the noun for a rate belongs to the name."""
    noun = next((word for word in _RATE_NOUNS if slot.tie.has(word)), "")
    if not noun or slot.q.kind is not Kind.PERCENT or name.endswith(noun):
        return ""
    return ("年均" if slot.tie.has("年均") else "") + noun


def _carried(text: str, slot: Slot, memory: Memory) -> Governor | None:
    """The verb of the enumeration this number goes on with."""
    return memory.verb if memory.sentence_has or memory.verb else None


def name_before(site: Site, slot: Slot, memory: Memory) -> Named | None:
    """全省产值|达到1200亿元: the subject before the number, or the one carried over."""
    text = site.page.text
    phrase = make_phrase(text, slot.head, slot.subject_end)
    verb = _own_verb(text, slot, phrase)
    own, start = _split_at_verb(text, phrase, verb)
    own = complete(_RANKED.sub("", _REALISED.sub("", own)), slot, memory)
    own = share_of_all(own, slot, memory, is_first="其中" in text[slot.head : phrase.start])
    governor = verb or _carried(text, slot, memory)
    if own and not is_bare_attribute(own) and not own.startswith("占"):
        return Named(own, start, slot.after.end, governor)
    base = _carried_subject(site, slot, memory)
    if own.startswith("产业") and not slot.tie.is_empty:
        base = (
            _own_title(site) or base
        )  # 园区4个，产业规模|达5亿元: that of the item, not of the 园区
    if not base:
        return Named(own, phrase.start, slot.after.end, verb) if len(own) > 1 else None
    if "每年" not in text[slot.head : slot.q.start]:
        base = base.removeprefix("每年")
    if own and is_rate(base) and own.endswith(_AMOUNTS):
        base = ""  # 机采率提高15个百分点，出口额|增长20%: of another thing
    name = strip_attribute(base) + own if own else base
    at = phrase.start if own else min(slot.tie.start, slot.q.start)
    while at < slot.q.start and text[at] in "，,、；; \n　":
        at += 1
    return Named(name, at, slot.after.end, governor, ("主语承前省略",), is_carried=not own)


def _own_verb(text: str, slot: Slot, phrase: Phrase) -> Governor | None:
    """The verb of the number's own clause, if what looks like one does not open a noun."""
    if _ADVERB.match(text, phrase.start):
        verb = object_verb(text, phrase.start, phrase.end)
    else:
        verb = subject_verb(text, phrase.start, slot.subject_end)
        verb = verb or _leading_verb(text, slot, phrase)
    if verb is None:
        return None
    is_rated = slot.q.kind in {Kind.PERCENT, Kind.POINTS, Kind.RATIO}
    if is_rated and (verb.start > phrase.start or verb.word == "新建"):
        return None  # in the name of a rate a verb is part of the noun: 新建居住区达标率
    stated = slot.tie.reaches or slot.tie.direction or slot.q.kind is Kind.TIMES
    return verb if verb.is_clear or not stated else None  # 研发人员达到…


def _leading_verb(text: str, slot: Slot, phrase: Phrase) -> Governor | None:
    """累计 or 新增 right before the number or its comparator words: 处理能力新增|5万吨."""
    if slot.tie.has("累计"):
        return Governor("累计", slot.tie.start, slot.tie.start, makes=True)
    if text.endswith("新增", phrase.start, slot.subject_end):
        return Governor("新增", slot.subject_end - 2, slot.subject_end, makes=True)
    return last_verb(text, slot.head, phrase.start) if phrase.start > slot.head else None


def _split_at_verb(text: str, phrase: Phrase, verb: Governor | None) -> tuple[str, int]:
    """Subject and object around a verb in the middle: 全省|累计建成|智能工厂."""
    if verb is None or verb.end > phrase.end or verb.start < phrase.start:
        return phrase.name, phrase.start
    left = text[phrase.start : verb.start]
    right = make_phrase(text, _skip_verbs(text, verb.end, phrase.end), phrase.end)
    if verb.word == "新增" and len(left) <= 12:
        return squeeze(left) + verb.word + right.name, phrase.start
    if not right.name:
        return (phrase.name, phrase.start) if left else ("", phrase.start)
    if is_verb(squeeze(left)):
        return right.name, right.start  # 培养|培训养老护理员
    if left and len(left) <= 12 and not _ADVERBIAL.search(left):
        return squeeze(left) + right.name, phrase.start
    return right.name, right.start


def _skip_verbs(text: str, at: int, end: int) -> int:
    """Behind the further verbs of 新建或改扩建农村供水工程."""
    while (following := next_verb(text, at, end)) is not None and following.end < end - 1:
        at = following.end
    return at


def _titled(site: Site, before: Clause) -> str:
    """（一）新材料。发展石墨烯、碳纤维，产值|达到5亿元: that of the title, which is one thing."""
    clause = site.page.text[before.start : before.end].strip()
    is_of_title = "、" in clause or _is_labelled(site)
    return _own_title(site) if is_of_title and _does(clause) else ""


def _is_labelled(site: Site) -> bool:
    """南部片区：发展…，产值…: the sentence says first what it is about."""
    clauses = site.sentence.clauses
    return len(clauses) > 1 and site.page.text.startswith("：", clauses[0].end)


def _own_title(site: Site) -> str:
    """The label of the sentence or the title of its item, where it names a thing."""
    text, first, section = site.page.text, site.sentence.clauses[0], site.scope.section
    label = text[first.start : first.end] if _is_labelled(site) else section[-1] if section else ""
    title = read_title(label)
    return "" if not title or _does(title) or is_part_heading(title) else title


def _does(clause: str) -> bool:
    return starts_with_action(clause) or _DOING.match(clause) is not None


def _carried_subject(site: Site, slot: Slot, memory: Memory) -> str:
    """The previous clause if it is a bare subject, else the last name of sentence or scope."""
    text, clauses = site.page.text, site.sentence.clauses
    at = bisect_left(clauses, slot.clause.start, key=lambda clause: clause.start)
    if slot.head == slot.clause.start and at > 0:
        before = clauses[at - 1]
        if not site.page.within(before.start, before.end):
            topic = _REACHED.split(make_phrase(text, before.start, before.end).name)[0]
            if 2 <= len(topic) <= 40 and not memory.sentence_has:
                return _titled(site, before) or topic
    if not memory.name and slot.tie.reaches:
        return read_topic(site.scope.section[-1]) if site.scope.section else ""
    return memory.name if len(memory.name) <= _LONGEST_NAME else ""
