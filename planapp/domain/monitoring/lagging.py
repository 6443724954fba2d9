"""What is behind, the worst first."""

from __future__ import annotations

from decimal import Decimal

from planapp.domain.monitoring.values import IndicatorLine, Monitoring
from planapp.domain.terms import Light

_RANK = {Light.RED: 0, Light.YELLOW: 1}


def lagging_lines(report: Monitoring) -> list[IndicatorLine]:
    """In the order of 总览: red before yellow, then by how far it is behind what is due."""
    lines = [line for line in report.indicators if line.shown[1] in _RANK]
    return sorted(lines, key=_order)


def _order(line: IndicatorLine) -> tuple[int, bool, Decimal, int]:
    rank = _RANK[line.shown[1]]
    if line.completion is None or line.due_progress is None:
        return rank, True, Decimal(0), line.id  # how far is not known: after the others
    return rank, False, line.completion - line.due_progress, line.id
