"""Rows as the schemas have them."""

from __future__ import annotations

from typing import Any

from planapp.domain.terms import (
    Attribute,
    Comparator,
    CycleKind,
    DuePath,
    Light,
    Measure,
    PlanStatus,
    Reason,
    ReportState,
    Role,
    SelfAssessment,
    Status,
    Term,
    Trend,
    UnitKind,
    Vintage,
)
from planapp.models import (
    Gap,
    Goal,
    Indicator,
    Plan,
    ProgressRecord,
    ReportingCycle,
    Responsibility,
    Task,
    TaskReport,
    Unit,
    Verdict,
)
from planapp.models.plan import Passage
from planapp.models.report import Report
from planapp.queries.gap_list import verdict_of

Shape = dict[str, Any]


def word(terms: type[Term], value: str) -> Shape | None:
    """A word with its label; null where nothing is said."""
    return {"code": value, "label": terms(value).label} if value else None


def ref(row: Any) -> Shape | None:
    return {"code": row.code, "name": row.name} if row is not None else None


def plan(row: Plan) -> Shape:
    return _fields(
        row, "id", "code", "title", "issuer", "doc_number", "issued_on", "is_exercise"
    ) | {
        "region": ref(row.region),
        "sector": ref(row.sector),
        "period_start": row.period_start,
        "period_end": row.period_end,
        "status": word(PlanStatus, row.status),
    }


def goal(row: Goal) -> Shape:
    return _passage(row, row.plan) | {"heading": row.heading}


def indicator(row: Indicator) -> Shape:
    plain = _fields(
        row, "name", "target", "target_max", "value_unit", "target_year", "base_year",
        "base_value", "base_source", "base_is_demo", "tracked",
    )  # fmt: skip
    series = _fields(row.series, "code", "name", "scope", "value_unit")
    return (
        _passage(row, row.plan)
        | plain
        | {
            "goal": row.goal.code if row.goal else None,
            "task": row.task.code if row.task else None,
            "series": series | {"provider": ref(row.series.provider)},
            "measure": word(Measure, row.measure),
            "comparator": word(Comparator, row.comparator),
            "path": word(DuePath, row.path),
            "attribute": word(Attribute, row.attribute),
            "responsibilities": _parts(row),
        }
    )


def task(row: Task) -> Shape:
    plain = _fields(row, "number", "title", "deadline", "due_on", "tracked")
    return _passage(row, row.plan) | plain | {"responsibilities": _parts(row)}


def unit(row: Unit) -> Shape:
    return _fields(row, "id", "code", "name", "valid_from", "valid_to") | {
        "region": ref(row.region),
        "kind": word(UnitKind, row.kind),
        "names": [each.name for each in row.names.all()],
        "successors": [ref(each.successor) for each in row.successions.all()],
        "predecessors": [ref(each.predecessor) for each in row.inheritances.all()],
    }


def cycle(row: ReportingCycle) -> Shape:
    plain = _fields(row, "id", "as_of_on", "opens_on", "due_on", "closed_on")
    return plain | {"plan": row.plan.code, "kind": word(CycleKind, row.kind)}


def gap(row: Gap) -> Shape:
    plain = _fields(
        row, "id", "actual", "expected_value", "completion", "time_progress", "due_progress",
        "attainment", "gap", "lag", "required", "forecast", "met", "missing_years", "rule",
        "calculated_at",
    )  # fmt: skip
    return plain | {
        "plan": row.indicator.plan.code,
        "indicator": row.indicator.code,
        "indicator_name": row.indicator.name,
        "cycle": row.cycle_id,
        "as_of_on": row.cycle.as_of_on,
        "value_unit": row.indicator.value_unit,
        "status": word(Status, row.status),
        "light": word(Light, row.light),
        "reason": word(Reason, row.reason),
        "trend": word(Trend, row.trend),
        "verdict": _verdict(verdict_of(row)),
        "is_stale": row.stale,
    }


def record(row: ProgressRecord) -> Shape:
    return (
        _report(row)
        | _fields(row, "as_of_on", "value", "source")
        | {
            "series": row.series.code,
            "series_name": row.series.name,
            "value_unit": row.series.value_unit,
            "vintage": word(Vintage, row.vintage),
        }
    )


def task_report(row: TaskReport) -> Shape:
    return (
        _report(row)
        | _fields(row, "percent", "narrative", "problems", "next_steps")
        | {
            "plan": row.task.plan.code,
            "task": row.task.code,
            "cycle": row.cycle_id,
            "as_of_on": row.cycle.as_of_on,
            "self_assessment": word(SelfAssessment, row.self_assessment),
        }
    )


def _fields(row: Any, *names: str) -> Shape:
    return {name: getattr(row, name) for name in names}


def _passage(row: Passage, of: Plan) -> Shape:
    plain = _fields(row, "id", "code", "section", "quote", "start", "end")
    return plain | {"plan": of.code, "is_withdrawn": row.withdrawn_by_id is not None}


def _parts(row: Indicator | Task) -> list[Shape]:
    """The parts that units have now, in the plan's order."""
    current: list[Responsibility] = [
        part for part in row.responsibilities.all() if part.valid_to is None
    ]
    return [{"unit": ref(part.unit), "role": word(Role, part.role)} for part in current]


def _verdict(row: Verdict | None) -> Shape | None:
    if row is None:
        return None
    plain = _fields(row, "reason", "decided_at")
    return plain | {"status": word(Status, row.status), "light": word(Light, row.light)}


def _report(row: Report) -> Shape:
    plain = _fields(row, "id", "version", "submitted_at", "reviewed_at", "is_demo")
    return plain | {"unit": ref(row.unit), "state": word(ReportState, row.state)}
