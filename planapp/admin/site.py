"""The admin site, which is the whole product: home, pages and tables in one frame."""

from __future__ import annotations

from django.contrib.admin import AdminSite


class TrackerAdminSite(AdminSite):
    site_header = site_title = "规划实施跟踪"
    index_title = "首页"
