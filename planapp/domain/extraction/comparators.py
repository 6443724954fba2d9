"""The words that tie a subject to its number: verbs of state and change, comparators, adverbs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from planapp.domain.terms import Comparator

_GE = (
    "达到 达 达成 超过 超出 超 突破 不低于 不少于 不小于 不得低于 不得少于 至少 高于 大于 多于"
    " 最低 保持在 稳定在 维持在 保持 稳定 维持 ≥ > ＞ ≧ ⩾ 大于等于 不低於 达到或超过 力争达到"
    " 巩固在 提高到 提高至 提升到 提升至 增长到 增长至 增加到 增加至 上升到 上升至 扩大到 扩大至"
    " 发展到 发展至 增至 升至 提至 增到 升到 扩展到 扩大為 提高为 增加为 拓展到 延长到 延长至"
    " 恢复到 恢复至 做到 跃升至 壮大到 攀升至 推进到 推进至 保障在"
)
_LE = (
    "不超过 不高于 不大于 不多于 不得超过 不得高于 低于 小于 少于 控制在 控制到 控制为 压减到"
    " 压减至 降至 降到 下降到 下降至 降低到 降低至 降为 减少到 减少至 减至 减到 缩小到 缩小至"
    " 缩短到 缩短至 压缩到 压缩至 回落到 回落至 下调到 下调至 最高 ≤ < ＜ ≦ ⩽ 小于等于 限制在"
    " 削减到 削减至 减少为 下降为 降低为"
)
_APPROX = "约 大约 约为 接近 近 大致 大概 约占 ~ 约达"
_UP = "提高 增加 提升 增长 扩大 上升 增 延长 递增 攀升 增幅 增速 涨 涨幅 增收"
_DOWN = "下降 降低 减少 削减 压减 缩减 缩小 减 降 下调 缩短 压缩 递减 降幅 节约 节省 减排 回落"
_PLAIN = (
    "力争 确保 争取 努力 力求 分别 均 各 全部 总计 合计 共计 总共 至 到 在 为 是 占 年均 平均"
    " 平均每年 每年 逐年 同比 实现 完成 基本 稳步 进一步 持续 控制 仅 必须 能够 相应 总体"
    " 总体达到 原则上 一般 普遍 整体 每 幅度 增长率 累计 约占 ： : 等 大幅 明显 显著 五年 三年"
    " 各自 先后 逐步 稳定达到 稳定保持在 最少 目标为 目标 左右 年度"
)
_COMPARATORS: dict[str | None, Comparator] = {
    "ge": Comparator.GE,
    "le": Comparator.LE,
    "approx": Comparator.APPROX,
}
_WORDS: dict[str, str] = {}
for _sort, _list in (
    ("plain", _PLAIN), ("up", _UP), ("down", _DOWN), ("approx", _APPROX), ("le", _LE), ("ge", _GE)
):  # fmt: skip
    _WORDS.update(dict.fromkeys(_list.split(), _sort))
_PER = frozenset("人户亩地年平日月村")  # 人均, 户均: the 均 belongs to the noun
_LONGEST = max(map(len, _WORDS))
_COMPARED = re.compile(
    r"(?:比(?!例|重|率|值)|较|与|(?<![合共协不相如一])同|在|以)[^，。；、\d]{0,4}(?:[12１２]\d{3}\s?年?(?:[底末初])?"
    r"|[“\"]?十[一二三四五六七八九]五[”\"]?"
    r"(?:规划)?(?:期末|末期|时期|末|初)?|上年|上一年|去年|基期|基年|规划基期|[一-鿿]{2,4}期末"
    r"|[一-鿿]{0,4}末)"
    r"(?:的?同期|平均|水平|基础)?(?:[底末])?(?:相比|基础上|的基础上|为基期|为基数)?[，,]?$"
)
_PER_MANY = re.compile(  # 低于|每万枚|1.5起, 恢复至|2019年同期的|80%
    r"(?<=[于过到在])每[十百千万亿]{1,2}[一-龥]{1,2}$|(?<=[至到于])[12]\d{3}\s?年(?:同期)?(?:水平)?的$"
)
_WHOLE = re.compile(
    r"(?P<verb>不低于|不少于|达到|超过|占|高于|低于|不高于|不超过)(?P<whole>[^，。；、\d]{2,20}的)$"
)
_AFTER = re.compile(
    r"\s?(?P<approx>左右|上下)|\s?(?P<ge>及?以上|之上|或以上|或更多|起)|\s?(?P<le>及?以下|及?以内"
    r"|之内|之下|内)"
)


class After(NamedTuple):
    """The comparator words behind a number."""

    comparator: Comparator | None
    end: int


@dataclass(slots=True)
class Tie:
    """What stands between the subject and the number."""

    start: int  # where the subject ends
    comparator: Comparator | None
    direction: str | None  # "up", "down": a change; None: a state
    reaches: bool  # a word that states a level stands directly before the number
    words: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not self.words

    def has(self, *words: str) -> bool:
        return any(map(self.words.__contains__, words))


def read_after(text: str, end: int) -> After:
    """以上, 左右, 以内 behind the number."""
    match = _AFTER.match(text, end)
    if match is None:
        return After(None, end)
    found = match.lastgroup
    if found == "le" and match.group().strip() == "内" and text[match.end() : match.end() + 1] in {
        "外", "地", "容", "部", "涵", "陆", "需"
    }:  # fmt: skip
        return After(None, end)
    if found == "ge" and match.group() == "起":
        return After(None, end)
    return After(_COMPARATORS.get(found), match.end())


def read_tie(text: str, start: int, end: int) -> Tie:
    """Peel verbs, comparators and adverbs off the end of text[start:end]."""
    words: list[str] = []
    at = end
    while at > start:
        while at > start and text[at - 1].isspace():
            at -= 1
        if compared := _compared_before(text, start, at):
            words.append("较")
            at = compared
            continue
        if not words and (per := _PER_MANY.search(text[max(start, at - 16) : at])):
            at -= len(per.group())
            continue
        if not words and (share := _share_of(text, start, at)):
            if share < 0:
                words.append("占")  # 出口额占总额的40%: the whole belongs to the name
                break
            at = share
            continue
        word = _word_before(text, start, at)
        if word is None:
            break
        words.append(word)
        at -= len(word)
    sorts = [_WORDS.get(word) for word in words]
    return Tie(
        start=at,
        comparator=_comparator(sorts),
        direction=_direction(words, sorts),
        reaches=any(s in {"ge", "le"} for s in sorts) or any(w in _STATES for w in words),
        words=tuple(words),
    )


_BOUNDS = {"超过", "不低于", "不少于", "高于", "大于", "达到", "达", "不超过", "不高于", "至少"}
_STATES = {"为", "是", "占", "增速", "涨幅", "增幅", "降幅", "增长率"}


def _compared_before(text: str, start: int, at: int) -> int | None:
    window = max(start, at - 28)
    match = _COMPARED.search(text[window:at])
    return window + match.start() if match else None


def _share_of(text: str, start: int, at: int) -> int | None:
    """Where 全体职工总数的 starts in 数量不低于|全体职工总数的25%; -1 after 占."""
    window = max(start, at - 26)
    match = _WHOLE.search(text[window:at])
    if match is None:
        return None
    return -1 if match.group("verb") == "占" else window + match.start("whole")


def _word_before(text: str, start: int, at: int) -> str | None:
    if text.endswith("新增", start, at):
        return None  # a verb that makes, not the change 增
    for length in range(min(_LONGEST, at - start), 0, -1):
        word = text[at - length : at]
        if word in _WORDS and not (word == "均" and text[at - 2 : at - 1] in _PER):
            return word
    return None


def _comparator(sorts: list[str | None]) -> Comparator | None:
    known = (_COMPARATORS.get(sort) for sort in sorts)
    return next((comparator for comparator in known if comparator), None)


def _direction(words: list[str], sorts: list[str | None]) -> str | None:
    """Up or down when the number itself is the change (提高5个百分点), not its end (提高到)."""
    if len(sorts) > 1 and words[0] in _BOUNDS and sorts[1] in {"up", "down"}:
        return sorts[1]  # 年均增长超过20%
    for sort in sorts:
        if sort in {"ge", "le"}:
            return None if not _rate_named(words) else "up"
        if sort in {"up", "down"}:
            return sort
    return None


def _rate_named(words: list[str]) -> bool:
    return any(word in {"增速", "增长率", "增幅", "涨幅"} for word in words)
