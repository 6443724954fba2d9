"""分解指标: breaking an indicator down to regions or units, each part an indicator of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max

from planapp.domain.terms import Comparator, Measure, PartsMake, Role
from planapp.models import Breakdown, Indicator, Plan, Region, Responsibility, Series, Unit, User
from planapp.queries.breakdowns import whose_part
from planapp.rights import Action
from planapp.services.audit import Change, changed, created, snapshot, write_audit
from planapp.services.errors import Refused, require
from planapp.services.gaps import create_gaps

_AS_THE_WHOLE = ("goal", "task", "section", "quote", "start", "end", "measure", "value_unit",
                 "target_year", "base_year", "path", "attribute", "tracked")  # fmt: skip
_NO_SUM = (Measure.GROWTH, Measure.MULTIPLE)
_SHARES = {"%", "‰"}


@dataclass(frozen=True, slots=True)
class PartPlan:
    """One part to be made: of a region, for which `lead` answers, or of the unit `lead` itself.

    The target is in the whole's value unit, the base value in its series'.
    """

    lead: Unit
    target: Decimal
    base_value: Decimal | None = None
    region: Region | None = None

    @property
    def name(self) -> str:
        return str(self.region or self.lead)


@transaction.atomic
def break_down(
    *,
    whole: Indicator,
    how: PartsMake,
    parts: Sequence[PartPlan],
    source: str,
    by: User,
    at: datetime,
) -> list[Breakdown]:
    """Make parts of an indicator, or change how those it has make the whole.

    Raises Refused for a whole that cannot be broken down this way and for a part there is
    already. `source` is the document that gives the parts' figures.
    """
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以分解指标。")
    # Locked: the parts' places in the plan are counted on from those it has.
    plan = Plan.objects.select_for_update().get(pk=whole.plan_id)
    present = list(
        whole.breakdowns.select_related(
            "whole__series", "part__series__region", "part__series__provider"
        )
    )
    _check(whole, how, parts, present=present)
    if parts and not source.strip():
        raise Refused("请写明分解依据（文件名称、文号）。")
    changes = [_set_how(row, how) for row in present if row.how != how]
    rows: list[Breakdown] = []
    for number, part in enumerate(parts, _next_number(whole, present)):
        made = _make_part(whole, part, number=number, source=source.strip())
        rows.append(Breakdown.objects.create(whole=whole, part=made, how=how))
        changes += created(made.series, made, *made.responsibilities.all(), rows[-1])
    for cycle in plan.cycles.filter(closed_on=None):
        create_gaps(cycle=cycle)
    if changes:
        write_audit(by=by, action="indicator.broken_down", subject=whole, at=at, changes=changes)
    return rows


@transaction.atomic
def remove_part(*, breakdown: Breakdown, by: User, at: datetime) -> None:
    """Take back a part that nobody has reported on, judged or revised."""
    require(Action.SET_UP, by=by, at=at, refusal="只有管理员可以撤销分解指标。")
    part = Indicator.objects.select_for_update().get(pk=breakdown.part_id)
    series = part.series
    if series.records.exists():
        raise Refused(f"“{part}”已有填报数据，不能撤销；不再考核的，请在启动准备中取消跟踪。")
    if part.verdicts.exists() or part.revisions.exists() or part.breakdowns.exists():
        raise Refused(f"“{part}”已有核定结论、目标调整或下级分解，不能撤销。")
    changes = [_removal(row) for row in (breakdown, part, series)]
    Indicator.objects.filter(pk=part.pk).delete()  # the rows keep their keys for the trail
    Series.objects.filter(pk=series.pk).delete()
    write_audit(by=by, action="indicator.part_removed", subject=part, at=at, changes=changes)


def _check(
    whole: Indicator,
    how: PartsMake,
    parts: Sequence[PartPlan],
    *,
    present: Sequence[Breakdown],
) -> None:
    if whole.measure == Measure.QUALITATIVE or whole.withdrawn_by_id is not None:
        raise Refused(f"“{whole}”是定性目标或已不再列入规划，不能分解。")
    adds_up = whole.measure not in _NO_SUM and whole.value_unit not in _SHARES
    if how == PartsMake.SUM and not adds_up:
        raise Refused("比率、增速和倍数不能相加，请选“各部分均须达到”或“加权得出”。")
    if not parts and not present:
        raise Refused("请至少填一个分解目标。")
    names = [whose_part(row) for row in present] + [part.name for part in parts]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise Refused(f"{'、'.join(twice)}重复：每个地区或单位只能有一项分解指标。")


def _set_how(row: Breakdown, how: PartsMake) -> Change:
    before = snapshot(row)
    row.how = how
    row.save(update_fields=("how",))
    return changed(row, before)


def _next_number(whole: Indicator, present: Sequence[Breakdown]) -> int:
    tails = [row.part.code.removeprefix(f"{whole.code}-") for row in present]
    used = [int(tail) for tail in tails if tail.isdecimal()]  # a part may have been there before
    return max(used, default=0) + 1


def _make_part(whole: Indicator, plan: PartPlan, *, number: int, source: str) -> Indicator:
    code = f"{whole.code}-{number:02d}"
    name = f"{whole.name[: 198 - len(plan.name)]}（{plan.name}）"
    series = _make_series(whole.series, plan, code=code, name=name)
    last = Indicator.objects.filter(plan=whole.plan_id).aggregate(last=Max("order"))["last"]
    part = Indicator(
        plan=whole.plan,
        code=code,
        order=last + 1,
        name=name,
        series=series,
        # Parts of a range have one end: what is asked of them is at least their share of it.
        comparator=Comparator.GE if whole.comparator == Comparator.RANGE else whole.comparator,
        target=plan.target,
        base_value=plan.base_value,
        base_source="" if plan.base_value is None else source[:300],
        **{field: getattr(whole, field) for field in _AS_THE_WHOLE},
    )
    try:
        part.clean_fields(exclude=("plan", "goal", "task", "series", "withdrawn_by"))
    except ValidationError as error:
        raise Refused(f"{plan.name}：{'；'.join(error.messages)}") from error
    part.save()
    Responsibility.objects.create(indicator=part, unit=plan.lead, role=Role.LEAD)
    return part


def _make_series(of_whole: Series, plan: PartPlan, *, code: str, name: str) -> Series:
    return Series.objects.create(
        code=code,
        name=name,
        scope=of_whole.scope,
        value_unit=of_whole.value_unit,
        entry=of_whole.entry,
        region=plan.region or of_whole.region,
        provider=None if plan.region else plan.lead,
        publication_month=of_whole.publication_month,
    )


def _removal(row: models.Model) -> Change:
    before = snapshot(row)
    return Change(row, before, dict.fromkeys(before))
