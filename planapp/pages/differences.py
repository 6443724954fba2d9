"""核定与测算不一致: every item that people decided otherwise than it was computed."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.terms import ItemKind
from planapp.pages.choices import places, read_filter
from planapp.pages.filters import Filter
from planapp.pages.frame import draw, needs
from planapp.queries.differences import BOTH, differences, load_differences
from planapp.rights import Action

PER_PAGE = 50


@needs(Action.SEE_ALL)
def difference_list(request: HttpRequest) -> HttpResponse:
    """The differences in the rounds that the tables show, filtered by the address."""
    chosen = read_filter(request)
    kinds = [kind for kind in BOTH if kind == request.GET.get("of")] or BOTH
    found = differences(chosen, on=today(), kinds=kinds)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "differences.html",
        title="核定与测算不一致",
        page=page,
        rows=load_differences(list(page)),
        filters=[
            Filter("of", "类别", [(kind.value, kind.label) for kind in BOTH]),
            *places(ItemKind.INDICATOR, chosen),
        ],
        chosen=chosen,
    )
