"""两步验证: setting up an authenticator, its recovery codes, and the way out for a lost one."""

from __future__ import annotations

from base64 import b32encode
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from planapp.clock import now, today
from planapp.models import User
from planapp.pages.frame import draw, needs, person, telling
from planapp.pages.on_record import record_refusal
from planapp.pages.totp_login import CodeForm, refusal_of_code
from planapp.queries.second_factor import (
    authenticator_of,
    must_have_authenticator,
    recovery_codes_left,
)
from planapp.rights import Action
from planapp.services.errors import Refused
from planapp.services.second_factor import (
    remove_own_authenticator,
    renew_recovery_codes,
    reset_authenticator,
    set_up_authenticator,
)

_KEY = "new_authenticator_key"  # in the session, until a code proves that the app has it
_GROUP = 4


class NewCodeForm(CodeForm):
    """The first code of a new authenticator: there are no recovery codes yet."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].help_text = "验证器里“规划实施跟踪”一项当前显示的6位数字。"


@sensitive_post_parameters()
@never_cache
def totp(request: HttpRequest) -> HttpResponse:
    """Whether one logs in with a code; for who does: new recovery codes, or the way out."""
    user = person(request)
    device = authenticator_of(user)
    form = CodeForm(request.POST or None, label_suffix="")
    if device and request.method == "POST" and form.is_valid():
        refusal = refusal_of_code(request, user, form.cleaned_data["code"])
        if not refusal:
            return _do(request, user)
        form.add_error("code", refusal)
    return draw(
        request,
        "totp.html",
        title="两步验证",
        device=device,
        form=form,
        left=recovery_codes_left(user),
        must=must_have_authenticator(user, on=today()),
    )


@sensitive_post_parameters()
@never_cache
def set_up_totp(request: HttpRequest) -> HttpResponse:
    """Show the new authenticator's key; a code of the app puts it into use."""
    user = person(request)
    if authenticator_of(user):
        return redirect("admin:totp")
    key = request.session.setdefault(_KEY, random_hex())
    form = NewCodeForm(request.POST or None, label_suffix="")
    if request.method == "POST" and form.is_valid():
        try:
            codes = set_up_authenticator(
                user=user,
                key=key,
                code=form.cleaned_data["code"],
                at=now(),
                keep=request.session.session_key,
            )
        except Refused as refusal:
            record_refusal(request, refusal)
            form.add_error("code", str(refusal))
        else:
            del request.session[_KEY]
            return _show_once(request, codes, "两步验证已开启，其他设备上的登录已退出。")
    device = TOTPDevice(user=user, key=key)
    picture, letters = qr_code(device.config_url), base32_groups(device.bin_key)
    return draw(
        request, "set_up_totp.html", title="设置两步验证", form=form, qr=picture, letters=letters
    )


@require_POST
@needs(Action.KEEP_PEOPLE)
def reset_totp_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody who lost their authenticator log in without it."""
    user = get_object_or_404(User, pk=pk)
    with telling(request, f"已重置“{user}”的两步验证，其登录已全部退出。"):
        reset_authenticator(user=user, by=person(request), at=now())
    return redirect("admin:planapp_user_change", pk)


def qr_code(text: str) -> SafeString:
    """A QR code as an SVG element, dark on light whatever the page's colours."""
    picture = segno.make(text, error="l", micro=False)
    return mark_safe(picture.svg_inline(scale=4, light="#fff"))  # noqa: S308  # drawn by segno


def base32_groups(key: bytes) -> str:
    """The key as it is typed into an app by hand."""
    letters = b32encode(key).decode()
    return " ".join(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def _do(request: HttpRequest, user: User) -> HttpResponse:
    """What the person chose, after a right code."""
    if "renew" in request.POST:
        codes = renew_recovery_codes(user=user, at=now())
        return _show_once(request, codes, "已生成新的恢复码，原来的不能再用。")
    remove_own_authenticator(user=user, at=now())
    messages.success(request, "两步验证已停用。")
    return redirect("admin:totp")


def _show_once(request: HttpRequest, codes: list[str], told: str) -> HttpResponse:
    messages.success(request, told)
    return draw(request, "recovery_codes.html", title="恢复码", codes=codes)
