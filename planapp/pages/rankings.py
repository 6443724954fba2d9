"""排名: units, plans and regions by what reached its schedule, by progress, by punctuality."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

from planapp.clock import today
from planapp.domain.ranking import Placed
from planapp.domain.terms import Attribute, ItemKind, Light, Term, Timeliness
from planapp.domain.wording import UNPUBLISHED
from planapp.pages.choices import places, read_filter
from planapp.pages.filters import Filter, link_with
from planapp.pages.frame import draw, needs
from planapp.pages.overview import kept_query
from planapp.pages.rollups import LISTS
from planapp.queries.gap_list import GapFilter
from planapp.queries.rankings import (
    RANKED,
    ROUNDS,
    Measured,
    Reporter,
    rank_punctuality,
    rank_standings,
)
from planapp.queries.rollups import Dimension, Group
from planapp.queries.tallies import by_light
from planapp.reports.csv_lines import csv_lines
from planapp.reports.table_out import write_table
from planapp.rights import Action

TermT = TypeVar("TermT", bound=Term)
KINDS = (ItemKind.INDICATOR, ItemKind.TASK)
PER_PAGE = 100
_OWN = {"by", "of", "measured", "format"}
_RULES = {
    Measured.ON_SCHEDULE: "按达到序时占比（绿灯项数÷应计项数）由高到低；未填报的计入应计项数，"
    "未到期、数据未公布和无法评估的不计。占比相同的名次并列，项数多的列前。",
    Measured.PROGRESS: "按完成、超额完成和快于预期的项数占应计项数的比例由高到低；未填报的计入"
    "应计项数，未到期、数据未公布和无法评估的不计。占比相同的名次并列，项数多的列前。",
    Measured.PUNCTUALITY: "按截止日（含同意延期的新日期、数据公布的月末）以前首次报送的事项占应报"
    "事项的比例由高到低；退回后没有重报的算未报，未到期和数据未公布的不计。占比相同的名次并列，事项多的列前。",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for besides the filter."""

    kind: ItemKind
    by: Dimension
    measured: Measured

    @property
    def is_punctuality(self) -> bool:
        return self.measured is Measured.PUNCTUALITY


@needs(Action.SEE_ALL)
def rankings(request: HttpRequest) -> HttpResponseBase:
    """The table, or with `?format=` xlsx or csv the same as a file."""
    chosen, asked = read_filter(request), _asked(request)
    placed = _ranked(chosen, asked)
    ending = request.GET.get("format", "")
    if ending in _WRITERS and placed is not None:
        return _WRITERS[ending](asked, placed, computed=chosen.computed)
    query = {name: value for name, value in kept_query(request).items() if name not in _OWN}
    page = placed and Paginator(placed, PER_PAGE).get_page(request.GET.get("page"))
    return draw(
        request,
        "rankings.html",
        title="排名",
        chosen=chosen,
        asked=asked,
        rule=_RULES[asked.measured],
        too_many=f"按时报送要逐项核对截止日期和报送时间，一次最多统计{ROUNDS}个填报期。",
        tabs=_tabs(request, "measured", possible=tuple(Measured), chosen=asked.measured),
        dimensions=_tabs(request, "by", possible=RANKED, chosen=asked.by, prefix="按"),
        kinds=[]
        if asked.is_punctuality
        else _tabs(request, "of", possible=KINDS, chosen=asked.kind),
        placed=page,
        page=page,
        list_name=LISTS[asked.kind],
        query=query,
        filters=_filters(asked, chosen),
        downloads=[(each, link_with(request, format=each)) for each in _WRITERS],
    )


def _asked(request: HttpRequest) -> Asked:
    given = request.GET
    return Asked(
        _one(given.get("of"), KINDS),
        _one(given.get("by"), RANKED),
        _one(given.get("measured"), tuple(Measured)),
    )


def _one(text: str | None, possible: Sequence[TermT]) -> TermT:
    return next((each for each in possible if each == text), possible[0])


def _ranked(chosen: GapFilter, asked: Asked) -> Sequence[Placed[Group] | Placed[Reporter]] | None:
    if asked.is_punctuality:
        return rank_punctuality(chosen, by=asked.by, on=today())
    return rank_standings(chosen, kind=asked.kind, by=asked.by, measured=asked.measured, on=today())


def _filters(asked: Asked, chosen: GapFilter) -> list[Filter]:
    found = places(asked.kind, chosen)
    if asked.kind is ItemKind.INDICATOR or asked.is_punctuality:
        found.append(Filter("attribute", "属性", Attribute.choices()))
    if not asked.is_punctuality:
        found.append(Filter("computed", "灯号口径", [("1", "按系统测算")]))
    return found


def _tabs(
    request: HttpRequest, name: str, *, possible: Sequence[Term], chosen: Term, prefix: str = ""
) -> list[dict[str, Any]]:
    return [
        {
            "label": f"{prefix}{each.label}",
            "url": link_with(request, **{name: each.value}),
            "active": each == chosen,
        }
        for each in possible
    ]


def _head(asked: Asked) -> list[tuple[str, int]]:
    counts = Timeliness if asked.is_punctuality else Light
    return [
        ("名次", 6),
        ("并列", 6),
        (asked.by.label, 36),
        (f"{asked.measured.label}占比（%）", 18),
        (asked.measured.label, 14),
        ("应计", 8),
        *((term.label, 10) for term in counts),
        (f"其中{UNPUBLISHED}", 14),
    ]


def _lines(
    placed: Sequence[Placed[Group] | Placed[Reporter]], *, computed: bool
) -> list[list[object]]:
    return [_line(each, computed=computed) for each in placed]


def _line(each: Placed[Group] | Placed[Reporter], *, computed: bool) -> list[object]:
    score, what = each.score, each.what
    share = round(Decimal(100 * score.reached) / score.counted, 1) if score.counted else None
    if isinstance(what, Reporter):
        counts = [what.counts[term] for term in Timeliness]
    else:
        counts = list(by_light(what.tally.computed if computed else what.tally.decided).values())
    tied = "并列" if each.is_tied else ""
    counted = [score.reached, score.counted, *counts, what.unpublished]
    return [each.place, tied, what.label, share, *counted]


def _as_csv(
    asked: Asked, placed: Sequence[Placed[Group] | Placed[Reporter]], *, computed: bool
) -> HttpResponseBase:
    head: list[object] = [label for label, _ in _head(asked)]
    rows = [head, *_lines(placed, computed=computed)]
    disposition = content_disposition_header(as_attachment=True, filename=_name(asked, "csv"))
    return StreamingHttpResponse(
        csv_lines(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _as_workbook(
    asked: Asked, placed: Sequence[Placed[Group] | Placed[Reporter]], *, computed: bool
) -> HttpResponseBase:
    out = TemporaryFile()  # noqa: SIM115  # the response closes it
    rows = _lines(placed, computed=computed)
    write_table(out, title="排名", columns=_head(asked), rows=rows)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=_name(asked, "xlsx"))


def _name(asked: Asked, ending: str) -> str:
    return f"{asked.by.label}排名（{asked.measured.label}）{today():%Y%m%d}.{ending}"


_WRITERS = {"xlsx": _as_workbook, "csv": _as_csv}
