"""Who gets what from the addresses of planapp/pages/urls/reports.py."""

from __future__ import annotations

from tests.rights.table.rows import BOTH, GET, POST, Row

PAGES: dict[str, Row] = {
    "reports": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "report_file": Row(GET, "=xlsx", "L 333 33 ooo oo 33 3"),
    "report_paper": Row(GET, "=circular", "L 333 33 ooo oo 33 3"),
    "report_runs": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "make_report_file": Row(POST, "", "L 333 33 ooo oo 33 3"),
    # One's own only: this one is the auditor's, without a file.
    "made_file": Row(GET, "report_run.pk", "L 333 33 444 44 33 3"),
    "make_again": Row(POST, "report_run.pk", "L 333 33 444 o4 33 3"),
    "cancel_report_file": Row(POST, "report_run.pk", "L 333 33 444 o4 33 3"),
    "report_templates": Row(BOTH, "", "L 333 33 333 3o 33 3"),
    "template_file": Row(GET, "=annual", "L 333 33 333 3o 33 3"),
    "remove_template": Row(POST, "=annual", "L 333 33 333 3o 33 3"),
    "template_sample": Row(GET, "=annual", "L 333 33 333 3o 33 3"),
    "template_trial": Row(GET, "=annual", "L 333 33 333 3o 33 3"),
    "make_archive": Row(POST, "frozen_report.pk", "L 333 33 o44 oo 33 3"),
    "frozen_reports": Row(GET, "", "L 333 33 ooo oo 33 3"),
    "frozen_report": Row(GET, "frozen_report.pk", "L 333 33 o44 oo 33 3"),
    "frozen_report_file": Row(GET, "frozen_report.pk =docx", "L 333 33 o44 oo 33 3"),
}
