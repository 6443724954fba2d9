"""One sentence read: its quantities sorted into commitments and the rest."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planapp.domain.extraction.clauses import Clause, Sentence
from planapp.domain.extraction.comparators import After, Tie, read_after, read_tie
from planapp.domain.extraction.exclusions import (
    is_enumerated,
    is_in_name,
    is_number_word,
    is_threshold,
)
from planapp.domain.extraction.flattening import Flat
from planapp.domain.extraction.measures import Quantity, find_quantities
from planapp.domain.extraction.verbs import ends_with_verb
from planapp.domain.extraction.years import YearIndex
from planapp.domain.quantities import Kind
from planapp.domain.terms import Comparator

_ENDS = re.compile(
    r"\s*(?:$|[、，。；;,:：）)（(和与及且并/\n]|以及|同时|等(?!级)"
    r"|的(?:水平|目标|增速|增长|速度|任务|幅度|要求|规模|比例|标准)(?:[，。；、]|$)|(?:水平|目标"
    r"|增速|增长|速度|规模)(?:[，。；、]|$))"
)
_THRESHOLD_HEAD = re.compile(
    r"[^，。；、\d]{0,6}(?:值|收入|营收|额|利润|税收|投资|规模|市值)(?:超过?|突破|过|达到?|不低于)?"
)
_MOST_NUMBERS = 40  # in a clause
_MOST_IN_SENTENCE = 100
_SIZED = re.compile(  # 30万千瓦以上|燃煤机组: what is told apart by its size
    r"(?<=以上)[一-龥]{0,4}(?:机组|锅炉|炉窑|高炉|泊位|船舶|水库|灌区|企业|项目|园区|牧场|养殖场)"
)
_FUND = re.compile(r"的?[^，。；、\d]{0,20}?(?:基金|专项资金)(?:[，。；、（(]|$)")
_FUNDS = re.compile(
    r"(?:设立|组建|成立|安排|发起|筹集|投入)(?:首期)?(?:总?规模)?(?:不低于|不少于|超过?|达|约)?$"
)
_COVERS = re.compile(
    r"(?:覆盖|惠及|服务|带动|推动|实现|确保|使|支持|引导|组织|完成|全[省市国县区州])$"
)
_DATED = re.compile(r"\s?(?:力争|确保|争取)?(?:到|至)?20\d\d年?[底末]?前?")
_GROUP = re.compile(r"一[批系]列?[^，。；、]{0,12}$")
_JOINS = re.compile(
    r"[、，,；;和与及（(]|新增|新建|建设|建成|培育|打造|完成|达到|推广|发展|改造|带动|覆盖|吸纳"
    r"|服务"
    r"|培训"
)
_FROM = re.compile(r"(?:由|从|在)(?P<what>[^，。；,;]{0,16})$")
_BASIS = re.compile(r"\s?的?基础上")  # 在2020年5000亿元的基础上增长50%
_YEAR_OF = re.compile(r"\s?20\d\d\s?年[底末]?的?\s?$")  # 由2023年的27%提高到|2027年的|45%
_TO = re.compile(rf"[^，。；,;\d]{{0,8}}(?:到|至|为|达)(?:{_YEAR_OF.pattern}|\s?$)")


@dataclass(slots=True)
class Slot:
    """A candidate number with the text around it that is its own."""

    q: Quantity
    clause: Clause
    head: int  # where the text before the number that is its own begins
    tie: Tie
    after: After
    counts_noun: bool  # a noun follows: 3个基地
    base: Quantity | None = None  # 由80个增加到95个
    subject_end: int = -1


@dataclass(slots=True)
class Page:
    """The text with what has been found in it once for all."""

    flat: Flat
    text: str  # the flat text: every offset of this module is one of it
    years: YearIndex
    quantities: list[Quantity]
    starts: list[int] = field(default_factory=list)
    told: list[int] = field(default_factory=list)  # where numbers and years start

    @classmethod
    def of(cls, flat: Flat, *, period_end: int | None, first_aim: int | None = None) -> Page:
        text = flat.text
        years = YearIndex(text, period_end=period_end, first_aim=first_aim)
        quantities = [
            q
            for q in find_quantities(text)
            if not years.is_year(q.start) and not is_number_word(text, q)
        ]
        starts = [q.start for q in quantities]
        told = sorted([*starts, *(mention.start for mention in years.mentions)])
        return cls(flat, text, years, quantities, starts, told)

    def within(self, start: int, end: int) -> Sequence[Quantity]:
        """The quantities that start in this stretch."""
        return self.quantities[bisect_left(self.starts, start) : bisect_left(self.starts, end)]


def read_slots(page: Page, sentence: Sentence) -> Iterator[Slot]:
    """The numbers of a sentence that may be commitments, in order."""
    if len(page.within(sentence.start, sentence.end)) > _MOST_IN_SENTENCE:
        return  # a table or a list of figures, not a sentence
    for clause in sentence.clauses:
        yield from _clause_slots(page, clause)


def _clause_slots(page: Page, clause: Clause) -> Iterator[Slot]:
    text = page.text
    head, base = clause.start, None
    found = page.within(clause.start, clause.end)
    if not found or len(found) > _MOST_NUMBERS:
        return  # a series of figures, not a sentence
    named = [is_in_name(text, q) or is_enumerated(text, q) for q in found]
    if all(named):
        return
    conditions = _conditions(text, found, clause)
    for index, q in enumerate(found):
        after = read_after(text, q.end)
        following = found[index + 1] if index + 1 < len(found) else None
        if following is not None and _is_base(text, q, head=head, following=following):
            base = q
            continue
        if named[index] or conditions[index]:
            continue
        slot = _make_slot(text, q, clause, head=head, after=after, base=base)
        base = None
        yield slot
        head = max(after.end, q.end)


def _conditions(text: str, found: Sequence[Quantity], clause: Clause) -> list[bool]:
    """Which numbers are thresholds; 5亿元、10亿元的大品种 lists two of them."""
    flags: list[bool] = []
    for index, q in reversed(list(enumerate(found))):
        following = found[index + 1] if flags else None
        listed = (
            following is not None
            and flags[-1]
            and following.kind is q.kind
            and text[q.end : following.start].strip() in {"、", "和", "或", "及"}
        )
        flags.append(
            listed
            or _is_condition(text, q, after=read_after(text, q.end), clause=clause)
            or _is_kind_of_group(text, q, clause)
            or (index > 0 and _describes_counted(text, q, found[index - 1]))
            or (following is not None and _is_part(text, q, following=following, clause=clause))
        )
    return flags[::-1]


def _is_kind_of_group(text: str, q: Quantity, clause: Clause) -> bool:
    """一批30—50亩的苗圃: how large each of an uncounted group is."""
    return _GROUP.search(text[max(clause.start, q.start - 16) : q.start]) is not None


def _describes_counted(text: str, q: Quantity, counted: Quantity) -> bool:
    """15座500千伏变电站, 3家产值超百亿元的企业: the number says what kind of thing is counted."""
    if counted.kind is not Kind.COUNT:
        return False
    between = text[read_after(text, counted.end).end : q.start]
    if not between:
        return True
    return q.kind is Kind.MONEY and _THRESHOLD_HEAD.fullmatch(between) is not None


def _qualifies(text: str, q: Quantity, *, following: Quantity, clause: Clause) -> bool:
    """年出苗10万株以上苗圃2个: the first number says which, the second how many."""
    if following.end > clause.end or following.kind not in {Kind.COUNT, Kind.AMOUNT}:
        return False
    after = read_after(text, q.end)
    between = text[after.end : following.start]
    if len(between) < 2 or _JOINS.search(between):
        return False
    following_ends = _ENDS.match(text[read_after(text, following.end).end : clause.end])
    return following_ends is not None and read_tie(text, after.end, following.start).is_empty


def _is_part(text: str, q: Quantity, *, following: Quantity, clause: Clause) -> bool:
    """Whether the number only helps to name what the next one measures."""
    return _is_within_name(text, q, following=following, clause=clause) or _qualifies(
        text, q, following=following, clause=clause
    )


def _is_within_name(text: str, q: Quantity, *, following: Quantity, clause: Clause) -> bool:
    """公交站点500米覆盖率达到100%: the length stands inside the name of the rate."""
    if q.kind not in {Kind.AMOUNT, Kind.TIME} or following.kind is not Kind.PERCENT:
        return False
    tie = read_tie(text, clause.start, q.start)
    own = tie.is_empty and tie.start > clause.start and not ends_with_verb(text, tie.start)
    return own and not re.search("[，、；,;]", text[q.end : following.start])


def _is_condition(text: str, q: Quantity, *, after: After, clause: Clause) -> bool:
    """A threshold inside a noun phrase; 80%以上的乡镇 at the head of its clause is a share."""
    if _is_fund(text, q, after=after):
        return False
    if not is_threshold(text, q, after=after.end):
        return _is_size_class(text, q, after=after, clause=clause)
    if q.kind is Kind.PERCENT:
        tie = read_tie(text, clause.start, q.start)
        before = text[max(clause.start, q.start - 6) : q.start]
        dated = _DATED.match(text, clause.start, q.start)
        return tie.start - (dated.end() if dated else clause.start) > 4 and not (
            tie.is_empty and _COVERS.search(before)
        )
    if q.kind is not Kind.COUNT or text[after.end : after.end + 1] != "的":
        return True
    # 培育10家以上的企业 counts, 常住人口500人以上的村 does not
    tie = read_tie(text, clause.start, q.start)
    return after.end > q.end and tie.start > clause.start and not ends_with_verb(text, tie.start)


def _is_fund(text: str, q: Quantity, *, after: After) -> bool:
    """设立100亿元的引导基金: the sum is what is set up, not the size of a thing."""
    return (
        q.kind is Kind.MONEY
        and _FUND.match(text, after.end) is not None
        and _FUNDS.search(text[max(0, q.start - 12) : q.start]) is not None
    )


def _is_size_class(text: str, q: Quantity, *, after: After, clause: Clause) -> bool:
    """年营收10亿元以上企业: an amount with a noun behind it, and no 的."""
    is_small = q.kind is Kind.AMOUNT and after.comparator is Comparator.LE  # 10蒸吨以下锅炉
    is_sized = q.kind is Kind.AMOUNT and _SIZED.match(text, after.end) is not None
    if not (is_small or is_sized or q.kind in {Kind.MONEY, Kind.TIME}) or after.end >= clause.end:
        return False
    rest = text[after.end : clause.end]
    return not _ENDS.match(rest) and not _is_attribute_ahead(rest)


def _is_attribute_ahead(rest: str) -> bool:
    return (
        re.match(
            r"(?:的)?(?:以上)?(?:产值|营收|收入|销售|规模|投资|日均[一-龥]{2,4}量)(?:[，。；、]|$)",
            rest,
        )
        is not None
    )


def _is_base(text: str, q: Quantity, *, head: int, following: Quantity) -> bool:
    if _FROM.search(text[max(head, q.start - 20) : q.start]) is None:
        return False
    is_raised = following.kind is q.kind and _TO.match(text[q.end : following.start]) is not None
    return is_raised or _BASIS.match(text, q.end) is not None


def _make_slot(
    text: str, q: Quantity, clause: Clause, *, head: int, after: After, base: Quantity | None
) -> Slot:
    dated = _YEAR_OF.search(text, base.end, q.start) if base else None
    tie = read_tie(text, base.end if base else head, dated.start() if dated else q.start)
    subject_end = tie.start
    if base is not None:
        opened = _FROM.search(text[head : base.start])
        subject_end = head + opened.start() if opened else head
    rest = text[after.end : clause.end]
    counts = (
        q.kind in {Kind.COUNT, Kind.AMOUNT}
        or (q.kind is Kind.MONEY and _is_attribute_ahead(rest))
        or _is_fund(text, q, after=after)
    ) and not _ENDS.match(rest)
    share = q.kind is Kind.PERCENT and not _ENDS.match(rest) and (
        after.end > q.end or rest.startswith("的") or tie.start - head < 2
    )  # fmt: skip
    return Slot(q, clause, head, tie, after, counts or share, base, subject_end)
