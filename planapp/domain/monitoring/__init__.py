"""What a report on the monitoring of plans holds (监测评估), apart from how it is drawn.

One object serves the page, the workbook, the Word file, the PDF and what is frozen when a round
closes: all of them show the same figures.
"""

from __future__ import annotations

from planapp.domain.monitoring.counts import (
    Counts,
    count_groups,
    count_indicators,
    count_tasks,
)
from planapp.domain.monitoring.differences import Difference, differences
from planapp.domain.monitoring.lagging import lagging_lines
from planapp.domain.monitoring.missing import MissingLine, missing_units
from planapp.domain.monitoring.payload import FORMAT, from_json, to_json
from planapp.domain.monitoring.standings import (
    Group,
    leading,
    rank_plans,
    rank_units,
    share_words,
    trailing,
)
from planapp.domain.monitoring.values import (
    Decided,
    IndicatorLine,
    Monitoring,
    RoundLine,
    TaskLine,
    joined,
)

__all__ = (
    "FORMAT",
    "Counts",
    "Decided",
    "Difference",
    "Group",
    "IndicatorLine",
    "MissingLine",
    "Monitoring",
    "RoundLine",
    "TaskLine",
    "count_groups",
    "count_indicators",
    "count_tasks",
    "differences",
    "from_json",
    "joined",
    "lagging_lines",
    "leading",
    "missing_units",
    "rank_plans",
    "rank_units",
    "share_words",
    "to_json",
    "trailing",
)
