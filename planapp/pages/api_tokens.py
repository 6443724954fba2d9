"""接口令牌: keys that people give to other systems, which then read as they may."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from planapp.clock import now, today
from planapp.models import ApiToken
from planapp.pages.frame import draw, get_among, needs, person, telling
from planapp.rights import Action, may
from planapp.services.api_tokens import LONGEST_DAYS, issue_token, revoke_token

USUAL_DAYS = 180
PER_PAGE = 50
_OVERSEE = (Action.KEEP_PEOPLE, Action.AUDIT)


class TokenForm(forms.Form):
    name = forms.CharField(
        label="用途", max_length=60, help_text="交给哪个系统、做什么用，例如“省数据共享平台取数”。"
    )
    days = forms.IntegerField(
        label="有效天数", min_value=1, max_value=LONGEST_DAYS, initial=USUAL_DAYS
    )


@never_cache
@sensitive_variables("key")
def api_tokens(request: HttpRequest) -> HttpResponse:
    """The person's own keys, and a form for a new one, which is shown once."""
    user = person(request)
    form = TokenForm(request.POST or None, label_suffix="")
    key = ""
    if request.method == "POST" and form.is_valid():
        with telling(request, "已生成令牌。"):
            _, key = issue_token(user=user, at=now(), **form.cleaned_data)
    return draw(
        request,
        "api_tokens.html",
        title="接口令牌",
        rows=_with_state(ApiToken.objects.filter(user=user)),
        form=TokenForm(label_suffix="") if key else form,
        key=key,
        address=request.build_absolute_uri(reverse("api:api-root")),
        sees_all=any(may(user, action, on=today()) for action in _OVERSEE),
    )


@needs(*_OVERSEE)
def all_api_tokens(request: HttpRequest) -> HttpResponse:
    """Everybody's keys, for who keeps accounts and who audits; valid ones first."""
    tokens = ApiToken.objects.select_related("user").order_by(
        F("revoked_at").asc(nulls_first=True), "-expires_on", "-pk"
    )
    page = Paginator(tokens, PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "all_api_tokens.html",
        title="全部接口令牌",
        page=page,
        rows=_with_state(page),
        ends=may(person(request), Action.KEEP_PEOPLE, on=today()),
    )


@require_POST
def revoke_api_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End a key at once: one's own, or as who keeps accounts anybody's."""
    user = person(request)
    keeps = may(user, Action.KEEP_PEOPLE, on=today())
    tokens = ApiToken.objects.all()
    token = get_among(tokens if keeps else tokens.filter(user=user), of=tokens, pk=pk)
    with telling(request, f"已停用令牌“{token}”，用它再取数会被拒绝。"):
        revoke_token(token=token, by=user, at=now())
    return redirect("admin:api_tokens" if token.user == user else "admin:all_api_tokens")


def _with_state(tokens: Iterable[ApiToken]) -> list[tuple[ApiToken, bool]]:
    """With whether they open anything today."""
    return [(token, token.is_valid(today())) for token in tokens]
