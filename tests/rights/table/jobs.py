"""Who gets what from the addresses of planapp/pages/urls/jobs.py."""

from __future__ import annotations

from tests.rights.table.rows import GET, POST, Row

PAGES: dict[str, Row] = {
    "job_runs": Row(GET, "", "L 333 33 333 o3 o3 3"),
    "retry_job": Row(POST, "parked_run.pk", "L 333 33 333 33 o3 3"),
}
