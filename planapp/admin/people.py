"""Accounts and what they do for which unit."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from planapp.admin.base import OwnUnitMixin, RegisterAdmin
from planapp.admin.register import NoDelete
from planapp.clock import now
from planapp.models import Membership, User
from planapp.pages.frame import person
from planapp.services.audit import write_audit

admin.site.unregister(Group)  # groups are the roles' rights: they come from the fixtures


class MembershipInline(NoDelete, admin.TabularInline[Membership, User]):
    model = Membership
    extra = 0
    autocomplete_fields = ("unit",)


@admin.register(User)
class UserAdmin(RegisterAdmin, DjangoUserAdmin[User]):
    list_display = ("username", "full_name", "is_active", "is_demo", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "full_name")
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("个人信息", {"fields": ("full_name", "email", "phone")}),
        ("状态", {"fields": ("is_active", "last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "full_name",
                    "email",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    inlines: ClassVar = [MembershipInline]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Whoever could set a superuser's password would be one."""
        if obj is not None and obj.is_superuser and not person(request).is_superuser:
            return False
        return super().has_change_permission(request, obj)

    @transaction.atomic
    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Django saves the new password by itself; the audit trail hears of it here."""
        response = super().user_change_password(request, id, form_url)
        if request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            user = User.objects.get(pk=id)
            write_audit(by=person(request), action="user.password_set", subject=user, at=now())
        return response


@admin.register(Membership)
class MembershipAdmin(OwnUnitMixin, RegisterAdmin):
    list_display = ("user", "unit", "role", "valid_from", "valid_to")
    list_filter = ("role",)
    search_fields = ("user__username", "user__full_name", "unit__name")
    list_select_related = ("user", "unit")
    autocomplete_fields = ("user", "unit")
