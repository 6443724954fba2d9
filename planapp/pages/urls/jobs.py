"""Addresses: background jobs."""

from __future__ import annotations

from planapp.pages import job_runs
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("jobs/", job_runs.job_runs, "job_runs"),
    ("jobs/<int:pk>/retry/", job_runs.retry, "retry_job"),
]
