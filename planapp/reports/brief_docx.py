"""简报 as a Word file: the office's own layout filled in, or the one that it may begin with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import zip_longest

from docx.shared import Mm

from planapp.domain.terms import PaperKind
from planapp.domain.wording import NOTHING, format_day
from planapp.reports.brief import Brief
from planapp.reports.office_template import render_template
from planapp.reports.paper import NARROW, Paper
from planapp.reports.paper_form import Form, Words
from planapp.reports.word_paper import WordPaper
from planapp.services.report_templates import template_content

_ROWS_CM = (4.6, 3, 2.8, 1.6, 1.6, 2)
_FACTS_CM = (3.2, 4.6, 3.2, 4.6)
_FACTS = ("规划", "填报期", "判定", "基期", "目标", "实际", "应达", "完成进度", "序时进度",
          "距目标差额", "距序时差额", "新报数据")  # fmt: skip
_MADE = "{{统计日期}}制，数据取自规划实施进展跟踪系统。"


def write_brief(brief: Brief, kind: PaperKind, *, office: str) -> bytes:
    """The page in the layout that counts now. Raises Refused where the office's own does not fit.

    One query.
    """
    layout = template_content(kind) or write_brief_sample(kind)
    return render_template(layout, BRIEFS[kind], brief, office=office)


def write_brief_sample(kind: PaperKind) -> bytes:
    """The product's own layout, set closer than other papers so that it fits on one page."""
    paper = WordPaper("{{标题}}", letters=12, line=18)
    [section] = paper.document.sections
    section.top_margin = section.bottom_margin = Mm(25)
    for words in ("{{表述}}", *_LAYOUTS[kind], _MADE):
        paper.text(words)
    return paper.as_bytes()


def _facts(paper: Paper, brief: Brief) -> None:
    if brief.facts:
        half = (len(brief.facts) + 1) // 2
        rows = zip_longest(brief.facts[:half], brief.facts[half:], fillvalue=("", ""))
        heads = ("项目", "数据") * 2
        paper.table("主要数据", heads, [left + right for left, right in rows], cm=_FACTS_CM)


def _years(paper: Paper, brief: Brief) -> None:
    if brief.years:
        heads, values = zip(*brief.years, strict=True)
        width = min(NARROW, sum(_ROWS_CM) / len(heads))
        paper.table("历年数据（已审核）", heads, [values], cm=[width] * len(heads))


def _figure(paper: Paper, brief: Brief) -> None:
    if brief.figure:
        figure = brief.figure
        paper.figure(figure.caption, figure.svg, alternative=figure.alternative)


def _lagging(paper: Paper, brief: Brief) -> None:
    if brief.rows:
        paper.table("滞后的指标", brief.heads, brief.rows, cm=_ROWS_CM)


def _said(head: str) -> Callable[[Paper, Brief], None]:
    """The paragraphs below a heading of the page, begun by it."""

    def section(paper: Paper, brief: Brief) -> None:
        first, *others = dict(brief.said)[head]
        for words in (f"{head}：{first}", *others):
            paper.text(words)

    return section


def _word(head: str, brief: Brief) -> str:
    return "；".join(dict(brief.said)[head])


def _fact(name: str, brief: Brief) -> str:
    """The figure with its year: 343.9 亿元（2020年）."""
    for label, value in brief.facts:
        head, mark, year = label.partition("（")
        if head == name:
            return value.replace("\n", "") + mark + year
    return NOTHING


_WORDS: Words[Brief] = {
    "名称": ("简报说的指标、规划或单位", lambda brief: brief.name),
    "表述": ("可以直接写进报告的一句话", lambda brief: brief.sentence),
    "统计日期": ("如“2024年3月1日”", lambda brief: format_day(brief.on)),
}


def _said_words(*heads: str) -> Words[Brief]:
    return {head: (f"简报中的“{head}”", partial(_word, head)) for head in heads}


BRIEFS: dict[PaperKind, Form[Brief]] = {
    PaperKind.INDICATOR_BRIEF: Form(
        label=PaperKind.INDICATOR_BRIEF.label,
        title=lambda brief: brief.title,
        words={
            **_WORDS,
            **{name: (f"主要数据中的“{name}”", partial(_fact, name)) for name in _FACTS},
            **_said_words("原因", "措施", "责任单位", "规划原文"),
        },
        sections={"主要数据": _facts, "历年数据": _years, "走势图": _figure},
    ),
    PaperKind.GROUP_BRIEF: Form(
        label=PaperKind.GROUP_BRIEF.label,
        title=lambda brief: brief.title,
        words={**_WORDS, **_said_words("依据")},
        sections={"灯号构成": _figure, "滞后的指标": _lagging, "尚未报送": _said("尚未报送")},
    ),
}
_LAYOUTS = {
    PaperKind.INDICATOR_BRIEF: (
        "{{主要数据}}", "{{历年数据}}", "{{走势图}}", "原因：{{原因}}", "措施：{{措施}}",
        "责任单位：{{责任单位}}", "规划原文：{{规划原文}}",
    ),
    PaperKind.GROUP_BRIEF: (
        "{{灯号构成}}", "{{滞后的指标}}", "{{尚未报送}}", "依据：{{依据}}",
    ),
}  # fmt: skip
