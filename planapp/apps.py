"""The app and the admin site it provides."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PlanAppConfig(AppConfig):
    name = "planapp"
    verbose_name = "规划实施跟踪"

    def ready(self) -> None:
        # They register themselves, and need the models.
        for module in ("checks", "signals", "models.lookups"):
            import_module(f"planapp.{module}")


class TrackerAdminConfig(AdminConfig):
    default_site = "planapp.site.TrackerAdminSite"
