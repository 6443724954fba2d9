"""Reads a plan's goals, indicators, tasks and units out of its text.

What is made for every line or number is a plain dataclass: making a frozen one takes ten times
as long. None is changed once it is made.
"""

from __future__ import annotations

from planapp.domain.extraction.assignments import find_assignments
from planapp.domain.extraction.contract import ExtractedPlan
from planapp.domain.extraction.facts import find_facts
from planapp.domain.extraction.glued_rows import find_glued_rows
from planapp.domain.extraction.goals import find_goals
from planapp.domain.extraction.header import complete_header, find_header
from planapp.domain.extraction.indicators import find_indicators
from planapp.domain.extraction.lines import split_paragraphs
from planapp.domain.extraction.outline import build_outline
from planapp.domain.extraction.parts import assign_parts
from planapp.domain.extraction.refine import open_plain_items, part_later_aims
from planapp.domain.extraction.responsibility import read_document_rules
from planapp.domain.extraction.running import cut_running_text
from planapp.domain.extraction.scoping import build_scopes
from planapp.domain.extraction.survey import survey_text
from planapp.domain.extraction.tasks import find_tasks

VERSION = "4"  # raise it whenever the same text may be read differently


def extract(text: str) -> ExtractedPlan:
    """Read one document: decoded text, lines ended by \\n alone.

    Never fails on any text; what is missing is told in the warnings, in Chinese.
    """
    rows = find_assignments(text) or find_glued_rows(text)
    paragraphs = cut_running_text(text, split_paragraphs(text), rows=rows)
    header = find_header(text, paragraphs, rows=rows)
    root = build_outline(text, paragraphs, begin=header.end, rows=rows)
    assign_parts(root)
    part_later_aims(text, root)
    open_plain_items(text, root)
    goals = find_goals(text, root)
    tasks = find_tasks(text, root, rules=read_document_rules(text))
    plan_header = complete_header(text, header, root=root, goals=goals)
    scopes = build_scopes(text, root, goals=goals, tasks=tasks)
    survey = survey_text(text, scopes, period_end=plan_header.period_end)
    return ExtractedPlan(
        header=plan_header,
        goals=tuple(goals),
        indicators=tuple(
            find_indicators(survey, period_end=plan_header.period_end, region=plan_header.region)
        ),
        tasks=tuple(tasks),
        facts=tuple(
            find_facts(
                survey,
                period_end=plan_header.period_end,
                is_national=plan_header.region is None,
            )
        ),
        warnings=_warnings(text, goals=len(goals), tasks=len(tasks)),
    )


def _warnings(text: str, *, goals: int, tasks: int) -> tuple[str, ...]:
    if not text.strip():
        return ("文件没有文字",)
    missing = (("未找到目标", goals), ("未找到任务", tasks))
    return tuple(warning for warning, count in missing if not count)
