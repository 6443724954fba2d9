"""The admin site, which is the whole product: home, pages and tables in one frame."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from planapp.pages.frame import OutOfScope, person
from planapp.pages.home import home_of
from planapp.pages.identity import CAME_BY_IDENTITY, identity_login, identity_return
from planapp.pages.totp_login import LogInForm, LogInView, login_code
from planapp.pages.urls import PAGES


class TrackerAdminSite(AdminSite):
    site_header = site_title = "规划实施跟踪"
    index_title = "首页"
    empty_value_display = "—"
    login_form = LogInForm  # the admin's own lets nobody in but Django's “staff”
    enable_nav_sidebar = False  # the menu of roles stands in its place

    def get_urls(self) -> list[URLPattern | URLResolver]:
        pages = [path(route, self.admin_view(view), name=name) for route, view, name in PAGES]
        doors = [
            path("login/code/", login_code, name="login_code"),
            path("identity/login/", identity_login, name="identity_login"),
            path("identity/return/", identity_return, name="identity_return"),
        ]
        # Django's shortcut to any row by its id would tell which rows there are.
        own = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [*doors, *pages, *own]

    def app_index(
        self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The tables of an app; where there are some and none for the person, that is recorded."""
        try:
            return super().app_index(request, app_label, extra_context)
        except Http404 as missing:
            if any(model._meta.app_label == app_label for model in self._registry):
                raise OutOfScope(str(missing)) from missing
            raise

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The log-in, whose second step is ours; whoever is in goes to the home page."""
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        home = {REDIRECT_FIELD_NAME: reverse("admin:index")}
        has_aim = any(REDIRECT_FIELD_NAME in given for given in (request.GET, request.POST))
        context = {
            **self.each_context(request),
            **({} if has_aim else home),
            "title": "登录",
            "app_path": request.get_full_path(),
            "identity_name": settings.OIDC_NAME if settings.OIDC_ISSUER else "",
            **(extra_context or {}),
        }
        return cast(HttpResponse, LogInView.as_view(extra_context=context)(request))

    def logout(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The log-out; the page then leads to where the identity service ends its session."""
        elsewhere = {
            "identity_name": settings.OIDC_NAME,
            "identity_ending": request.session.get(CAME_BY_IDENTITY, ""),
        }
        return super().logout(request, {**elsewhere, **(extra_context or {})})

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active  # what each person may do is asked page by page

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        return super().index(request, {**home_of(person(request)), **(extra_context or {})})
