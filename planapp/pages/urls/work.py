"""Addresses: what units report and what supervisors decide about it."""

from __future__ import annotations

from planapp.pages import (
    entry,
    evidence,
    extensions,
    handling,
    home,
    my_work,
    remarks,
    review_queue,
    sheet_preview,
    submission,
    submission_detail,
    submission_list,
    submission_on_behalf,
    submission_paper,
    unit_sheet,
)
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("demo-day/", home.choose_demo_day, "demo_day"),
    ("my/", my_work.my_work, "my_work"),
    (
        "my/<int:cycle_id>/submission/<int:unit_id>/",
        submission.unit_submission,
        "unit_submission",
    ),
    ("submissions/", submission_list.submission_list, "submission_list"),
    ("submissions/<int:pk>/", submission_detail.submission, "submission"),
    ("submissions/<int:pk>/sign-off/", submission_paper.sign_off, "sign_off"),
    ("submissions/<int:pk>/sign-off.docx", submission_paper.sign_off_file, "sign_off_file"),
    ("submissions/on-behalf/", submission_on_behalf.on_behalf, "on_behalf"),
    (
        "submissions/on-behalf/<int:cycle_id>/<int:unit_id>/",
        submission_on_behalf.begin_letter,
        "begin_letter",
    ),
    ("my/sheet/", unit_sheet.unit_sheets, "unit_sheets"),
    ("my/sheet/preview/", sheet_preview.sheet_preview, "sheet_preview"),
    ("my/sheet/marked/", sheet_preview.marked_sheet, "marked_sheet"),
    ("my/<int:cycle_id>/sheet/<int:unit_id>/", unit_sheet.unit_sheet, "unit_sheet"),
    ("my/<int:cycle_id>/indicators/<int:pk>/", entry.figure_entry, "figure_entry"),
    (
        "my/<int:cycle_id>/indicators/<int:pk>/<slug:day>/",
        entry.figure_entry,
        "figure_correction",
    ),
    ("my/<int:cycle_id>/tasks/<int:pk>/", entry.task_entry, "task_entry"),
    ("my/extensions/", extensions.my_extensions, "my_extensions"),
    ("my/extensions/ask/", extensions.ask_extension, "ask_extension"),
    ("my/extensions/<int:pk>/withdraw/", extensions.withdraw, "withdraw_extension"),
    ("extensions/", extensions.extension_list, "extension_list"),
    ("extensions/decide/", extensions.decide_extensions, "decide_extensions"),
    ("extensions/<int:pk>/", extensions.extension, "extension"),
    ("extensions/<int:pk>/decide/", extensions.decide_extension, "decide_extension"),
    ("my/<int:cycle_id>/offices/<int:unit_id>/", handling.handling, "handling"),
    ("my/<int:cycle_id>/remarks/indicators/<int:pk>/", remarks.figure_remarks, "figure_remarks"),
    ("my/<int:cycle_id>/remarks/tasks/<int:pk>/", remarks.task_remarks, "task_remarks"),
    ("evidence/<int:pk>/", evidence.evidence, "evidence"),
    ("review/", review_queue.review_queue, "review_queue"),
    ("review/decide/", review_queue.decide_selected, "decide_selected"),
    ("review/<str:kind>/<int:pk>/", review_queue.review_report, "review_report"),
    ("review/<str:kind>/<int:pk>/decide/", review_queue.decide_report, "decide_report"),
]
