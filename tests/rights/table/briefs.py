"""Who gets what from the addresses of planapp/pages/urls/briefs.py."""

from __future__ import annotations

from tests.rights.table.rows import GET, Row

PAGES: dict[str, Row] = {
    "plan": Row(GET, "plan.pk", "L 333 33 o44 oo 33 3"),
    "plan_findings": Row(GET, "plan.pk", "L 333 33 o44 oo 33 3"),
    "plan_brief": Row(GET, "plan.pk", "L 333 33 o44 oo 33 3"),
    "unit_brief": Row(GET, "unit.pk", "L 333 33 o44 oo 33 3"),
    "indicator_brief": Row(GET, "indicator.pk", "L 333 33 o44 oo 33 3"),
    "unit": Row(GET, "unit.pk", "L ooo 44 o44 oo 33 3"),
}
