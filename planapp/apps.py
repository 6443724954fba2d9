"""The app and the admin site it provides."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class PlanAppConfig(AppConfig):
    name = "planapp"
    verbose_name = "规划实施跟踪"


class TrackerAdminConfig(AdminConfig):
    default_site = "planapp.site.TrackerAdminSite"
