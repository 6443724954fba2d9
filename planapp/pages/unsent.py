"""A form that was sent after the session had ended: kept until its author has logged in again."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from planapp.pages.frame import draw

_KEY = "unsent"  # in the session
_MAX_CHARACTERS = 64_000  # of strangers nothing larger is kept
_NEVER_KEPT = ("csrfmiddlewaretoken", "password")
_CODES = {"revision", "vintage", "self_assessment"}  # sent again like the rest, and not shown


def ask_to_log_in(request: HttpRequest) -> HttpResponseRedirect:
    """Lead a stranger's form to the log-in and say what becomes of what it held."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        if not any(word in name for word in _NEVER_KEPT)
        for value in values
    ]
    page = _page_of(request)
    kept = 0 < sum(len(name) + len(str(value)) for name, value in fields) <= _MAX_CHARACTERS
    if kept:
        request.session[_KEY] = {
            "action": request.get_full_path(),
            "page": page,
            "fields": fields,
            "has_files": bool(request.FILES),
        }
    told = "登录以后可以接着提交" if kept else "登录以后回到原来的页面，请重新填写"
    messages.warning(
        request, f"登录已失效（太久没有操作，或在别处被退出），刚才的内容没有提交；{told}。"
    )
    return redirect_to_login(reverse("admin:unsent") if kept else page, reverse("admin:login"))


def unsent(request: HttpRequest) -> HttpResponse:
    """Show the kept form once, to send it again or to let it be."""
    kept = request.session.pop(_KEY, None)
    if kept is None:
        return redirect("admin:index")
    texts = [value for name, value in kept["fields"] if value and not _is_machinery(name)]
    title = "登录失效时没有提交的内容"
    return draw(request, "unsent.html", title=title, kept=kept, texts=texts)


def _is_machinery(name: str) -> bool:
    """Buttons, counts of a table's rows, codes of choices: nothing that anybody typed."""
    return name.startswith("_") or name.endswith("_FORMS") or name in _CODES


def _page_of(request: HttpRequest) -> str:
    """Where the form stood: an address that takes forms may show nothing."""
    referer = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        return reverse("admin:index")
    parts = urlsplit(referer)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
