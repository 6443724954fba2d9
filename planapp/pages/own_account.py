"""修改密码 and 我的登录: what everybody keeps of their own account."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from planapp.clock import now
from planapp.domain.browsers import browser_in_words
from planapp.models import LoginSession, User
from planapp.pages.frame import draw, needs, person, telling
from planapp.rights import Action
from planapp.services.accounts import change_own_password, unlock_account
from planapp.services.sessions import end_sessions

RULE = (
    f"至少{settings.PASSWORD_LENGTH}个字符，要有字母也要有数字；"
    "不能是常见的密码，不能与账号、姓名、邮箱相近，也不能与现在的密码相同。"
)


@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """Choose a new password, freely or because one must; ends the person's other sessions."""
    user = person(request)
    form = PasswordChangeForm(user, request.POST or None)
    form.label_suffix = ""
    form.fields["new_password1"].help_text = RULE
    form.fields["new_password2"].help_text = "再输入一次。"
    if request.method == "POST" and form.is_valid():
        with telling(request, "密码已修改，其他设备上的登录已退出。", form) as outcome:
            change_own_password(
                user=user,
                password=form.cleaned_data["new_password1"],
                at=now(),
                keep=request.session.session_key,
            )
        if outcome.succeeded:
            update_session_auth_hash(request, user)
            return redirect("admin:index")
    is_first = user.must_change_password
    return draw(request, "change_password.html", title="修改密码", form=form, is_first=is_first)


def my_sessions(request: HttpRequest) -> HttpResponse:
    """Where the person is logged in, this device first."""
    here = request.session.session_key
    rows = LoginSession.objects.filter(user=person(request), expire_date__gt=timezone.now())
    sessions = [(row, browser_in_words(row.device), row.pk == here) for row in rows]
    sessions.sort(key=lambda each: not each[2])
    return draw(request, "my_sessions.html", title="我的登录", sessions=sessions)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of the person's sessions but this one."""
    user, here = person(request), request.session.session_key
    number = end_sessions(user=user, by=user, at=now(), keep=here)
    messages.success(request, f"已退出其他设备上的登录{number}处。")
    return redirect("admin:my_sessions")


@require_POST
@needs(Action.KEEP_PEOPLE)
def end_sessions_of(request: HttpRequest, pk: int) -> HttpResponse:
    """End all of somebody's sessions."""
    user = get_object_or_404(User, pk=pk)
    number = end_sessions(user=user, by=person(request), at=now())
    messages.success(request, f"已结束“{user}”的全部登录（{number}处）。")
    return redirect("admin:planapp_user_change", pk)


@require_POST
@needs(Action.KEEP_PEOPLE)
def unlock_account_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody try again at once who failed to log in too often."""
    user = get_object_or_404(User, pk=pk)
    with telling(request, f"已解除“{user}”的登录锁定，现在就可以再试。"):
        unlock_account(user=user, by=person(request), at=now())
    return redirect("admin:planapp_user_change", pk)
