"""One address space: the product lives in its admin site; `/` leads there."""

from __future__ import annotations

from django.contrib import admin
from django.urls import path
from django.views.generic import RedirectView

from planapp.pages.health import health

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="admin:index")),
    path("health/", health, name="health"),
    path("admin/", admin.site.urls),
]
