"""The project: settings, URLs, the Celery app. It knows nothing of plans."""

from __future__ import annotations

from tracker.celery import celery_app

__all__ = ("celery_app",)
