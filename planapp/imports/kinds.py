"""What can be taken in, from our own sheets and from ledgers as units keep them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planapp.domain.ledger import Field, LedgerKind, Mapping
from planapp.domain.sheet import Sheet
from planapp.imports.figure_ledgers import read_figures
from planapp.imports.intake import Intake
from planapp.imports.names import Names
from planapp.imports.registry import RESOURCES
from planapp.imports.task_ledgers import read_tasks
from planapp.models import Plan
from planapp.queries.import_runs import Nameable, series_of_plan, tasks_of_plan
from planapp.rights import Scope


@dataclass(frozen=True, slots=True)
class Ledgers:
    """How ledgers of some kinds become rows of a resource; `items` are what their rows name.

    `asks_units`: they tell who is in charge, else figures of years.
    """

    kinds: tuple[LedgerKind, ...]
    fields: tuple[Field, ...]  # that its columns may hold
    items: Callable[[Plan, Scope], list[Nameable]]
    read: Callable[[Sheet, Mapping, Names], Intake]
    asks_units: bool = False


_OF_FIGURES = (
    Field.NUMBER, Field.CODE, Field.CATEGORY, Field.INDICATOR, Field.UNIT_OF_MEASURE, Field.YEAR,
    Field.VALUE, Field.TARGET, Field.BASE, Field.GROWTH, Field.VINTAGE, Field.SOURCE,
    Field.PROGRESS, Field.PROBLEMS, Field.NEXT_STEPS, Field.REMARK,
)  # fmt: skip
_OF_TASKS = (
    Field.NUMBER, Field.CODE, Field.CATEGORY, Field.TASK, Field.MEASURES, Field.GOAL, Field.LEAD,
    Field.RESPONSIBLE, Field.SUPPORT, Field.DEADLINE, Field.REMARK,
)  # fmt: skip


LEDGERS: dict[str, Ledgers] = {
    "progress": Ledgers(
        kinds=(LedgerKind.YEARLY, LedgerKind.PROGRESS, LedgerKind.INDICATORS),
        fields=_OF_FIGURES,
        items=series_of_plan,
        read=read_figures,
    ),
    "tasks": Ledgers(
        kinds=(LedgerKind.TASKS,),
        fields=_OF_TASKS,
        items=tasks_of_plan,
        read=read_tasks,
        asks_units=True,
    ),
}


def kind_title(slug: str) -> str:
    """数据填报 for “progress”; a kind that is no more is its own title."""
    resource = RESOURCES.get(slug)
    return resource.title if resource else slug
