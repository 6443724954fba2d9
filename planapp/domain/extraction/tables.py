"""Indicator tables flattened to text: a header with years, then rows of name, unit and values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from planapp.domain.extraction.cells import RUN, Cell, fill_columns, paired_cell, read_pieces
from planapp.domain.extraction.subjects import split_subjects, squeeze
from planapp.domain.extraction.years import read_year
from planapp.domain.quantities import UNIT_WORD


class Column(Enum):
    VALUE = auto()
    CHANGE = auto()


@dataclass(frozen=True, slots=True)
class ValueColumn:
    """A column of numbers: a year's values, or the change between two."""

    sort: Column
    year: int | None
    is_target: bool | None  # what the header's words say; None: the year decides
    words: str


@dataclass(slots=True)
class Row:
    name: str
    unit: str
    cells: tuple[Cell, ...]  # one per value column; trailing ones may be missing
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Table:
    start: int
    end: int
    columns: tuple[ValueColumn, ...]
    rows: tuple[Row, ...]


_Y = r"(?:(?:19|20)\d\d\s?年|(?:19|20)\d\d(?=\s|[（(]|目标|现状|基期|实际|规划|预期))"
_S = r"[\s　]{0,6}"
_VALUE_WORD = (
    rf"(?:{_Y}(?:[（(][^（）()\n]{{1,10}}[）)])?{_S}(?:现状|基期|目标|实际|完成|预期|规划|基数"
    rf"|预计|实绩|指标)?{_S}(?:值|数|情况)?"
    r"|(?:现状|基期|基准|目标|规划目标|规划|预期目标|预期|期末目标)(?:值|数))"
)
_CHANGE_WORD = (
    rf"(?:{_Y}\s?比\s?{_Y}[^\s\d]{{0,6}}|[“\"]?(?:十[一二三四五六七]五[”\"]?(?:时期|期间)?|五年"
    rf"|{_Y}[-—–~～至]{_Y})?"
    r"(?:年均[/／或]累计|年均[〔\[（(]累计[〕\]）)]|年均(?:增长|增速|变化)|累计(?:增长|变化|增减)?"
    r"|增长(?:率|幅度)?|变化(?:情况|幅度|率)?"
    r"|增减(?:幅度)?|增幅|升降|[〔\[（(]累计[〕\]）)]\d?)"
    r"(?:[/／〔\[（(][^\s\d）)〕\]]{1,8}[）)〕\]]?)?(?:[（(][%％][）)])?)"
)
_LABEL_WORD = (
    rf"(?:序{_S}号|类{_S}[别型]|领{_S}域|方{_S}面|维{_S}度|分{_S}类|一级指标|二级指标|三级指标"
    rf"|(?:主要|具体|核心|关键|发展)?(?:指{_S}标|项{_S}目)"
    rf"{_S}(?:名{_S}称|内容|体系)?|名{_S}称|(?:计量|指标)?单{_S}位|(?:指标)?(?:属{_S}性|性{_S}质"
    rf"|类型)|备{_S}注|责任(?:单位|部门)|牵头(?:单位|部门))"
)
_HEADER = re.compile(
    r"(?=[序类领方维分一二三主具核关发指项名计单属性备责牵])"  # tested first
    rf"{_LABEL_WORD}(?:[\s　|｜]{{0,6}}(?:(?P<c>{_CHANGE_WORD})|(?P<v>{_VALUE_WORD})"
    rf"|(?P<l>{_LABEL_WORD}))){{1,14}}"
)
_WORD = re.compile(rf"(?P<change>{_CHANGE_WORD})|(?P<value>{_VALUE_WORD})|(?P<label>{_LABEL_WORD})")
_ATTRIBUTE = re.compile(r"\s*(?:约束性?|预期性?|指导性|引导性)(?:指标)?")
_STOP = re.compile(
    r"。|第[一二三四五六七八九十]{1,3}[章节篇]|注\s?[：:]|备注\s?[：:]|数据来源|资料来源|说明[：:]|；"
    r"|专栏\s?[\d一二三四五六七八九十]|(?<![一-龥])(?:附表|表)\s?[\d一二三四五六七八九十]|-{3}"
)
_UNIT_BRACKET = re.compile(r"[（(]\s*([^（）()\s]{1,14})\s*[）)]\s*$")
_UNIT_TAIL = re.compile(
    rf"(?:[万亿千百十]{{0,2}}(?:{UNIT_WORD})"
    rf"(?:[/／](?:[十百千万亿]{{0,2}})(?:{UNIT_WORD})(?:[·•](?:{UNIT_WORD}))?)?|1?[/／](?:10|十)?万)$"
)
_ATTRIBUTE_WORD = re.compile(r"(?:约束性|预期性|指导性|引导性)(?:指标)?")
_PART = re.compile(r"(?:\d+[.．、\s]+)?其中")
_YEAR_AHEAD = re.compile(r"(?<![\d.])20\d\d年")
_HALF = r"[≥≤<>＞＜]?\d{1,9}(?:\.\d{1,4})?"
_PAIRED_CELL = re.compile(rf"({_HALF})\s?[/／]\s?({_HALF})|[—–-]{{1,2}}")
_PAIRED = re.compile(
    rf"[ ]?{_HALF}\s?[/／]\s?{_HALF}"
    rf"(?:[\s|｜]+(?:{_HALF}\s?[/／]\s?{_HALF}|[—–-]{{1,2}})){{0,9}}(?=[\s|｜]|$)"
)
_BLANK = " \t\n　|｜-:"
_GROUPED = re.compile("类[别型]|领域|方面|维度|分类|一级指标")
_CATEGORY = re.compile(r"^[（(]?[一二三四五六七八九十]{1,2}[）)、.．]\s*")
_NUMBERED = re.compile(r"(?:^|\s)\d{1,2}[.．、](?=[一-鿿“（(A-Za-z])")
_LONGEST_LABEL = 90
_ORDINAL = re.compile(
    r"\s*(?P<number>\d{1,3})(?:[\s　.．、|｜]{0,6}(?=[一-鿿“（(A-Za-z])(?!岁|年|级|[GA]\b|个月|类"
    r"|日)"
    r"|[\s　.．、|｜]{1,6}(?=\d{1,2}岁))"
)
_CJK = re.compile(r"[一-鿿“（(A-Za-z]")


def find_tables(text: str) -> list[Table]:
    """The tables whose header names years or target values, in order, without overlap."""
    found: list[Table] = []
    at = 0
    while header := _HEADER.search(text, at):
        at = header.end()
        columns, labels = _read_header(header.group())
        if not columns:
            continue
        rows = tuple(_Body(text, columns, labels=labels).rows(header.end()))
        if len(rows) * len(columns) > 1:
            found.append(Table(header.start(), rows[-1].end, columns, rows))
            at = rows[-1].end
    return found


def _read_header(header: str) -> tuple[tuple[ValueColumn, ...], str]:
    """The columns of numbers, none where this heads no table; and the words of the others."""
    columns, labels = [], ""
    for word in _WORD.finditer(header):
        if word.lastgroup == "label":
            labels += re.sub(r"\s", "", word.group())
        else:
            columns.append(_read_column(word))
    named = re.search("指标|项目|名称", labels) is not None
    has_years = any(c.sort is Column.VALUE for c in columns)
    return (tuple(columns) if named and has_years else ()), labels


def _read_column(word: re.Match[str]) -> ValueColumn:
    words = re.sub(r"\s", "", word.group())
    if word.lastgroup == "change":
        return ValueColumn(Column.CHANGE, None, None, words)
    year = re.match(r"\d{4}", words)
    says_target = re.search("目标|规划|预期", words) is not None
    says_base = re.search("现状|基期|基准|基数|实际|完成|实绩", words) is not None
    target = True if says_target else False if says_base else None
    return ValueColumn(Column.VALUE, read_year(year.group()) if year else None, target, words)


class _Body:
    """Reads rows one after the other from the offset behind the header."""

    def __init__(self, text: str, columns: tuple[ValueColumn, ...], *, labels: str) -> None:
        self.text = text
        self.columns = columns
        self.has_unit = "单位" in labels.replace("责任单位", "").replace("牵头单位", "")
        self.has_groups = _GROUPED.search(labels) is not None
        self.changes = sum(c.sort is Column.CHANGE for c in columns)
        self.ordinal = 0
        self.unit = ""

    def rows(self, at: int) -> Iterator[Row]:
        """The rows from here on; the first stretch that is no row ends the table."""
        label = at
        while run := RUN.search(self.text, at, min(len(self.text), label + _LONGEST_LABEL + 60)):
            if run.start() - label > _LONGEST_LABEL or _STOP.search(self.text, label, run.start()):
                return
            if ordinal := self._read_ordinal(run, label):
                self.ordinal = int(ordinal.group("number"))
                label = at = ordinal.end()
                continue
            if pair := self._pair(label, run):
                yield from pair
                attribute = _ATTRIBUTE.match(self.text, pair[0].end)
                label = at = attribute.end() if attribute else pair[0].end
                continue
            row = self._row(label, run)
            if row is None:
                at = run.start() + 1 if len(run.group()) > 60 else run.end()
                continue
            yield row
            attribute = _ATTRIBUTE.match(self.text, row.end)
            label = at = attribute.end() if attribute else row.end

    def _read_ordinal(self, run: re.Match[str], label: int) -> re.Match[str] | None:
        """The next row's number before its name."""
        ordinal = _ORDINAL.match(self.text, run.start())
        if ordinal is None:
            return None
        before = self.text[label : run.start()].strip()
        is_next = int(ordinal.group("number")) == self.ordinal + 1
        return ordinal if is_next or not before else None

    def _row(self, label: int, run: re.Match[str]) -> Row | None:
        raw = self.text[label : run.start()]
        if _YEAR_AHEAD.search(self.text, run.start(), run.end() + 1):
            return None  # 到2035年 goes on with the text
        for attribute in _ATTRIBUTE_WORD.finditer(self.text, label, run.start()):
            raw = self.text[attribute.end() : run.start()]  # the row above had words for values
        if len(squeeze(raw)) < 2 or (raw[-1:].isascii() and raw[-1:].isalpha()):
            return None
        name, unit = self._name(raw)
        pieces = read_pieces(self.text, run.start(), run.end())
        if self.has_unit and not unit and pieces and pieces[0].is_dash:
            pieces = pieces[1:]
        end = self._trim_ordinal(pieces, run)
        cells = fill_columns(pieces, columns=len(self.columns), changes=self.changes)
        if cells is None or all(c.value is None for c in cells) or not _CJK.search(name):
            return None
        end = max(c.end for c in cells) if end is None else end
        if self._runs_on(end, len(pieces)):
            return None
        if not unit and _PART.match(raw.lstrip(_BLANK)):
            unit = self.unit  # 其中：高速公路 is measured like the row above
        self.unit = unit
        start = run.start() - len(raw.lstrip(_BLANK))
        return Row(name, unit, tuple(cells), start, end)

    def _pair(self, label: int, run: re.Match[str]) -> list[Row]:
        """医师/护士 2.7/3.4 3.2/3.8: two subjects whose values share each cell."""
        found = _PAIRED.match(self.text, run.start())
        if found is None:
            return []
        name, unit = self._name(self.text[label : run.start()])
        names = split_subjects(re.sub("[/／]", "、", name))
        pieces = list(_PAIRED_CELL.finditer(self.text, found.start(), found.end()))
        if len(names) != 2 or len(pieces) > len(self.columns):
            return []
        start = run.start() - len(self.text[label : run.start()].lstrip(_BLANK))
        return [
            Row(
                names[at],
                unit,
                tuple(paired_cell(p.start(), p.end(), p.group(at + 1)) for p in pieces),
                start,
                found.end(),
            )
            for at in (0, 1)
        ]

    def _trim_ordinal(self, pieces: list, run: re.Match[str]) -> int | None:  # type: ignore[type-arg]
        """Take the next row's number off the end of this row's values."""
        if len(pieces) < 2 or not _CJK.match(self.text, run.end()):
            return None
        last = pieces[-1]
        if last.match.group().strip() == str(self.ordinal + 1):
            pieces.pop()
            return int(last.match.start())
        return None

    def _runs_on(self, end: int, pieces: int) -> bool:
        """A single number with a word right behind it belongs to a name: 5万元以上的户."""
        following = self.text[end : end + 1]
        if pieces > 1 or not _CJK.match(following):
            return False
        return _ATTRIBUTE.match(self.text, end) is None

    def _name(self, raw: str) -> tuple[str, str]:
        label = re.sub(r"[\s|｜]+", " ", raw).strip(" -—–:")
        unit = ""
        if bracket := _UNIT_BRACKET.search(label):
            if _UNIT_TAIL.fullmatch(bracket.group(1)) or not self.has_unit:
                unit, label = bracket.group(1), label[: bracket.start()]
        elif tail := _UNIT_TAIL.search(label[-16:]):
            separated = label[: -len(tail.group())].endswith(" ")
            if self.has_unit or separated:
                unit, label = tail.group(), label[: -len(tail.group())]
        label = _CATEGORY.sub("", label.strip())
        label = _NUMBERED.split(label)[-1]  # 运输结构 6.铁水联运量: what stands before is a group
        group, _, rest = label.partition(" ")
        if self.has_groups and len(group) <= 6 and len(rest) >= 4:
            label = rest
        return squeeze(re.sub(r"^(?:\d+[.．、\s]+|其中[：:])+", "", label)), unit
