"""What a sentence has said already, and subjects that are filled up from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from planapp.domain.extraction.readings import Slot
from planapp.domain.extraction.subjects import (
    is_place,
    is_rate,
    strip_attribute,
    swap_level,
    swap_place,
)
from planapp.domain.extraction.verbs import Governor, is_verb
from planapp.domain.quantities import Kind

_PER_YEAR = re.compile(r"^(?:每年|[一二两三四五\d]年|年内|当年)?(?:累计|共|再)?")
_EACH_MAKES = re.compile(r"(?P<whom>每个?[^，。；至]{1,10}?)(?:至少|都|均)*(?P<verb>[一-鿿]{1,3})")
_CHANGED = re.compile(
    r"^(?:降低|提高|提升|压减|压缩|缩短|减少|扩大)(?=.{2,}(?:率|比|比重|比例|浓度|水平|强度|时间)$)"
)
_AMOUNT = re.compile(r"\d[\d.]*[万亿]+元")
_THRESHOLD = re.compile(r"\D{2,}?(?=\d[\d.]*[万亿]+元)")
_RATE_ENDS = frozenset("率比重例度幅速数")
_LONGEST_PART = 8


@dataclass(slots=True)
class Memory:
    """What later clauses may leave out: the last full name, the last verb, the last year."""

    name: str = ""
    verb: Governor | None = None
    target: int | None = None  # stated earlier in this scope
    lead: int | None = None  # stated by the text that leads in the section
    before_list: int | None = None  # what the text before 一是 … 二是 … stated
    sentence_has: bool = False
    recent: list[str] = field(default_factory=list)  # the names of this sentence, in order


def complete(own: str, slot: Slot, memory: Memory) -> str:
    """A subject that only says where it differs from the last (市级, 县城) is filled up from it."""
    if is_verb(_PER_YEAR.sub("", own)):
        return own if slot.q.unit.endswith("次") else ""  # 每年培训5万人次 counts what is done
    if (each := _EACH_MAKES.fullmatch(own)) and is_verb(each.group("verb")):
        return each.group("whom") + memory.name  # 每个县|至少建成|5个
    own = _CHANGED.sub("", own)  # 降低弃风率至5%: the verb belongs to the number
    if not memory.sentence_has:
        return own
    if _AMOUNT.match(own) and (head := _THRESHOLD.match(memory.name)):
        return head.group() + own  # 收入超过10亿元的企业5家、超过|5亿元的企业10家
    if own.endswith("级") and len(own) <= 5:
        return swap_level(memory.name, own)
    if slot.q.kind is Kind.PERCENT and is_place(own):
        return swap_place(memory.name, own)
    return own


def share_of_all(own: str, slot: Slot, memory: Memory, *, is_first: bool) -> str:
    """综合机械化率达到52%，其中水稻|达到78%；油菜|达到62%: the rate is that of all."""
    whole, opening, _ = memory.name.partition("（其中：")
    is_share = slot.q.kind is Kind.PERCENT and slot.tie.reaches and slot.tie.direction is None
    if not (is_first or opening) or not is_share or not is_rate(whole):
        return own
    is_part = 1 < len(own) <= _LONGEST_PART and own[-1:] not in _RATE_ENDS
    return f"{whole}（其中：{own}）" if is_part and strip_attribute(own) == own else own
