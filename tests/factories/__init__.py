"""One plain function per model: `make_unit(name="省能源局")`.

A row's required parents are made when they are not given, and nothing else is. Every default
can be changed by keyword. Everything stands in one region unless told otherwise.
"""

from __future__ import annotations

from tests.factories.basics import AT, PASSAGE, SENTENCE, YEAR_END
from tests.factories.gaps import make_gap, make_light_policy, make_verdict
from tests.factories.notices import make_notice, make_notice_item
from tests.factories.people import (
    make_api_token,
    make_membership,
    make_region,
    make_sector,
    make_succession,
    make_supervision,
    make_unit,
    make_unit_name,
    make_user,
    make_workday,
    shared_region,
)
from tests.factories.plans import (
    make_annual_target,
    make_breakdown,
    make_document,
    make_draft,
    make_draft_item,
    make_goal,
    make_indicator,
    make_plan,
    make_reissue,
    make_responsibility,
    make_revision,
    make_series,
    make_task,
)
from tests.factories.reports import (
    make_check_visit,
    make_cycle,
    make_extension,
    make_frozen_report,
    make_message,
    make_record,
    make_reminder,
    make_reminder_rule,
    make_report_run,
    make_submission,
    make_task_report,
)

__all__ = (
    "AT",
    "PASSAGE",
    "SENTENCE",
    "YEAR_END",
    "make_annual_target",
    "make_api_token",
    "make_breakdown",
    "make_check_visit",
    "make_cycle",
    "make_document",
    "make_draft",
    "make_draft_item",
    "make_extension",
    "make_frozen_report",
    "make_gap",
    "make_goal",
    "make_indicator",
    "make_light_policy",
    "make_membership",
    "make_message",
    "make_notice",
    "make_notice_item",
    "make_plan",
    "make_record",
    "make_region",
    "make_reissue",
    "make_reminder",
    "make_reminder_rule",
    "make_report_run",
    "make_responsibility",
    "make_revision",
    "make_sector",
    "make_series",
    "make_submission",
    "make_succession",
    "make_supervision",
    "make_task",
    "make_task_report",
    "make_unit",
    "make_unit_name",
    "make_user",
    "make_verdict",
    "make_workday",
    "shared_region",
)
