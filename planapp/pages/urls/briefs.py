"""Addresses: pages of plans and units, briefs."""

from __future__ import annotations

from planapp.pages import briefs, plan_page, unit_page
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("plans/<int:pk>/", plan_page.plan_page, "plan"),
    ("plans/<int:pk>/findings/", plan_page.plan_findings, "plan_findings"),
    ("plans/<int:pk>/brief/", briefs.plan_brief, "plan_brief"),
    ("units/<int:pk>/", unit_page.unit_page, "unit"),
    ("units/<int:pk>/brief/", briefs.unit_brief, "unit_brief"),
    ("indicators/<int:pk>/brief/", briefs.indicator_brief, "indicator_brief"),
]
