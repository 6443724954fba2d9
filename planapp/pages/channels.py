"""送达渠道: the channels with their backlog and failures; and everybody's own choice."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from planapp.clock import now
from planapp.domain.terms import ChannelKind, DeliveryState
from planapp.models import Channel
from planapp.pages.channel_forms import PRESETS, AddressForm, ChannelForm, ChoiceForm
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs, person, tell_refusal, telling
from planapp.queries.deliveries import channel_standings, latest_deliveries, refusing_addresses
from planapp.rights import Action
from planapp.services.channel_settings import choose_channel, save_channel, try_channel
from planapp.services.deliveries import retry_failed, ways_to
from planapp.services.errors import Refused

PER_PAGE = 20


@needs(Action.KEEP_SYSTEM)
def channels(request: HttpRequest) -> HttpResponse:
    """Every channel, what waits, what was refused, and the deliveries, latest first."""
    standings = channel_standings(at=now())
    rows = latest_deliveries()
    filters = [
        Filter("state", "状态", DeliveryState.choices()),
        Filter("channel", "渠道", [(str(each.channel.pk), each.channel.name)
                                  for each in standings]),
    ]  # fmt: skip
    for each in filters:
        value = request.GET.get(each.name, "")
        if value in dict(each.choices):
            rows = rows.filter(**{each.name: value})
    return draw(
        request,
        "channels.html",
        title="送达渠道",
        standings=standings,
        waiting=sum(each.waiting for each in standings),
        kinds=ChannelKind.choices(),
        refusing=refusing_addresses(),
        filters=filters,
        page=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
    )


@needs(Action.KEEP_SYSTEM)
def add_channel(request: HttpRequest, kind: str) -> HttpResponse:
    """Set up a new channel of a kind."""
    if kind not in dict(ChannelKind.choices()):
        raise Http404
    word = ChannelKind(kind)
    row = Channel(kind=word, name=word.label, **PRESETS[word])
    return _edit(request, row, title=f"添加{word.label}")


@needs(Action.KEEP_SYSTEM)
def channel(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a channel, try it out, or send again what failed on it."""
    row = get_object_or_404(Channel, pk=pk)
    return _edit(request, row, title=row.name)


@require_POST
@needs(Action.KEEP_SYSTEM)
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a test message; not inside a transaction, whatever the server's answer takes."""
    row, by = get_object_or_404(Channel, pk=pk), person(request)
    form = AddressForm(request.POST, channel=row)
    if not form.is_valid():
        messages.error(request, "请填写测试消息发到哪里。")
        return redirect("admin:channel", pk)
    try:
        try_channel(channel=row, address=form.cleaned_data["address"], by=by, at=now())
    except Refused as refusal:
        tell_refusal(request, refusal)
    else:
        where = form.cleaned_data["address"]
        messages.success(request, f"测试消息已交给“{row}”，请到 {where} 查看。")
    return redirect("admin:channel", pk)


@require_POST
@needs(Action.KEEP_SYSTEM)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Send again what failed within a week."""
    row = get_object_or_404(Channel, pk=pk)
    with telling(request, "") as outcome:
        number = retry_failed(channel=row, by=person(request), at=now())
        outcome.words = f"{number} 份失败的已改为待发送，一分钟内开始重发。"
    return redirect("admin:channels")


def my_channel(request: HttpRequest) -> HttpResponse:
    """By which channel the person wants to get what the inbox holds as well."""
    user = person(request)
    form = ChoiceForm(
        request.POST or None, user=user, initial={"channel": user.preferred_channel_id}
    )
    if request.method == "POST" and form.is_valid():
        with telling(request, "送达渠道已保存。"):
            choose_channel(channel=form.cleaned_data["channel"], user=user, at=now())
        return redirect("admin:my_channel")
    ways = ways_to(user, list(Channel.objects.filter(is_on=True)))
    title = "送达方式"
    return draw(request, "my_channel.html", title=title, form=form, way=ways[0] if ways else None)


def _edit(request: HttpRequest, row: Channel, *, title: str) -> HttpResponse:
    form = ChannelForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        changed = form.save(commit=False)
        with telling(request, f"“{changed}”已保存。") as outcome:
            save_channel(channel=changed, by=person(request), at=now())
        if outcome.succeeded:
            return redirect("admin:channel", changed.pk)
    address = row.address_of(person(request))
    return draw(
        request,
        "channel.html",
        title=title,
        row=row,
        form=form,
        address_form=AddressForm(channel=row, initial={"address": address}),
        failed=row.pk and row.deliveries.filter(state=DeliveryState.FAILED).exists(),
        history_of=row if row.pk else None,
    )
