"""The addresses of the product's own pages, below the admin site's."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponseBase

from planapp.pages import (
    checkup,
    documents,
    entry,
    gaps,
    home,
    inbox,
    indicator,
    my_work,
    review_draft,
    review_queue,
    setup,
    style,
)

View = Callable[..., HttpResponseBase]

PAGES: list[tuple[str, View, str]] = [
    ("demo-day/", home.choose_demo_day, "demo_day"),
    ("my/", my_work.my_work, "my_work"),
    ("my/<int:cycle_id>/indicators/<int:pk>/", entry.figure_entry, "figure_entry"),
    (
        "my/<int:cycle_id>/indicators/<int:pk>/<int:year>/",
        entry.figure_entry,
        "figure_correction",
    ),
    ("my/<int:cycle_id>/tasks/<int:pk>/", entry.task_entry, "task_entry"),
    ("review/", review_queue.review_queue, "review_queue"),
    ("review/approve/", review_queue.approve_selected, "approve_selected"),
    ("review/<str:kind>/<int:pk>/", review_queue.review_report, "review_report"),
    ("review/<str:kind>/<int:pk>/decide/", review_queue.decide_report, "decide_report"),
    ("gaps/", gaps.gap_list, "gap_list"),
    ("indicators/<int:pk>/", indicator.indicator_page, "indicator"),
    ("indicators/<int:pk>/verdict/<int:cycle_id>/", indicator.decide, "verdict"),
    ("plans/<int:pk>/setup/", setup.plan_setup, "plan_setup"),
    ("plans/<int:pk>/default-lead/", setup.give_default_lead, "give_default_lead"),
    ("plans/<int:pk>/cycles/", setup.start_cycle, "start_cycle"),
    ("plans/<int:pk>/cycles/<int:cycle_id>/close/", setup.end_cycle, "end_cycle"),
    ("documents/upload/", documents.upload, "upload"),
    ("documents/<int:pk>/", documents.document, "document"),
    ("documents/<int:pk>/original/", documents.download, "download"),
    ("drafts/<int:pk>/", review_draft.draft, "draft"),
    ("drafts/<int:pk>/accept-rest/", review_draft.accept_rest, "accept_rest"),
    ("drafts/<int:pk>/read-again/", review_draft.read_anew, "read_again"),
    ("drafts/<int:pk>/add/", review_draft.add, "add_item"),
    ("drafts/<int:pk>/publish/", documents.publish, "publish"),
    ("drafts/items/<int:pk>/", review_draft.decide, "decide_item"),
    ("drafts/items/<int:pk>/edit/", review_draft.item_form, "item_form"),
    ("drafts/items/<int:pk>/merge/", review_draft.merge, "merge_item"),
    ("drafts/items/<int:pk>/split/", review_draft.split, "split_item"),
    ("checkup/", checkup.checkup, "checkup"),
    ("checkup/report.docx", checkup.checkup_report, "checkup_report"),
    ("inbox/", inbox.inbox, "inbox"),
    ("inbox/<int:pk>/", inbox.message, "message"),
]
if settings.DEBUG:
    PAGES.append(("style/", style.style, "style"))
