"""The admin site, which is the whole product: home, pages and tables in one frame."""

from __future__ import annotations

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path

from planapp.pages.frame import person
from planapp.pages.home import home_of
from planapp.pages.urls import PAGES


class TrackerAdminSite(AdminSite):
    site_header = site_title = "规划实施跟踪"
    index_title = "首页"
    empty_value_display = "—"
    login_form = AuthenticationForm  # the admin's own lets nobody in but Django's “staff”
    enable_nav_sidebar = False  # the menu of roles stands in its place

    def get_urls(self) -> list[URLPattern | URLResolver]:
        pages = [path(route, self.admin_view(view), name=name) for route, view, name in PAGES]
        return [*pages, *super().get_urls()]

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active  # what each person may do is asked page by page

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return super().index(request, {**home_of(person(request)), **(extra_context or {})})
