"""Addresses: how far plans are."""

from __future__ import annotations

from planapp.pages import (
    annual_targets,
    breakdown,
    check_visits,
    differences,
    dossier,
    gaps,
    goals,
    indicator,
    revisions,
    rollups,
    tasks,
)
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("gaps/", gaps.gap_list, "gap_list"),
    ("rollups/", rollups.rollups, "rollups"),
    ("differences/", differences.difference_list, "differences"),
    ("goals/", goals.goal_list, "goal_list"),
    ("goals/<int:pk>/", goals.goal_page, "goal"),
    ("goals/<int:pk>/verdict/<int:cycle_id>/", goals.decide, "goal_verdict"),
    ("tasks/", tasks.task_list, "task_list"),
    ("tasks/<int:pk>/", tasks.task_page, "task"),
    ("tasks/<int:pk>/verdict/<int:cycle_id>/", tasks.decide, "task_verdict"),
    ("tasks/<int:pk>/due-on/", tasks.correct_due_on, "task_due_on"),
    ("tasks/<int:pk>/dossier/<int:cycle_id>/", dossier.task, "task_dossier"),
    ("indicators/<int:pk>/", indicator.indicator_page, "indicator"),
    ("indicators/<int:pk>/verdict/<int:cycle_id>/", indicator.decide, "verdict"),
    ("indicators/<int:pk>/revisions/", revisions.revisions, "revisions"),
    ("indicators/<int:pk>/revisions/propose/", revisions.propose, "propose_revision"),
    ("indicators/<int:pk>/annual-targets/", annual_targets.annual_targets, "annual_targets"),
    ("indicators/<int:pk>/breakdown/", breakdown.breakdown, "breakdown"),
    ("indicators/<int:pk>/dossier/<slug:day>/", dossier.figure, "figure_dossier"),
    ("revisions/", revisions.revision_list, "revision_list"),
    ("revisions/<int:pk>/confirm/", revisions.confirm, "confirm_revision"),
    ("revisions/<int:pk>/refuse/", revisions.refuse, "refuse_revision"),
    ("breakdowns/", breakdown.breakdowns, "breakdowns"),
    ("breakdowns/<int:pk>/remove/", breakdown.remove, "remove_part"),
    ("check-visits/", check_visits.visit_list, "check_visits"),
    ("check-visits/<int:pk>/", check_visits.check_visit, "check_visit"),
    ("check-visits/add/<str:kind>/<int:pk>/", check_visits.add_visit, "add_check_visit"),
]
