"""Names of units in a plan's text that only a person can tell: what they are, who they mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from planapp.domain.naming import Match
from planapp.domain.terms import Role, UnitKind
from planapp.models import Indicator, Plan, Region, Responsibility, Task, Unit, UnitName, User
from planapp.queries.answering import INDICATOR_ANSWERING, TASK_ANSWERING
from planapp.queries.units import free_code
from planapp.queries.written_units import Mention, mentions_in
from planapp.rights import Action
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.register import save_rows
from planapp.services.responsibilities import end_responsibility, parts_in, rows_for
from planapp.services.units import UnitOutcome, day_of_plan, resolve_units

_REFUSAL = "只有管理员可以落实规划里的单位。"


@dataclass(frozen=True, slots=True)
class WrittenUnit:
    """A name as the plan writes it, where it stands, and what the register makes of it."""

    name: str
    mentions: tuple[Mention, ...]
    outcome: UnitOutcome

    @property
    def is_class(self) -> bool:
        return self.outcome.match is Match.CLASS

    @property
    def roles(self) -> list[Role]:
        return list(dict.fromkeys(mention.role for mention in self.mentions))

    @property
    def tasks(self) -> list[Task]:
        """The tasks it stands in, each once."""
        return list({mention.task.pk: mention.task for mention in self.mentions}.values())

    @property
    def units(self) -> list[Unit]:
        """Who has a part in the plan under this name."""
        found = {unit.pk: unit for mention in self.mentions for unit in mention.units}
        return list(found.values())

    @property
    def suggestions(self) -> tuple[Unit, ...]:
        """Whom it may mean; one alone where the register has learnt the name since."""
        return (self.outcome.unit,) if self.outcome.unit else self.outcome.candidates

    @property
    def is_settled(self) -> bool:
        """Whether somebody has the part wherever the name stands."""
        unit = self.outcome.unit
        return all(
            mention.units or (unit is not None and mention.is_held_by(unit))
            for mention in self.mentions
        )


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit that the register does not know yet."""

    name: str
    kind: UnitKind
    region: Region


def read_written_units(plan: Plan) -> list[WrittenUnit]:
    """Every name in the plan's tasks, in the order of the text. Nine queries; four without any."""
    mentions = mentions_in(plan)
    if not mentions:
        return []
    outcomes = resolve_units(mentions, region=plan.region, on=day_of_plan(plan))
    return [WrittenUnit(name, tuple(where), outcomes[name]) for name, where in mentions.items()]


@transaction.atomic
def assign_written_unit(
    *,
    plan: Plan,
    name: str,
    units: Sequence[Unit],
    by: User,
    at: datetime,
    as_alias: bool = False,
) -> int:
    """Give the parts that the text assigns under a name to the units it means.

    In every task that names it, and in the indicators inside, with role and order as written;
    what they have already stays. The default lead, who stood in where nobody was known to
    answer, steps back. With `as_alias` the register keeps the name. Returns how many parts were
    given.
    """
    require(Action.SET_UP, by=by, at=at, refusal=_REFUSAL)
    Plan.objects.select_for_update().get(pk=plan.pk)  # two at once would give parts twice
    mentions = mentions_in(plan).get(name)
    if not mentions:
        raise Refused(f"《{plan}》现行的任务里没有写到“{name}”。")
    if not units:
        raise Refused(f"请选择“{name}”指的单位。")
    if as_alias:
        _keep_alias(plan, name, units, by=by, at=at)
    wanted = _wanted_rows(plan, mentions, named={name: units})
    existing = _existing(plan)
    given = [*_take_over(wanted, existing), *created(*_create_missing(wanted, existing))]
    changes = [*given, *_end_stand_ins(plan, wanted, existing, at=at)]
    if changes:
        subject = f"{plan}：{name}"
        write_audit(by=by, action="plan.unit_assigned", subject=subject, at=at, changes=changes)
    return len(given)


@transaction.atomic
def register_written_unit(*, plan: Plan, name: str, new: NewUnit, by: User, at: datetime) -> Unit:
    """Enter a unit into the register, the written name as its alias, and give it its parts."""
    require(Action.SET_UP, by=by, at=at, refusal=_REFUSAL)
    called = Unit.objects.filter(Q(name=new.name) | Q(names__name=new.name), region=new.region)
    if known := called.first():
        raise Refused(f"名册里已有“{new.name}”（{known}），请直接指定为它。")
    unit = Unit(code=_next_code(new.region), name=new.name, kind=new.kind, region=new.region)
    try:
        unit.full_clean()
    except ValidationError as error:
        raise Refused(f"“{new.name}”：{'；'.join(error.messages)}") from error
    save_rows([unit], by=by, at=at)
    assign_written_unit(plan=plan, name=name, units=[unit], by=by, at=at, as_alias=name != new.name)
    return unit


def _next_code(region: Region) -> str:
    own = Unit.objects.filter(code__startswith=f"{region.code}-")
    return free_code(region.code, set(own.values_list("code", flat=True)))


def _keep_alias(plan: Plan, name: str, units: Sequence[Unit], *, by: User, at: datetime) -> None:
    """The name becomes one of the unit's names for as long as the unit stands."""
    [outcome] = resolve_units([name], region=plan.region, on=day_of_plan(plan)).values()
    if len(units) != 1 or outcome.match is Match.CLASS:
        raise Refused(f"“{name}”指的不是一个单位，不能记为别名。")
    [unit] = units
    if name == unit.name or unit.names.filter(name=name).exists():
        return
    alias = UnitName(unit=unit, name=name, valid_from=unit.valid_from, valid_to=unit.valid_to)
    save_rows([alias], by=by, at=at)


Key = tuple[int | None, int | None, int, str]


def _key(row: Responsibility) -> Key:
    return (row.task_id, row.indicator_id, row.unit_id, row.role)


def _wanted_rows(
    plan: Plan, mentions: Iterable[Mention], *, named: Mapping[str, Sequence[Unit]]
) -> list[Responsibility]:
    indicators = list(Indicator.objects.filter(plan=plan, withdrawn_by=None))
    by_task = {mention.task.pk: mention for mention in mentions}
    return [
        row
        for mention in by_task.values()
        for row in rows_for(
            parts_in(mention.written, named), task=mention.task, indicators=indicators
        )
    ]


def _existing(plan: Plan) -> list[Responsibility]:
    """The parts that units have or had in the plan; those in office last."""
    of_tasks = Responsibility.objects.filter(task__plan=plan)
    of_indicators = Responsibility.objects.filter(indicator__plan=plan)
    rows = [*of_tasks.select_related("unit"), *of_indicators.select_related("unit")]
    return sorted(rows, key=lambda row: row.valid_to is None)


def _take_over(
    wanted: Iterable[Responsibility], existing: Iterable[Responsibility]
) -> list[Change]:
    """Parts given by hand that the text gives too: they become what the text says."""
    unnamed = {_key(row): row for row in existing if row.valid_to is None and not row.written_as}
    changes = []
    for row in wanted:
        held = unnamed.get(_key(row))
        if held is None:
            continue
        before = snapshot(held)
        held.written_as, held.order = row.written_as, row.order
        held.save(update_fields=("written_as", "order"))
        changes.append(changed(held, before))
    return changes


def _create_missing(
    wanted: Iterable[Responsibility], existing: Iterable[Responsibility]
) -> list[Responsibility]:
    """What nobody was given yet; a part that was ended by hand is not given again."""
    known = {_key(row) for row in existing}
    rows = {_key(row): row for row in wanted if _key(row) not in known}
    return Responsibility.objects.bulk_create(rows.values())


def _end_stand_ins(
    plan: Plan,
    wanted: Iterable[Responsibility],
    existing: Iterable[Responsibility],
    *,
    at: datetime,
) -> list[Change]:
    """The default lead steps back where the text names who answers."""
    answered = {
        (row.task_id, row.indicator_id)
        for row in wanted
        if row.role in (INDICATOR_ANSWERING if row.indicator_id else TASK_ANSWERING)
        and row.unit_id != plan.default_lead_id
    }
    return [
        end_responsibility(row, plan, on=timezone.localdate(at))
        for row in existing
        if (row.task_id, row.indicator_id) in answered
        and (row.unit_id, row.role, row.written_as) == (plan.default_lead_id, Role.LEAD, "")
        and row.valid_to is None
    ]
