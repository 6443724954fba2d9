"""本单位账号: the administrator of a unit keeps the accounts of its staff."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import now, today
from planapp.domain.terms import MemberRole
from planapp.models import Membership, Unit, User
from planapp.pages.frame import draw, needs, person, telling
from planapp.queries.accounts import KEPT_ROLES, kept_accounts, offices_in
from planapp.queries.handover import holders_in
from planapp.rights import Action, kept_units
from planapp.services.accounts import (
    end_membership,
    open_account,
    reset_password,
    set_offices,
)

ROLES = [(role.value, role.label) for role in KEPT_ROLES]


class AccountForm(forms.ModelForm[User]):
    """A new account, with what the person does in the unit."""

    unit = forms.ModelChoiceField(label="单位", queryset=Unit.objects.none(), empty_label=None)
    role = forms.ChoiceField(label="角色", choices=ROLES)

    office = forms.CharField(
        label="处室",
        required=False,
        max_length=60,
        help_text="处室分办时按处室交办，例：医药产业处。",
        widget=forms.TextInput(attrs={"list": "offices", "autocomplete": "off"}),
    )

    class Meta:
        model = User
        fields = ("username", "full_name", "email", "phone")
        error_messages: ClassVar = {"username": {"unique": "这个账号已有人使用，请换一个。"}}

    def __init__(self, *args: Any, units: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["username"].label = "账号"
        self.fields["username"].help_text = "登录时用：字母、数字和 @ . + - _；一人一个，不要共用。"
        self.fields["full_name"].required = True
        choice = self.fields["unit"]
        assert isinstance(choice, forms.ModelChoiceField)  # noqa: S101  # declared above
        choice.queryset = Unit.objects.filter(pk__in=units)


@needs(Action.KEEP_ACCOUNTS)
def unit_accounts(request: HttpRequest) -> HttpResponse:
    """Everybody in the unit, with what may be done for each."""
    day = today()
    units = kept_units(person(request), on=day)
    holders = holders_in(units, on=day)
    return draw(
        request,
        "unit_accounts.html",
        title="本单位账号",
        units=Unit.objects.filter(pk__in=units),
        accounts=kept_accounts(units, on=day),
        kept_roles=KEPT_ROLES,
        offices=offices_in(units, on=day),
        held=Counter({each.user.pk: each.number for each in holders}),
        gone=[each for each in holders if not each.stays],
    )


@require_POST
@needs(Action.KEEP_ACCOUNTS)
def keep_offices(request: HttpRequest) -> HttpResponse:
    """Write down the offices of those in the list whose office was changed."""
    sent = {key: request.POST[key] for key in request.POST if key.startswith("office-")}
    kept = kept_units(person(request), on=today())
    rows = Membership.objects.filter(unit__in=kept).select_related("user", "unit")
    offices = {row: sent[f"office-{row.pk}"][:60] for row in rows if f"office-{row.pk}" in sent}
    with telling(request, "处室已保存。"):
        set_offices(offices=offices, by=person(request), at=now())
    return redirect("admin:unit_accounts")


@needs(Action.KEEP_ACCOUNTS)
def add_account(request: HttpRequest) -> HttpResponse:
    """Open an account and show its temporary password, this once."""
    form = AccountForm(request.POST or None, units=kept_units(person(request), on=today()))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with telling(request, f"已新增账号“{given['username']}”。") as outcome:
            password = open_account(
                user=form.save(commit=False),
                unit=given["unit"],
                role=MemberRole(given["role"]),
                office=given["office"],
                by=person(request),
                at=now(),
            )
        if outcome.succeeded:
            return _show_once(request, form.instance, password)
    offices = offices_in(kept_units(person(request), on=today()), on=today())
    return draw(request, "add_account.html", title="新增账号", form=form, offices=offices)


@require_POST
@needs(Action.KEEP_ACCOUNTS)
def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody a temporary password and show it, this once."""
    user = get_object_or_404(User, pk=pk)
    with telling(request, f"已重置“{user}”的密码，其登录已全部退出。") as outcome:
        password = reset_password(user=user, by=person(request), at=now())
    if outcome.succeeded:
        return _show_once(request, user, password)
    return redirect("admin:unit_accounts")


@require_POST
@needs(Action.KEEP_ACCOUNTS)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End what somebody does for the unit."""
    membership = get_object_or_404(Membership.objects.select_related("user", "unit"), pk=pk)
    with telling(request, f"已结束“{membership.user}”在{membership.unit}的任职。"):
        end_membership(membership=membership, by=person(request), at=now())
    return redirect("admin:unit_accounts")


def _show_once(request: HttpRequest, user: User, password: str) -> HttpResponse:
    return draw(
        request, "temporary_password.html", title="临时密码", account=user, password=password
    )
