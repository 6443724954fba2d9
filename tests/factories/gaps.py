"""What was found about what was handed in."""

from __future__ import annotations

from typing import Any

from planapp.domain.terms import (
    Light,
    Status,
)
from planapp.models import (
    Gap,
    LightPolicy,
    Verdict,
)
from tests.factories.basics import AT
from tests.factories.people import make_user
from tests.factories.plans import make_indicator, make_plan
from tests.factories.reports import make_cycle


def make_light_policy(**changes: Any) -> LightPolicy:
    if "plan" not in changes:
        changes["plan"] = make_plan()
    return LightPolicy.objects.create(**changes)


def make_gap(**changes: Any) -> Gap:
    """A computed gap, on track; give `stale=True` for one that waits for its calculation."""
    if "indicator" not in changes:
        changes["indicator"] = make_indicator()
    if "cycle" not in changes:
        changes["cycle"] = make_cycle(plan=changes["indicator"].plan)
    defaults = {
        "stale": False,
        "status": Status.ON_TRACK,
        "light": Light.GREEN,
        "calculated_at": AT,
    }
    return Gap.objects.create(**defaults | changes)


def make_verdict(**changes: Any) -> Verdict:
    """A verdict on a new indicator unless an indicator, goal or task is given."""
    items = [changes[name] for name in ("indicator", "goal", "task") if name in changes]
    if not items:
        items = [changes.setdefault("indicator", make_indicator())]
    if "cycle" not in changes:
        changes["cycle"] = make_cycle(plan=items[0].plan)
    if "decided_by" not in changes:
        changes["decided_by"] = make_user()
    defaults = {
        "status": Status.ON_TRACK,
        "light": Light.GREEN,
        "reason": "经核实，数据属实。",
        "basis": "现场核查",
        "decided_at": AT,
    }
    return Verdict.objects.create(**defaults | changes)
