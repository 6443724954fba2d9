"""督办: the papers that supervisors keep, those that a unit received, and the list as a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from tempfile import TemporaryFile

from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header

from planapp.clock import today
from planapp.domain.terms import NoticeKind, NoticeState
from planapp.models import Plan, SupervisionNotice, Unit
from planapp.pages.choices import chosen_number, chosen_term
from planapp.pages.filters import Filter, link_with
from planapp.pages.frame import draw, needs, person, seen
from planapp.pages.supervision_notices_rows import COLUMNS, table_rows
from planapp.queries.supervision_notices import (
    CONDITIONS,
    LATE,
    SETTLED,
    NoticeFilter,
    condition,
    notices_shown,
    received_by,
    with_parts,
)
from planapp.reports.csv_lines import csv_lines
from planapp.reports.table_out import write_table
from planapp.rights import Action, may, reporting_units

PER_PAGE = 50
_TITLE = "督办台账"
# What waits for somebody: its state, the words, the tone.
_WAITING = (
    (NoticeState.DRAFT, "待签发", "accent"),
    (NoticeState.SIGNED, "待签收", "yellow"),
    (NoticeState.ACKNOWLEDGED, "待反馈", "yellow"),
    (NoticeState.ANSWERED, "已反馈、待办结", "accent"),
)
_TO_WATCH = ((LATE, "逾期未反馈", "red"), (SETTLED, "没有未办事项、可办结", "green"))


@needs(Action.SEE_ALL)
def notice_list(request: HttpRequest) -> HttpResponse:
    """All papers one may see, drafts first, with what waits for whom."""
    day = today()
    every = seen(request, SupervisionNotice.objects.all())
    rows = notices_shown(every, on=day, chosen=_chosen(request))
    return draw(
        request,
        "notice_list.html",
        title="督办",
        page=Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        counts=_counts(request, every, on=day),
        filters=_filters(every),
        may_draft=may(person(request), Action.REVIEW, on=day),
        table_query=request.GET.urlencode(),
        today=day,
    )


@needs(Action.REPORT)
def my_notices(request: HttpRequest) -> HttpResponse:
    """What was sent to the person's units, the latest first."""
    received = received_by(reporting_units(person(request), on=today()))
    page = Paginator(notices_shown(received, on=today()), PER_PAGE)
    return draw(
        request,
        "my_notices.html",
        title="收到的督办",
        page=page.get_page(request.GET.get("page")),
        today=today(),
    )


@needs(Action.SEE_ALL)
def notice_table(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The list as it is narrowed, all pages, as CSV or Excel; it goes on the record."""
    day = today()
    every = seen(request, SupervisionNotice.objects.all())
    rows = table_rows(with_parts(notices_shown(every, on=day, chosen=_chosen(request))), on=day)
    name = f"{_TITLE}{day:%Y%m%d}.{ending}"
    if ending == "csv":
        return _as_csv(rows, name)
    if ending != "xlsx":
        raise Http404
    out = TemporaryFile()  # noqa: SIM115  # the response closes it
    write_table(out, title=_TITLE, columns=COLUMNS, rows=rows)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=name)


def _as_csv(rows: Iterable[list[object]], name: str) -> HttpResponseBase:
    head = [label for label, _ in COLUMNS]
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return StreamingHttpResponse(
        csv_lines(line for part in ([head], rows) for line in part),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": disposition},
    )


def _chosen(request: HttpRequest) -> NoticeFilter:
    given = request.GET
    return NoticeFilter(
        state=chosen_term(given.get("state"), NoticeState),
        kind=chosen_term(given.get("kind"), NoticeKind),
        plan=chosen_number(given.get("plan")),
        cycle=chosen_number(given.get("cycle")),
        unit=chosen_number(given.get("unit")),
        year=chosen_number(given.get("year")),
        condition=given.get("condition", ""),
        words=given.get("q", "").replace("\x00", "").strip(),
    )


def _counts(
    request: HttpRequest, every: QuerySet[SupervisionNotice], *, on: date
) -> list[dict[str, object]]:
    """How many wait, by whom for; each leads to its part of the list. One query."""
    wanted = {state.value: Q(state=state) for state, _, _ in _WAITING}
    wanted |= {name: condition(name, on=on) for name, _, _ in _TO_WATCH}
    asked = {name: Count("pk", filter=fits) for name, fits in wanted.items()}
    numbers = every.order_by().aggregate(**asked)
    groups = (("state", "condition", _WAITING), ("condition", "state", _TO_WATCH))
    return [
        {
            "label": label,
            "tone": tone,
            "number": numbers[name],
            "url": link_with(request, **{other: None, parameter: name}),
        }
        for parameter, other, group in groups
        for name, label, tone in group
    ]


def _filters(every: QuerySet[SupervisionNotice]) -> list[Filter]:
    """Only what there are papers about can be chosen. Three queries."""
    plain = every.order_by()
    plans = Plan.objects.filter(pk__in=plain.values("cycle__plan"))
    units = Unit.objects.filter(pk__in=plain.values("unit"))
    years = plain.exclude(year=None).values_list("year", flat=True).distinct().order_by("-year")
    return [
        Filter("state", "状态", NoticeState.choices()),
        Filter("condition", "办理", CONDITIONS),
        Filter("kind", "种类", NoticeKind.choices()),
        Filter("plan", "规划", [(str(plan.pk), plan.title) for plan in plans]),
        Filter("unit", "主送单位", [(str(unit.pk), unit.name) for unit in units]),
        Filter("year", "年份", [(str(year), f"{year}年") for year in years]),
    ]
