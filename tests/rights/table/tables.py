"""Who gets what from the tables of the admin."""

from __future__ import annotations

from tests.rights.table.rows import Table

TABLES: dict[str, Table] = {
    "region": Table(
        "region", "L ooo oo ooo oo 3o 3", "L ooo oo ooo oo 3o 3", "L 333 33 333 3o 33 3"
    ),
    "sector": Table(
        "sector", "L ooo oo ooo oo 33 3", "L ooo oo ooo oo 33 3", "L 333 33 333 3o 33 3"
    ),
    "unit": Table("unit", "L ooo oo ooo oo 3o 3", "L ooo oo ooo oo 3o 3", "L 333 33 333 3o 33 3"),
    "workday": Table(
        "workday", "L ooo oo ooo oo o3 3", "L ooo oo ooo oo o3 3", "L 333 33 333 33 o3 3"
    ),
    "user": Table("user", "L 333 33 333 o3 3o 3", "L 333 33 333 o3 3o 3", "L 333 33 333 33 3o 3"),
    "membership": Table(
        "membership", "L 33o 33 333 o3 3o 3", "L 33o 33 333 o3 3o 3", "L 333 33 333 33 3o 3"
    ),
    "plandocument": Table("paper", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "extractiondraft": Table("paper_draft", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "plan": Table("plan", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "reissue": Table("reissue", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "goal": Table("goal", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "indicator": Table("indicator", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "series": Table("series", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "annualtarget": Table("annual_target", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "targetrevision": Table("revision", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "breakdown": Table("breakdown", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "task": Table("task", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "responsibility": Table("responsibility", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "reportingcycle": Table("cycle", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "progressrecord": Table("record", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "taskreport": Table("report", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "gap": Table("gap", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "verdict": Table("verdict", "L ooo oo ooo oo 33 3", "L ooo o4 o44 oo 33 3"),
    "lightpolicy": Table("light_policy", "L 333 33 ooo oo 33 3", "L 333 33 o44 oo 33 3"),
    "reminderrule": Table("reminder_rule", "L 333 33 ooo oo o3 3", "L 333 33 o44 oo 43 3"),
    "reminder": Table("reminder", "L ooo oo ooo oo 33 3", "L o44 44 o44 oo 33 3"),
    "message": Table("message", "L ooo oo ooo oo oo 3", "L o44 44 444 44 44 3"),
    "auditevent": Table(
        "audit_event", "L 333 33 333 o3 33 3", "L 333 33 333 o3 33 3", "L 333 33 333 o3 33 3"
    ),
    "securityevent": Table("security_event", "L 333 33 333 o3 33 3", "L 333 33 333 o3 33 3"),
}
