"""What was found, in words: the name with the hit marked, where it stands, who answers for it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from planapp.domain.search import Piece, excerpt_of, mark_words
from planapp.domain.terms import PlanStatus, SearchKind
from planapp.models import Goal, Indicator, Plan, Task, Unit
from planapp.models.plan import Passage
from planapp.pages.commitments import target_phrase
from planapp.pages.formats import format_date, format_years
from planapp.queries.search_results import FoundRow

Pieces = list[Piece]
About = tuple[tuple[str, ...], tuple[str, ...]]  # what is known of a row; what it is found by


@dataclass(frozen=True, slots=True)
class Result:
    """A row that was found, as the page shows it."""

    title: Pieces
    url: str
    facts: Sequence[Pieces]
    excerpt: Pieces
    tags: Sequence[tuple[str, str]] = ()  # word and tone


def results_of(
    kind: SearchKind, found: Iterable[FoundRow], words: Sequence[str], *, sees_all: bool
) -> list[Result]:
    """The rows in words; links lead to the pages that the person may open."""
    return [
        Result(
            title=mark_words(str(each.row), words),
            url=_url(kind, each.row, sees_all=sees_all),
            facts=_facts(_ABOUT[kind](each), words),
            excerpt=_excerpt(each.row, words),
            tags=_tags(each.row),
        )
        for each in found
    ]


def _facts(about: About, words: Sequence[str]) -> list[Pieces]:
    known, searched = about
    return [
        *([Piece(fact, is_hit=False)] for fact in known if fact),
        *(mark_words(fact, words) for fact in searched if fact),
    ]


def _url(kind: SearchKind, row: Any, *, sees_all: bool) -> str:
    if sees_all and kind in _ABOUT:
        return reverse(f"admin:{kind}", args=(row.pk,))
    return reverse(f"admin:planapp_{kind}_change", args=(row.pk,))


def _excerpt(row: Any, words: Sequence[str]) -> Pieces:
    """Around the hit in the plan's sentence; nothing where the name says it all."""
    if not isinstance(row, Passage) or _holds_all(str(row), words):
        return []
    pieces = excerpt_of(row.quote, words)
    return pieces if any(piece.is_hit for piece in pieces) else []


def _holds_all(text: str, words: Sequence[str]) -> bool:
    return all(any(piece.is_hit for piece in mark_words(text, [word])) for word in words)


def _tags(row: Any) -> list[tuple[str, str]]:
    tags = []
    plan = row if isinstance(row, Plan) else getattr(row, "plan", None)
    if plan is not None and plan.is_exercise:
        tags.append(("演练", "yellow"))
    if plan is not None and plan.status == PlanStatus.WITHDRAWN:
        tags.append(("已撤销", "red"))
    if isinstance(row, Passage) and row.withdrawn_by_id is not None:
        tags.append(("不再列入", "plain"))
    if isinstance(row, Unit) and row.valid_to is not None:
        tags.append((f"{format_date(row.valid_to)}撤销", "plain"))
    return tags


def _about_plan(found: FoundRow) -> About:
    plan: Plan = found.row
    years = format_years(plan.period_start, plan.period_end)
    return (plan.region.name, years), (plan.issuer, plan.doc_number, f"编码 {plan.code}")


def _about_indicator(found: FoundRow) -> About:
    indicator: Indicator = found.row
    lead = f"牵头 {'、'.join(found.names)}" if found.names else "牵头单位未定"
    aim = f"{indicator.target_year}年 {target_phrase(indicator)}"
    return (indicator.plan.title, lead, aim), (f"编码 {indicator.code}",)


def _about_task(found: FoundRow) -> About:
    task: Task = found.row
    until = f"时限 {format_date(task.due_on)}" if task.due_on else task.deadline
    return (task.plan.title, "、".join(found.names), until), (f"编码 {task.code}",)


def _about_goal(found: FoundRow) -> About:
    goal: Goal = found.row
    return (goal.plan.title,), (f"编码 {goal.code}",)


def _about_unit(found: FoundRow) -> About:
    unit: Unit = found.row
    others = "、".join(name for name in found.names if name != unit.name)
    also = f"又称 {others}" if others else ""
    return (unit.region.name, unit.get_kind_display()), (also, f"编码 {unit.code}")


_ABOUT: dict[SearchKind, Callable[[FoundRow], About]] = {
    SearchKind.PLAN: _about_plan,
    SearchKind.INDICATOR: _about_indicator,
    SearchKind.TASK: _about_task,
    SearchKind.GOAL: _about_goal,
    SearchKind.UNIT: _about_unit,
}
