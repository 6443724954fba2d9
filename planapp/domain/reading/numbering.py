"""Automatic numbering of Word paragraphs, which stands in no text: rebuilt from its rules."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from planapp.domain.reading.package import WORD

W = f"{{{WORD}}}"
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
          (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST = 10_000  # higher numbers are no list's
_LEVELS = 9
_MARK_END = "、．.。）)：:】〕"


@dataclass(frozen=True, slots=True)
class Level:
    start: int
    form: str
    pattern: str  # 第%1章
    restart: int | None  # the level above which it starts anew; 0: never
    in_figures: bool  # 1.1 under 第一章


@dataclass(slots=True)
class _List:
    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """Counts through the paragraphs of one document in their order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._starts: dict[tuple[str, int], int] = {}  # overrides not used yet
        self._overrides: dict[str, dict[int, Level]] = {}
        if root is not None:
            self._read(root)

    def _read(self, root: etree._Element) -> None:
        abstract = {
            node.get(W + "abstractNumId"): _List(dict(_levels(node)))
            for node in root.iterfind(W + "abstractNum")
        }
        for num in root.iterfind(W + "num"):
            number = num.get(W + "numId") or ""
            ref = num.find(W + "abstractNumId")
            known = abstract.get(_value(ref)) if ref is not None else None
            if known is None:
                continue
            self._lists[number] = known
            self._overrides[number] = dict(_levels(num, within="lvlOverride"))
            for override in num.iterfind(W + "lvlOverride"):
                start = override.find(W + "startOverride")
                if start is not None:
                    level = _integer(override.get(W + "ilvl"), 0)
                    self._starts[number, level] = _integer(_value(start), 1)

    def next_label(self, number: str, level: int) -> str:
        """The mark of the next paragraph of a list, without the white space behind it."""
        known = self._lists.get(number)
        if known is None or not 0 <= level < _LEVELS:
            return ""
        rules = known.levels | self._overrides[number]
        rule = rules.get(level)
        if rule is None:
            return ""
        self._count(known, rules, number=number, level=level)
        if rule.form == "none" or (rule.form == "bullet" and not _is_mark(rule.pattern)):
            return ""
        return re.sub(
            r"%([1-9])",
            lambda match: _show(
                known, rules.get(int(match[1]) - 1), own=rule, at=int(match[1]) - 1
            ),
            rule.pattern,
        )

    def _count(self, known: _List, rules: dict[int, Level], *, number: str, level: int) -> None:
        start = self._starts.pop((number, level), None)
        if start is not None:
            known.counts[level] = start
        elif level in known.counts:
            known.counts[level] += 1
        else:
            known.counts[level] = rules[level].start
        for lower in range(level + 1, _LEVELS):
            restart = rules[lower].restart if lower in rules else None
            if restart is None or level < restart:
                known.counts.pop(lower, None)


def join_label(label: str, text: str) -> str:
    """A mark and its text: no space after 1. or （一）, one where the two would run together."""
    if not label or not text:
        return label + text
    is_closed = label[-1] in _MARK_END and not text[0].isdigit()
    return f"{label}{'' if is_closed or label[-1] == '—' else ' '}{text}"


def _levels(node: etree._Element, within: str = "") -> Iterator[tuple[int, Level]]:
    for lvl in node.iterfind(f"{W}{within}/{W}lvl" if within else W + "lvl"):
        restart = lvl.find(W + "lvlRestart")
        yield (
            _integer(lvl.get(W + "ilvl"), 0),
            Level(
                start=_integer(_value(lvl.find(W + "start")), 1),
                form=_form(lvl),
                pattern=_value(lvl.find(W + "lvlText")),
                restart=None if restart is None else _integer(_value(restart), 0),
                in_figures=lvl.find(W + "isLgl") is not None,
            ),
        )


def _form(lvl: etree._Element) -> str:
    node = lvl.find(W + "numFmt")
    if node is None:  # inside mc:AlternateContent where the form is a newer one
        node = next(lvl.iter(W + "numFmt"), None)
    return _value(node) or "decimal"


def _value(node: etree._Element | None) -> str:
    return "" if node is None else node.get(W + "val") or ""


def _integer(written: str | None, default: int) -> int:
    return int(written) if written and re.fullmatch(r"\d{1,6}", written) else default


def _is_mark(pattern: str) -> bool:
    """A dash is part of the text's structure; dots and arrows of symbol fonts are ornament."""
    return re.fullmatch("[—–-]{1,2}", pattern) is not None


def _show(known: _List, rule: Level | None, *, own: Level, at: int) -> str:
    if rule is None:
        return ""
    number = known.counts.get(at, rule.start)
    in_figures = own.in_figures or number >= _MOST
    return str(number) if in_figures else _FORMS.get(rule.form, str)(number)


def _chinese(number: int) -> str:
    """21 → 二十一, 105 → 一百〇五."""
    if number == 0:
        return "零"
    written, pending = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit == 0:
            pending = bool(written)
            continue
        written += ("〇" if pending else "") + _DIGITS[digit] + name
        pending = False
    return written.removeprefix("一") if written.startswith("一十") else written


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 9) if number else ""


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _full_width(number: int) -> str:
    return str(number).translate({ord("0") + i: 0xFF10 + i for i in range(10)})


def _figure_by_figure(number: int) -> str:
    return "".join(_DIGITS[int(figure)] for figure in str(number))


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "ideographDigital": _figure_by_figure,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    **dict.fromkeys(
        ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
         "taiwaneseCountingThousand"),
        _chinese,
    ),
}  # fmt: skip
