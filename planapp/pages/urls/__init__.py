"""The addresses of the product's own pages, below the admin site's; one file for each area."""

from __future__ import annotations

from django.conf import settings

from planapp.pages import style
from planapp.pages.address import Address
from planapp.pages.urls import (
    accounts,
    briefs,
    imports,
    jobs,
    messages,
    notices,
    operation,
    overview,
    plans,
    progress,
    reminders,
    reports,
    search,
    work,
)

PAGES: list[Address] = [
    *accounts.PAGES,
    *briefs.PAGES,
    *imports.PAGES,
    *jobs.PAGES,
    *messages.PAGES,
    *notices.PAGES,
    *operation.PAGES,
    *overview.PAGES,
    *plans.PAGES,
    *progress.PAGES,
    *reminders.PAGES,
    *reports.PAGES,
    *search.PAGES,
    *work.PAGES,
]
if settings.DEBUG:
    PAGES.append(("style/", style.style, "style"))
