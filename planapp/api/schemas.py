"""What each row holds, as it is sent and as the OpenAPI description tells it.

Amounts are strings, so that no digit is lost on the way; they stand in the unit named beside
them. Ratios are fractions of 1. What is not known is null, never 0.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from ninja import Field, Schema
from pydantic import PlainSerializer, WithJsonSchema

from planapp.domain.decimals import plain

Number = Annotated[
    Decimal,
    PlainSerializer(plain, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}),
]


class Word(Schema):
    """A word of a closed vocabulary."""

    code: str
    label: str


class Ref(Schema):
    code: str
    name: str


class PlanOut(Schema):
    id: int
    code: str
    title: str
    region: Ref
    sector: Ref | None
    issuer: str
    doc_number: str
    issued_on: Annotated[str, Field(description="成文日期，精确到原文写明的程度。")]
    period_start: int
    period_end: int
    status: Word
    is_exercise: Annotated[bool, Field(description="演练：来自尚未正式印发的文件。")]


class PassageOut(Schema):
    """A row that was read from a plan's document, with the place of its words there."""

    id: int
    code: str
    plan: Annotated[str, Field(description="规划编码。")]
    section: list[str]
    quote: str
    start: int
    end: int
    is_withdrawn: Annotated[bool, Field(description="后来的文本不再列入。")]


class GoalOut(PassageOut):
    heading: str


class SeriesOut(Schema):
    code: str
    name: str
    scope: Annotated[str, Field(description="口径。")]
    value_unit: Annotated[str, Field(description="计量单位。")]
    provider: Ref | None


class PartOut(Schema):
    """A unit's part in an item, as it stands today."""

    unit: Ref
    role: Word


class IndicatorOut(PassageOut):
    name: str
    goal: str | None
    task: str | None
    series: SeriesOut
    measure: Word
    comparator: Word
    target: Number
    target_max: Number | None
    value_unit: str
    target_year: int
    base_year: int | None
    base_value: Annotated[Number | None, Field(description="以数据序列的计量单位计。")]
    base_source: str
    base_is_demo: Annotated[bool, Field(description="基期为演示数据。")]
    path: Word
    attribute: Word
    tracked: bool
    responsibilities: list[PartOut]


class TaskOut(PassageOut):
    number: str
    title: str
    deadline: Annotated[str, Field(description="时限的原文。")]
    due_on: date | None
    tracked: bool
    responsibilities: list[PartOut]


class UnitOut(Schema):
    id: int
    code: str
    name: str
    region: Ref
    kind: Word
    valid_from: date | None
    valid_to: date | None
    names: Annotated[list[str], Field(description="曾用名和别名。")]
    successors: list[Ref]
    predecessors: list[Ref]


class CycleOut(Schema):
    id: int
    plan: str
    kind: Word
    as_of_on: date
    opens_on: date
    due_on: date
    closed_on: date | None


class VerdictOut(Schema):
    status: Word
    light: Word
    reason: str
    decided_at: datetime


class GapOut(Schema):
    """What was computed for an indicator in a round, and what people decided beside it."""

    id: int
    plan: str
    indicator: str
    indicator_name: str
    cycle: int
    as_of_on: date
    value_unit: Annotated[str, Field(description="下列数值的计量单位。")]
    status: Annotated[Word, Field(description="系统测算。")]
    light: Word
    reason: Word | None
    verdict: Annotated[VerdictOut | None, Field(description="核定结论；有核定的以核定为准。")]
    actual: Number | None
    expected_value: Number | None
    completion: Number | None
    time_progress: Number | None
    due_progress: Number | None
    attainment: Number | None
    gap: Annotated[Number | None, Field(description="距目标差额。")]
    lag: Annotated[Number | None, Field(description="距序时差额。")]
    required: Annotated[Number | None, Field(description="后续年均。")]
    forecast: Number | None
    trend: Word | None
    met: bool | None
    missing_years: list[int]
    rule: str
    calculated_at: datetime | None
    is_stale: Annotated[bool, Field(description="数据已有变动，等待重算。")]


class RecordOut(Schema):
    """A figure that was handed in; `state` tells whether it has been approved."""

    id: int
    series: str
    series_name: str
    as_of_on: date
    value: Number
    value_unit: str
    vintage: Word
    source: str
    unit: Ref
    version: int
    state: Word
    submitted_at: datetime | None
    reviewed_at: datetime | None
    is_demo: Annotated[bool, Field(description="演示数据。")]


class TaskReportOut(Schema):
    id: int
    plan: str
    task: str
    cycle: int
    as_of_on: date
    self_assessment: Word
    percent: int | None
    narrative: str
    problems: str
    next_steps: str
    unit: Ref
    version: int
    state: Word
    submitted_at: datetime | None
    reviewed_at: datetime | None
    is_demo: Annotated[bool, Field(description="演示数据。")]


class Error(Schema):
    error: str


class WrongParameter(Schema):
    parameter: str
    message: str


class WrongParameters(Error):
    details: list[WrongParameter]
