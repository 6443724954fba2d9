"""失效地址: which addresses take nothing, since when and why; letters that came back are noted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from planapp.clock import now, today
from planapp.pages.frame import draw, needs, person, telling
from planapp.queries.deliveries import refusing_addresses
from planapp.rights import Action, may
from planapp.services.deliveries import mark_bounced


class BounceForm(forms.Form):
    """An address from which a letter came back."""

    address = forms.CharField(label="退信的地址", max_length=254)
    reason = forms.CharField(
        label="退信原因",
        max_length=200,
        required=False,
        help_text="照退信上写的，例如：邮箱不存在、邮箱已满。",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


@needs(Action.KEEP_SYSTEM, Action.KEEP_PEOPLE, Action.AUDIT)
def refused_addresses(request: HttpRequest) -> HttpResponse:
    """The list, and for those who keep accounts or channels the form to add to it."""
    by = person(request)
    corrects = may(by, Action.KEEP_PEOPLE, on=today())
    may_mark = corrects or may(by, Action.KEEP_SYSTEM, on=today())
    if request.method == "POST" and not may_mark:
        raise PermissionDenied("只有系统管理员和安全管理员可以登记退信。")
    form = BounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(request, "") as outcome:
            owner = mark_bounced(**form.cleaned_data, by=by, at=now())
            outcome.words = f"已登记；这是{owner}的地址，更正前一直列在这里。"
        return redirect("admin:refused_addresses")
    return draw(
        request,
        "refused_addresses.html",
        title="失效地址",
        refusing=refusing_addresses(),
        corrects=corrects,
        form=form if may_mark else None,
    )
