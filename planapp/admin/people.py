"""Accounts and what they do for which unit."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Model
from django.forms import BaseModelForm
from django.http import HttpRequest, HttpResponse

from planapp.admin.base import OwnUnitMixin, RegisterAdmin
from planapp.admin.register import NoDelete
from planapp.clock import now
from planapp.models import Membership, User
from planapp.pages.frame import person
from planapp.services.accounts import password_was_set
from planapp.services.audit import snapshot

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
        (
            "状态",
            {"fields": ("is_active", "must_change_password", "last_login", "date_joined")},
        ),
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

    def save_model(
        self, request: HttpRequest, obj: Model, form: BaseModelForm[Any], change: bool
    ) -> None:
        if isinstance(obj, User) and not change:
            obj.must_change_password = True  # whoever opened the account knows the password
        super().save_model(request, obj, form, change)

    @transaction.atomic
    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Django saves the new password by itself; what follows from it is ours."""
        user = User.objects.filter(pk=id).first() if id.isdecimal() else None
        before = snapshot(user) if user else {}
        response = super().user_change_password(request, id, form_url)
        if user and request.method == "POST" and response.status_code == HTTPStatus.FOUND:
            user.refresh_from_db()
            password_was_set(user=user, before=before, by=person(request), at=now())
        return response


@admin.register(Membership)
class MembershipAdmin(OwnUnitMixin, RegisterAdmin):
    list_display = ("user", "unit", "role", "valid_from", "valid_to")
    list_filter = ("role",)
    search_fields = ("user__username", "user__full_name", "unit__name")
    list_select_related = ("user", "unit")
    autocomplete_fields = ("user", "unit")
