"""对比: one indicator beside those of its kind in other plans."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from planapp.clock import today
from planapp.domain.terms import Comparability
from planapp.pages.choices import chosen_number, chosen_numbers
from planapp.pages.comparison_chart import draw_comparison
from planapp.pages.frame import draw, get_seen, needs, scope_here
from planapp.queries.comparison import (
    FOUND,
    compare_indicator,
    indicators_named,
    indicators_seen,
)
from planapp.rights import Action

SHORTEST = 2  # characters of a search


@needs(Action.SEE_ALL)
def comparison(request: HttpRequest) -> HttpResponse:
    """A search, or with `?indicator=` the table and the chart; `with` keeps some of the rows."""
    words = request.GET.get("q", "").strip()
    wanted = chosen_number(request.GET.get("indicator"))
    if wanted is None:
        found = indicators_named(words, scope=scope_here(request)) if len(words) >= SHORTEST else []
        return draw(
            request, "comparison.html", title="对比", words=words, found=found, most=FOUND,
            is_too_short=0 < len(words) < SHORTEST,
        )  # fmt: skip
    chosen = get_seen(request, indicators_seen(None), pk=wanted)
    kept = chosen_numbers(request.GET.getlist("with"))
    rows = compare_indicator(chosen, on=today(), scope=scope_here(request), only=kept)
    return draw(
        request,
        "comparison.html",
        title="对比",
        chosen=chosen,
        rows=rows,
        kept=kept,
        number=sum(each.verdict is not Comparability.UNLIKE for each in rows[1:]),
        unlike=sum(each.verdict is Comparability.UNLIKE for each in rows),
        chart=draw_comparison(rows),
    )
