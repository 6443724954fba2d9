"""登录: who has an authenticator is asked for its code before anything is open to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.conf import settings
from django.contrib.auth import login as auth_login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from planapp.clock import now
from planapp.domain.terms import SecurityKind
from planapp.models import User
from planapp.pages.frame import draw
from planapp.queries.second_factor import authenticator_of, is_linked
from planapp.services.second_factor import CodeCheck, check_code
from planapp.services.security import record_security_event

BACKEND = "planapp.auth.MembershipBackend"
ASKED_FOR = timedelta(minutes=5)  # so long the code may take
_PENDING = "awaits_code"  # in the session of somebody who is not logged in yet
_WORDS = {
    CodeCheck.WRONG: "验证码不正确。每个验证码只能用一次，请等下一个；也可以输入恢复码。",
    CodeCheck.TOO_SOON: "连续输错，请稍等片刻，用验证器显示的下一个验证码。",
}


class LogInForm(AuthenticationForm):
    """Account and password; says why they are not taken in words of ours."""

    error_messages = {  # noqa: RUF012  # as Django declares it
        "invalid_login": "用户名或密码不正确，请核对后再试；密码区分大小写，忘记时请联系"
        "本单位管理员或安全管理员重置。连续5次不正确，锁定15分钟。",
        "inactive": "该账号已停用。",
    }

    def clean_username(self) -> str:
        """No longer than a name may be: Django tells the browser so, but does not look itself."""
        username: str = self.cleaned_data["username"]
        most = self.username_field.max_length
        if most and len(username) > most:
            raise ValidationError(f"用户名不超过{most}个字符，请核对后再试。")
        return username

    def confirm_login_allowed(self, user: User) -> None:
        super().confirm_login_allowed(user)
        if settings.OIDC_ISSUER and not settings.OIDC_LOCAL_PASSWORDS and is_linked(user):
            why = f"您的账号已绑定{settings.OIDC_NAME}，请从{settings.OIDC_NAME}登录。"
            record_security_event(kind=SecurityKind.LOGIN_FAILED, by=user, at=now(), subject=why)
            raise ValidationError(why)


class CodeForm(forms.Form):
    """A code of the authenticator, or one of the recovery codes."""

    code = forms.CharField(
        label="验证码",
        max_length=20,
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
        help_text="验证器当前显示的6位数字；手机不在身边时，输入一个没有用过的恢复码。",
        error_messages={"required": "请输入验证码。"},
    )


class LogInView(LoginView):
    """The first step: account and password."""

    authentication_form = LogInForm
    template_name = "admin/login.html"

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        assert isinstance(user, User)  # noqa: S101  # the only accounts there are
        return let_in(self.request, user, then=self.get_success_url())


def let_in(
    request: HttpRequest, user: User, *, then: str, known: Mapping[str, object] | None = None
) -> HttpResponse:
    """Log the person in, or first ask for the code where they have an authenticator.

    `then` is the address to go on to, `known` what the session is to keep of the log-in. Until
    the code is right the session belongs to nobody.
    """
    if authenticator_of(user) is None:
        return _log_in(request, user, then=then, known=known or {})
    request.session.cycle_key()
    request.session[_PENDING] = {
        "user": user.pk,
        "password": user.get_session_auth_hash(),  # ends with a changed password
        "since": timezone.now().isoformat(),
        "then": then,
        "known": dict(known or {}),
    }
    return redirect("admin:login_code")


@sensitive_post_parameters()
@csrf_protect
@never_cache
def login_code(request: HttpRequest) -> HttpResponse:
    """The second step: the authenticator's code."""
    pending = request.session.get(_PENDING)
    user = _awaited(pending) if pending else None
    if pending is None or user is None:
        request.session.pop(_PENDING, None)
        return redirect("admin:login")
    form = CodeForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        refusal = refusal_of_code(request, user, form.cleaned_data["code"])
        if not refusal:
            del request.session[_PENDING]
            return _log_in(request, user, then=pending["then"], known=pending["known"])
        form.add_error("code", refusal)
    return draw(request, "login_code.html", title="两步验证", form=form, account=user)


def refusal_of_code(request: HttpRequest, user: User, code: str) -> str:
    """Why a code is not taken, empty where it is right; the code is spent then.

    A wrong one counts as a failed log-in. Whoever is locked out gets the page that says so, in
    place of whatever the view answers.
    """
    credentials = {"username": user.username}
    if not AxesProxyHandler.is_allowed(request, credentials):
        request.axes_locked_out = True  # type: ignore[attr-defined]  # what its middleware reads
        return "登录已暂时锁定。"
    outcome = check_code(user=user, code=code, at=now())
    if outcome is CodeCheck.WRONG:
        user_login_failed.send(
            sender=__name__,
            credentials=credentials,
            request=request,
            subject="两步验证码不正确",
        )
    return _WORDS.get(outcome, "")


def _awaited(pending: Mapping[str, str]) -> User | None:
    """The person whose code is awaited; nobody once it took too long or the password changed."""
    user = User.objects.filter(pk=pending["user"], is_active=True).first()
    if user is None or timezone.now() - datetime.fromisoformat(pending["since"]) > ASKED_FOR:
        return None
    same = constant_time_compare(user.get_session_auth_hash(), pending["password"])
    return user if same else None


def _log_in(
    request: HttpRequest, user: User, *, then: str, known: Mapping[str, object]
) -> HttpResponse:
    auth_login(request, user, backend=BACKEND)
    for name, value in known.items():
        request.session[name] = value
    return HttpResponseRedirect(then)  # an address as it came, never the name of a page
