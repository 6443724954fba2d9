"""站内信: a person's messages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from planapp.clock import now
from planapp.models import Message
from planapp.pages.frame import draw, person
from planapp.services.inbox import mark_read

PER_PAGE = 20


def inbox(request: HttpRequest) -> HttpResponse:
    """One's own messages, newest first."""
    own = Message.objects.filter(recipient=person(request))
    page = Paginator(own, PER_PAGE).get_page(request.GET.get("page"))
    return draw(request, "inbox.html", title="站内信", page=page)


def message(request: HttpRequest, pk: int) -> HttpResponse:
    """One of one's own messages; opening it marks it read."""
    row = get_object_or_404(Message, pk=pk, recipient=person(request))
    mark_read(message_ids=[row.pk], by=person(request), at=now())
    return draw(request, "message.html", title=row.subject, row=row)
