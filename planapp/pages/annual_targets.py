"""年度目标: a row for each year of the plan's period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from planapp import jobs
from planapp.clock import now, today
from planapp.models import AnnualTarget, Indicator
from planapp.pages.amounts import AmountInput
from planapp.pages.formats import format_input
from planapp.pages.frame import draw, get_seen, person, telling
from planapp.pages.queueing import queue_job
from planapp.rights import Action, may
from planapp.services.annual_targets import (
    YearAim,
    locked_years,
    may_set_annual_targets,
    set_annual_targets,
)


class YearForm(forms.Form):
    """One year; without a value it has no target."""

    value = AmountInput(label="年度目标值")
    official = forms.BooleanField(label="正式下达", required=False)
    doc_number = forms.CharField(label="文号", required=False, max_length=60)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if given.get("official") and given.get("value") is None and "value" not in self.errors:
            self.add_error("value", "正式下达的须填年度目标值。")
        if given.get("official") and not given.get("doc_number"):
            self.add_error("doc_number", "正式下达的须写明文号。")
        return given


@dataclass(frozen=True, slots=True)
class YearRow:
    year: int
    form: YearForm
    stored: AnnualTarget | None
    locked: bool  # not this person's to change


def annual_targets(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid of years; saving writes all changed years or none."""
    rows = Indicator.objects.select_related("plan", "series__provider")
    indicator = get_seen(request, rows, pk=pk)
    user = person(request)
    if not may_set_annual_targets(user, indicator, on=today()):
        raise PermissionDenied("只有管理员和牵头单位的填报人员可以设定年度目标。")
    sets_up = may(user, Action.SET_UP, on=today())
    locked = locked_years(indicator, user, on=today())
    grid = _grid(indicator, locked, with_official=sets_up, data=request.POST or None)
    if request.method == "POST" and sum(not row.form.is_valid() for row in grid) == 0:
        with telling(request, "年度目标已保存。") as outcome:
            aims = [_aim(row) for row in grid if not row.locked]
            set_annual_targets(indicator=indicator, aims=aims, by=user, at=now())
            queue_job(jobs.recalculate_stale_gaps)
        if outcome.succeeded:
            return redirect("admin:annual_targets", pk)
    return draw(
        request,
        "annual_targets.html",
        title="年度目标",
        indicator=indicator,
        rows=grid,
        sets_up=sets_up,
        sees_all=may(user, Action.SEE_ALL, on=today()),
    )


def _grid(
    indicator: Indicator, locked: set[int], *, with_official: bool, data: QueryDict | None
) -> list[YearRow]:
    stored = {row.year: row for row in indicator.annual_targets.all()}
    years = range(indicator.plan.period_start, indicator.target_year + 1)
    return [
        YearRow(
            year,
            _year_form(
                year,
                stored.get(year),
                locked=year in locked,
                with_official=with_official,
                data=data,
            ),
            stored.get(year),
            year in locked,
        )
        for year in years
    ]


def _year_form(
    year: int,
    row: AnnualTarget | None,
    *,
    locked: bool,
    with_official: bool,
    data: QueryDict | None,
) -> YearForm:
    initial = {
        "value": format_input(row.value if row else None),
        "official": row.official if row else False,
        "doc_number": row.doc_number if row else "",
    }
    form = YearForm(data, prefix=f"y{year}", initial=initial)
    form.fields["official"].disabled = locked or not with_official
    for name in ("value", "doc_number"):
        form.fields[name].disabled = locked
    return form


def _aim(row: YearRow) -> YearAim:
    given = row.form.cleaned_data
    return YearAim(
        year=row.year,
        value=given["value"],
        official=given["official"],
        doc_number=given["doc_number"].strip(),
    )
