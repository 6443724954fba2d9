"""Accounts and what they do for which unit."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Field, Model, Prefetch, QuerySet
from django.forms import BaseInlineFormSet, BaseModelForm, BaseModelFormSet
from django.http import HttpRequest, HttpResponse
from django_otp.plugins.otp_totp.admin import TOTPDevice

from planapp.admin.base import DAYS, LabelledCells, RegisterAdmin
from planapp.admin.io import InOutMixin
from planapp.admin.register import NoDelete
from planapp.clock import now, today
from planapp.domain.masking import masked
from planapp.domain.terms import MemberRole
from planapp.imports.people import AccountResource, MembershipResource
from planapp.models import LinkedIdentity, Membership, User
from planapp.pages.frame import person
from planapp.queries.second_factor import authenticator_of, is_linked
from planapp.rights import Action, kept_units, may
from planapp.services.accounts import password_was_set
from planapp.services.audit import snapshot
from planapp.services.memberships import OWN_ROLES, save_memberships, why_apart

_PERSONAL = "个人信息"

admin.site.unregister(Group)  # groups are the roles' rights: they come from the fixtures
admin.site.unregister(TOTPDevice)  # nobody looks at another's key


class MembershipFormSet(BaseInlineFormSet[Membership, User, "forms.ModelForm[Membership]"]):
    """All that one person does; says what cannot be given, beside what was asked for."""

    by: User

    def clean(self) -> None:
        super().clean()
        if self.has_changed() and self.instance == self.by:
            raise forms.ValidationError(OWN_ROLES)
        rows = [form.instance for form in self.forms if form.has_changed() or form.instance.pk]
        if why := why_apart(rows):
            raise forms.ValidationError(why)


class MembershipInline(LabelledCells, NoDelete, admin.TabularInline[Membership, User]):
    model = Membership
    formset = MembershipFormSet
    formfield_overrides = DAYS
    extra = 0
    autocomplete_fields = ("unit",)

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.by = person(request)
        return formset


class IdentityInline(NoDelete, admin.StackedInline[LinkedIdentity, User]):
    """The account at the identity service, written down where it is not called as here."""

    model = LinkedIdentity
    fields = ("account", "issuer", "subject", "linked_at")

    def get_extra(self, request: HttpRequest, obj: User | None = None, **kwargs: Any) -> int:
        return 1  # at most one: the empty form is there as long as nothing is written down

    def formfield_for_dbfield(
        self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "account":
            kwargs["help_text"] = "与上面的用户名不同时才要登记；本人第一次由此登录时绑定。"
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        known = ("issuer", "subject", "linked_at")
        return ("account", *known) if obj is not None and is_linked(obj) else known

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return person(request).has_perm("planapp.view_user")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return person(request).has_perm("planapp.change_user")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return person(request).has_perm("planapp.change_user")


@admin.register(User)
class UserAdmin(InOutMixin, RegisterAdmin, DjangoUserAdmin[User]):
    resource = AccountResource
    list_display = ("username", "full_name", "held", "is_active", "is_demo", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "full_name")
    ordering = ("username",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_PERSONAL, {"fields": ("full_name", "email", "phone")}),
        (
            "状态",
            {"fields": ("is_active", "must_change_password", "last_login", "date_joined")},
        ),
    )
    add_form_template = "admin/planapp/user/add_form.html"
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
    readonly_fields = ("last_login", "date_joined", "masked_email", "masked_phone")
    filter_horizontal = ()
    inlines: ClassVar = [MembershipInline]

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Who may look and not change is not shown how a person can be reached."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return sets
        shown = ("full_name", "masked_email", "masked_phone")
        return [(name, {"fields": shown} if name == _PERSONAL else given) for name, given in sets]

    @admin.display(description="邮箱")
    def masked_email(self, user: User) -> str:
        return masked(user.email) or self.get_empty_value_display()

    @admin.display(description="电话")
    def masked_phone(self, user: User) -> str:
        return masked(user.phone) or self.get_empty_value_display()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        valid = Membership.objects.valid_on(today()).select_related("unit")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("memberships", valid, to_attr="held_today"))
        )

    @admin.display(description="任职")
    def held(self, user: User) -> str:
        rows = getattr(user, "held_today", ())
        return "；".join(f"{row.unit} · {MemberRole(row.role).label}" for row in rows) or "—"

    def get_inlines(self, request: HttpRequest, obj: User | None) -> list[Any]:
        elsewhere = [IdentityInline] if obj is not None and settings.OIDC_ISSUER else []
        return [*self.inlines, *elsewhere]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """With what the tools above the form need to know of how the person logs in."""
        user = User.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        known = {
            "has_authenticator": bool(user and authenticator_of(user)),
            "is_linked": bool(user and is_linked(user)),
        }
        return super().change_view(request, object_id, form_url, {**known, **(extra_context or {})})

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

    def save_formset(
        self, request: HttpRequest, form: Any, formset: BaseModelFormSet[Any, Any], change: bool
    ) -> None:
        if formset.model is not Membership:
            super().save_formset(request, form, formset, change)
            return
        save_memberships(rows=formset.save(commit=False), by=person(request), at=now())

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


class MembershipForm(forms.ModelForm[Membership]):
    by: User

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        if "user" not in self.cleaned_data:
            return given
        user = self.cleaned_data["user"]
        if user == self.by or self.instance.user_id == self.by.pk:
            raise forms.ValidationError(OWN_ROLES)
        names = ("role", "valid_from", "valid_to")
        asked = Membership(**{name: self.cleaned_data.get(name) for name in names})
        others = Membership.objects.filter(user=user).exclude(pk=self.instance.pk)
        if why := why_apart([*others, asked]):
            self.add_error("role", why)
        return given


@admin.register(Membership)
class MembershipAdmin(InOutMixin, RegisterAdmin):
    """Everybody's roles; an administrator of a unit looks at those of the own unit."""

    resource = MembershipResource
    form = MembershipForm
    list_display = ("user", "unit", "role", "valid_from", "valid_to")
    list_filter = ("role",)
    search_fields = ("user__username", "user__full_name", "unit__name")
    list_select_related = ("user", "unit")
    autocomplete_fields = ("user", "unit")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows = super().get_queryset(request)
        if any(
            may(person(request), each, on=today()) for each in (Action.KEEP_PEOPLE, Action.AUDIT)
        ):
            return rows
        return rows.filter(unit__in=kept_units(person(request), on=today()))

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT002  # Django's signature
        **kwargs: Any,
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.by = person(request)
        return form

    def save_model(
        self, request: HttpRequest, obj: Model, form: BaseModelForm[Any], change: bool
    ) -> None:
        assert isinstance(obj, Membership)  # noqa: S101  # what this table is of
        save_memberships(rows=[obj], by=person(request), at=now())
