"""差距: the table of all indicators with their lights."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.terms import ItemKind
from planapp.pages.choices import filters_for, read_filter
from planapp.pages.frame import draw, needs
from planapp.queries.backing import backing_of
from planapp.queries.numbered import gaps_in_order
from planapp.queries.tallies import by_light
from planapp.queries.waiting import unpublished
from planapp.rights import Action

PER_PAGE = 50


@needs(Action.SEE_ALL)
def gap_list(request: HttpRequest) -> HttpResponse:
    """All tracked indicators one may see, filtered by the address."""
    chosen = read_filter(request)
    rows, tally = gaps_in_order(chosen, on=today(), sort=request.GET.get("sort", ""))
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    gaps = list(page)
    backing = backing_of(gaps, on=today())
    return draw(
        request,
        "gap_list.html",
        title="差距",
        page=page,
        rows=[(gap, backing[gap.pk]) for gap in gaps],
        counts=by_light(tally.computed) if chosen.computed else tally.lights,
        unpublished=unpublished(rows.rows, on=today()).order_by().count(),
        filters=filters_for(ItemKind.INDICATOR, chosen),
        chosen=chosen,
    )
