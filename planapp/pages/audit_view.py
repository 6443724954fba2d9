"""One event of the audit trail: who did what, each row before and after, and its seal."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import urlencode

from planapp.domain.actions import GROUPS, action_label
from planapp.models import AuditEvent
from planapp.pages.audit_words import rows_in_words
from planapp.pages.frame import draw, needs
from planapp.pages.histories import TRAIL
from planapp.queries.audit_trail import changes_of, names_of_rows
from planapp.rights import Action
from planapp.services.audit import find_flaws

ROWS_PER_PAGE = 50


@needs(Action.AUDIT)
def audit_event(request: HttpRequest, pk: int) -> HttpResponse:
    """The event with its rows, fifty to a page."""
    event = get_object_or_404(AuditEvent.objects.select_related("actor"), pk=pk)
    page = Paginator(changes_of(event), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    others = AuditEvent.objects.only("pk")
    filters = request.GET.get("_changelist_filters", "")
    return draw(
        request,
        "audit_event.html",
        title=action_label(event.action),
        event=event,
        group=GROUPS.get(event.action.partition(".")[0], ""),
        page=page,
        rows=list(rows_in_words(shown, names_of_rows(shown))),
        flaws=find_flaws([event])[event.pk],
        previous=others.filter(pk__lt=pk).order_by("-pk").first(),
        next=others.filter(pk__gt=pk).order_by("pk").first(),
        list_url=reverse(TRAIL) + (f"?{filters}" if filters else ""),
        kept=f"?{urlencode({'_changelist_filters': filters})}" if filters else "",
    )
