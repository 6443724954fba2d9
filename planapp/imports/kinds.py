"""What can be taken in, from our own sheets and from ledgers as units keep them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from planapp.domain.ledger import Field, LedgerKind, Mapping
from planapp.domain.sheet import Sheet
from planapp.domain.terms import Term
from planapp.imports.figure_ledgers import read_figures, read_targets
from planapp.imports.intake import Intake
from planapp.imports.names import IN_PLAN, Names, Naming
from planapp.imports.people_ledgers import read_accounts, read_memberships
from planapp.imports.register_ledgers import read_aliases, read_successions, read_units
from planapp.imports.registry import RESOURCES
from planapp.imports.report_ledgers import read_reports
from planapp.imports.task_ledgers import read_tasks
from planapp.models import Plan
from planapp.queries.import_runs import (
    Nameable,
    indicators_of_plan,
    people_by_name,
    series_of_plan,
    tasks_of_plan,
    units_by_name,
)
from planapp.rights import Scope


class Asked(Term):
    """What a person is asked of a whole table besides its columns."""

    PLAN = "plan", "规划"
    MEASURE = "measure", "全表计量单位"
    FIRST_LEADS = "first_leads", "第一个单位牵头"
    PERIOD = "period", "填报期"
    REGION = "region", "行政区划"
    UNIT_KIND = "unit_kind", "类别"
    MEMBER_ROLE = "member_role", "角色"


@dataclass(frozen=True, slots=True)
class Ledgers:
    """How ledgers of some kinds become rows of a resource; `items` are what their rows name."""

    kinds: tuple[LedgerKind, ...]
    fields: tuple[Field, ...]  # that its columns may hold
    items: Callable[[Plan | None, Scope], list[Nameable]]
    read: Callable[[Sheet, Mapping, Names], Intake]
    asks: tuple[Asked, ...] = ()
    naming: Naming = IN_PLAN
    figure: Field | None = None  # what of a year they tell, where they tell figures


_OF_FIGURES = (
    Field.NUMBER, Field.CODE, Field.CATEGORY, Field.INDICATOR, Field.UNIT_OF_MEASURE, Field.YEAR,
    Field.VALUE, Field.TARGET, Field.BASE, Field.GROWTH, Field.VINTAGE, Field.SOURCE,
    Field.PROGRESS, Field.PROBLEMS, Field.NEXT_STEPS, Field.REMARK,
)  # fmt: skip
_OF_TASKS = (
    Field.NUMBER, Field.CODE, Field.CATEGORY, Field.TASK, Field.MEASURES, Field.GOAL, Field.LEAD,
    Field.RESPONSIBLE, Field.SUPPORT, Field.DEADLINE, Field.REMARK,
)  # fmt: skip
_OF_REPORTS = (
    Field.NUMBER, Field.CODE, Field.CATEGORY, Field.TASK, Field.MEASURES, Field.GOAL, Field.PERIOD,
    Field.STATUS, Field.PERCENT, Field.PROGRESS, Field.PROBLEMS, Field.NEXT_STEPS,
)  # fmt: skip
_OF_UNITS = (
    Field.NUMBER, Field.CODE, Field.UNIT_CODE, Field.UNIT_NAME, Field.SHORT_NAME, Field.ALIASES,
    Field.REGION, Field.UNIT_KIND, Field.FOUNDED, Field.ENDED, Field.REFORM, Field.REMARK,
)  # fmt: skip
_OF_PEOPLE = (
    Field.NUMBER, Field.PERSON, Field.LOGIN, Field.UNIT_NAME, Field.OFFICE, Field.POST,
    Field.MEMBER_ROLE, Field.PHONE, Field.EMAIL, Field.REMARK,
)  # fmt: skip
_IN_REGISTER = Naming(among="名册")
_PEOPLE = Naming(among="账号", are_people=True)


LEDGERS: dict[str, Ledgers] = {
    "progress": Ledgers(
        kinds=(LedgerKind.YEARLY, LedgerKind.PROGRESS, LedgerKind.INDICATORS),
        fields=_OF_FIGURES,
        items=series_of_plan,
        read=read_figures,
        asks=(Asked.PLAN, Asked.MEASURE),
        figure=Field.VALUE,
    ),
    "annual-targets": Ledgers(
        kinds=(LedgerKind.INDICATORS, LedgerKind.YEARLY),
        fields=_OF_FIGURES,
        items=indicators_of_plan,
        read=read_targets,
        asks=(Asked.PLAN, Asked.MEASURE),
        figure=Field.TARGET,
    ),
    "tasks": Ledgers(
        kinds=(LedgerKind.TASKS,),
        fields=_OF_TASKS,
        items=tasks_of_plan,
        read=read_tasks,
        asks=(Asked.PLAN, Asked.FIRST_LEADS),
    ),
    "task-reports": Ledgers(
        kinds=(LedgerKind.TASKS,),
        fields=_OF_REPORTS,
        items=tasks_of_plan,
        read=read_reports,
        asks=(Asked.PLAN, Asked.PERIOD),
    ),
    "units": Ledgers(
        kinds=(LedgerKind.UNITS,),
        fields=_OF_UNITS,
        items=units_by_name,
        read=read_units,
        asks=(Asked.REGION, Asked.UNIT_KIND),
        naming=replace(_IN_REGISTER, may_add=True),
    ),
    "unit-names": Ledgers(
        kinds=(LedgerKind.UNITS,),
        fields=_OF_UNITS,
        items=units_by_name,
        read=read_aliases,
        asks=(Asked.REGION,),
        naming=_IN_REGISTER,
    ),
    "successions": Ledgers(
        kinds=(LedgerKind.UNITS,),
        fields=_OF_UNITS,
        items=units_by_name,
        read=read_successions,
        asks=(Asked.REGION,),
        naming=_IN_REGISTER,
    ),
    "users": Ledgers(
        kinds=(LedgerKind.USERS,),
        fields=_OF_PEOPLE,
        items=people_by_name,
        read=read_accounts,
        naming=replace(_PEOPLE, may_add=True),
    ),
    "memberships": Ledgers(
        kinds=(LedgerKind.USERS,),
        fields=_OF_PEOPLE,
        items=people_by_name,
        read=read_memberships,
        asks=(Asked.REGION, Asked.MEMBER_ROLE),
        naming=_PEOPLE,
    ),
}


def kind_title(slug: str) -> str:
    """数据填报 for “progress”; a kind that is no more is its own title."""
    resource = RESOURCES.get(slug)
    return resource.title if resource else slug
