"""The marks that open a heading or an item: 第一章, 一、, （一）, 1., （1）, ①, 一是, ——."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum

_CN = "〇零一二三四五六七八九十百"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_BRACKETED = "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂"
_DOTTED = "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖"


class Rank(IntEnum):
    """How deep a mark stands; a smaller rank holds the greater ones."""

    DOCUMENT = 0
    BOOK = 1  # 第一篇, 第一部分
    CHAPTER = 2  # 第一章
    CLAUSE = 3  # 第一节, 第一条
    COMMA = 4  # 一、
    PAREN = 5  # （一）
    ARABIC = 6  # 1.
    ARABIC_PAREN = 7  # （1） 1）
    CIRCLED = 8  # ①
    ORDINAL = 9  # 一是, 第一，
    DASH = 10  # ——
    PLAIN = 11  # a paragraph that opens with a title of its own


@dataclass(slots=True)
class Mark:
    """A mark in the text; `numeral` is the bare number as written, if it has one."""

    rank: Rank
    number: int | None
    numeral: str | None
    start: int
    end: int


MARK_PATTERN = (
    rf"第(?P<book>[{_CN}\d]{{1,4}})(?:篇|部分|编)(?![{_CN}])"
    rf"|第(?P<chapter>[{_CN}\d]{{1,4}})章"
    rf"|第(?P<clause>[{_CN}\d]{{1,4}})[节条](?!(?!二[〇○零])[{_CN}])"
    rf"|(?P<comma>[{_CN}]{{1,3}})\s?[、．.](?![{_CN}])"
    rf"|[（(〔﹙]\s?(?P<paren>[{_CN}]{{1,3}})\s?[）)〕﹚][、.．]?"
    r"|(?P<decimal>\d{1,2}(?:[.．]\d{1,2}){1,3})(?=[\s、]|[^\W\d万亿倍个])[、\s]?"
    rf"|(?P<arabic>\d{{1,3}})\s?[.．、﹒](?![\d．.])|(?P<dotted>[{_DOTTED}])"
    r"|[（(﹙]\s?(?P<arabic_paren>\d{1,3})\s?[）)﹚]、?|(?P<half_paren>\d{1,2})[）)]"
    rf"|(?P<bracketed>[{_BRACKETED}])|(?P<circled>[{_CIRCLED}])"
    rf"|(?P<ordinal>[{_CN}]{{1,3}})[是要](?![{_CN}])|第(?P<first>[{_CN}]{{1,2}})[，,]"
    rf"|(?:重点|专项|主要)?(?:行动|任务|工程|举措)(?P<named>[{_CN}]{{1,3}}|\d{{1,2}})[：:]"
    r"|(?P<dash>(?:[—–―─－]{1,4}|--{1,3}|[●◆■★◇▲•○□]\s?))(?=[^\d\s—–―─－/-])"
)
FIRST_SIGN = (  # tested first, it makes the search through a text three times as fast
    rf"[第{_CN}\d{_DOTTED}{_BRACKETED}{_CIRCLED}（(〔﹙重专主行任工举—–―─－●◆■★◇▲•○□-]"
)
_MARK = re.compile(MARK_PATTERN)
_RANKS = {
    "book": Rank.BOOK,
    "chapter": Rank.CHAPTER,
    "clause": Rank.CLAUSE,
    "comma": Rank.COMMA,
    "paren": Rank.PAREN,
    "named": Rank.PAREN,  # 行动一：
    "decimal": Rank.ARABIC,
    "arabic": Rank.ARABIC,
    "dotted": Rank.ARABIC,
    "arabic_paren": Rank.ARABIC_PAREN,
    "half_paren": Rank.ARABIC_PAREN,
    "bracketed": Rank.ARABIC_PAREN,
    "circled": Rank.CIRCLED,
    "ordinal": Rank.ORDINAL,
    "first": Rank.ORDINAL,
    "dash": Rank.DASH,
}
_SIGNS = {"dotted": _DOTTED, "bracketed": _BRACKETED, "circled": _CIRCLED}
_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}


def find_mark(text: str, start: int, end: int) -> Mark | None:
    """The mark that stands at `start`, if any."""
    match = _MARK.match(text, start, end)
    return read_mark(match) if match else None


def read_mark(match: re.Match[str]) -> Mark:
    """The mark that a match of MARK_PATTERN stands for."""
    kind = match.lastgroup or "dash"
    rank, written = _RANKS[kind], match.group(kind)
    if kind == "dash":
        return Mark(rank, None, None, match.start(), match.end())
    if kind == "decimal":
        parts = re.split(r"[.．]", written)
        deeper = Rank(min(Rank.ARABIC + len(parts) - 1, Rank.CIRCLED))
        return Mark(deeper, int(parts[-1]), written, match.start(), match.end())
    if kind in _SIGNS:
        number = _SIGNS[kind].index(written) + 1
        return Mark(rank, number, str(number), match.start(), match.end())
    return Mark(rank, read_numeral(written), written, match.start(), match.end())


def read_numeral(written: str) -> int | None:
    """一 → 1, 二十三 → 23, 12 → 12; None for what is no counting number."""
    if written.isdecimal():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    if not ten:
        return _DIGITS.get(written)
    head = 1 if not tens else _DIGITS.get(tens)
    tail = 0 if not ones else _DIGITS.get(ones)
    return None if head is None or tail is None else head * 10 + tail
