"""Supervisors' decisions on what was handed in: one report, or three hundred at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet
from django.utils import timezone

from planapp.domain.terms import ReportState
from planapp.models import ProgressRecord, Report, TaskReport, User
from planapp.queries.scope import within
from planapp.rights import may, scope_of
from planapp.services.audit import Change, Snapshot, changed, snapshot, write_audit
from planapp.services.errors import Refused
from planapp.services.gaps import mark_series_stale
from planapp.services.notices import News, tell_of_report, told_together
from planapp.services.states import APPROVE, RETURN, Step, check_review

# What a report is a version of, by the columns; and what is loaded with it, to name it.
_ABOUT = {ProgressRecord: ("series_id", "as_of_on"), TaskReport: ("task_id", "cycle_id")}
_NAMED = {ProgressRecord: ("series", "unit"), TaskReport: ("task", "cycle__plan", "unit")}


@dataclass(frozen=True, slots=True)
class Decided:
    """How many reports were decided, and what was refused, each with its reason."""

    number: int
    refused: list[tuple[Report, Refused]]


def approve(*, report: Report, by: User, at: datetime) -> None:
    """Approve one; raises Refused."""
    _or_raise(approve_all(reports=[report], by=by, at=at))


def return_report(*, report: Report, reason: str, by: User, at: datetime) -> None:
    """Send one back to its unit, with the reason; raises Refused."""
    _or_raise(return_all(reports=[report], reason=reason, by=by, at=at))


def approve_all(*, reports: Collection[Report], by: User, at: datetime) -> Decided:
    """Approve what was submitted: it counts from now on, the version before it no longer does.

    Each for itself: what is refused stops no other. Marks the gaps that rest on the figures stale
    in the same transaction. One event and one message per person for all; the number of queries
    grows with the days that the figures are of, not with their number.
    """
    with told_together():
        judged = _judge(APPROVE, reports, by=by, at=at)
        superseded = [change for own in _by_kind(judged.open) for change in _supersede(own)]
        days = defaultdict(set)
        for report in judged.open:
            if isinstance(report, ProgressRecord):
                days[report.as_of_on].add(report.series_id)
        _settle(judged, by=by, at=at, beside=superseded)
        for day, series in sorted(days.items()):
            mark_series_stale(series_ids=series, since=day)
    return Decided(len(judged.open), judged.refused)


def return_all(*, reports: Collection[Report], reason: str, by: User, at: datetime) -> Decided:
    """Send what was submitted back to its units, all for the same reason.

    Raises Refused without one; else as `approve_all`.
    """
    why = reason.strip()
    if not why:
        raise Refused("退回必须写明原因，填报人据此修改。", field="reason")
    with told_together():
        judged = _judge(RETURN, reports, by=by, at=at)
        _settle(judged, by=by, at=at, why=why)
    return Decided(len(judged.open), judged.refused)


def _or_raise(decided: Decided) -> None:
    for _, refusal in decided.refused:
        raise refusal


@dataclass(frozen=True, slots=True)
class _Judged:
    """The locked reports with which the step may be taken, each as it is stored; the refusals."""

    step: Step
    open: dict[Report, Snapshot]
    refused: list[tuple[Report, Refused]]


def _judge(step: Step, reports: Collection[Report], *, by: User, at: datetime) -> _Judged:
    """Five queries for the person, two for each kind of report."""
    day, judged = timezone.localdate(at), _Judged(step, {}, [])
    scope, reviews = scope_of(by, on=day, to=step.needs), may(by, step.needs, on=day)
    for own in _by_kind(reports):
        kind = type(own[0])
        rows: QuerySet[Any] = kind._default_manager.filter(pk__in=[report.pk for report in own])
        watched = set(within(rows, scope).values_list("pk", flat=True))
        locked = rows.select_related(*_NAMED[kind]).select_for_update(of=("self",))
        for report in locked.order_by("pk"):
            try:
                check_review(step, report, by=by, reviews=reviews, watches=report.pk in watched)
            except Refused as refusal:
                judged.refused.append((report, refusal))
            else:
                judged.open[report] = snapshot(report)
    return judged


def _by_kind(reports: Iterable[Report]) -> Iterator[list[Any]]:
    """Figures and task reports apart, where there are any."""
    for kind in (ProgressRecord, TaskReport):
        own = [report for report in reports if isinstance(report, kind)]
        if own:
            yield own


def _supersede(reports: list[Any]) -> list[Change]:
    """The versions of one kind of report that counted until now. Two queries."""
    rows = type(reports[0])._default_manager
    first, second = _ABOUT[type(reports[0])]
    about = {(getattr(each, first), getattr(each, second)) for each in reports}
    counted = rows.filter(state=ReportState.APPROVED, **{f"{first}__in": {one for one, _ in about}})
    changes = []
    for row in counted:
        if (getattr(row, first), getattr(row, second)) in about:
            before = snapshot(row)
            row.state = ReportState.SUPERSEDED
            changes.append(changed(row, before))
    rows.filter(pk__in=[change.row.pk for change in changes]).update(state=ReportState.SUPERSEDED)
    return changes


def _settle(
    judged: _Judged, *, by: User, at: datetime, why: str = "", beside: Iterable[Change] = ()
) -> None:
    """Store the step, put it on the trail and tell of it; `why` it is sent back."""
    if not judged.open:
        return
    approves = judged.step is APPROVE
    _store(judged, {"state": judged.step.target, "reviewed_by": by, "reviewed_at": at}, why=why)
    first = next(iter(judged.open))
    write_audit(
        by=by,
        action="report.approved" if approves else "report.returned",
        subject=f"{first}" + (f"等 {len(judged.open)} 项" if len(judged.open) > 1 else ""),
        at=at,
        changes=[*beside, *(changed(report, before) for report, before in judged.open.items())],
    )
    for report in judged.open:
        news = News.APPROVED if approves else News.RETURNED
        words = "" if approves else f"退回原因：{why}"
        tell_of_report(report=report, news=news, by=by, at=at, words=words)


def _store(judged: _Judged, values: dict[str, Any], *, why: str) -> None:
    """The same values for all of a kind in one plain update; what is sent back is renumbered."""
    if why:
        values["return_reason"] = why
    for own in _by_kind(judged.open):
        rows = type(own[0])._default_manager.filter(pk__in=[report.pk for report in own])
        rows.update(**values, **({"revision": F("revision") + 1} if why else {}))
    for report in judged.open:
        report.revision += bool(why)
        for name, value in values.items():
            setattr(report, name, value)
