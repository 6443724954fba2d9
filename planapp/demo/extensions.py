"""The demonstration's requests for more time, and its figures that are not published."""

from __future__ import annotations

from datetime import date
from typing import Any

from planapp.demo.people import reporter_of
from planapp.demo.plans import find_indicator
from planapp.demo.story import instant
from planapp.domain.terms import ExtensionKind
from planapp.models import Extension, Plan, ReportingCycle, User
from planapp.queries.answering import unit_answering_for
from planapp.queries.extensions import DutyKey
from planapp.services.extensions import Request, ask_for_extension, grant_extension


def ask_for_time(
    plan: Plan,
    row: dict[str, Any],
    cycles: dict[int, ReportingCycle],
    *,
    day: date,
    supervisor: User,
) -> None:
    """What the story asks for up to the day, granted where it says on which day."""
    indicators = list(plan.indicators.select_related("series__provider"))
    for each in row.get("extensions", ()):
        on = date.fromisoformat(each["on"])
        cycle = cycles.get(each["year"])
        if cycle is None or on > day:
            continue
        indicator = find_indicator(indicators, each, text=plan.document.text)
        if Extension.objects.filter(cycle=cycle, indicator=indicator).exists():
            continue
        unit = unit_answering_for(indicator, on=on)
        assert unit is not None  # noqa: S101  # a cycle opens only where somebody answers
        request = Request(
            ExtensionKind(each["kind"]), date.fromisoformat(each["until"]), each["reason"]
        )
        [asked] = ask_for_extension(
            about=[DutyKey(cycle.pk, "i", indicator.pk)],
            request=request,
            by=reporter_of(unit),
            at=instant(on),
        )
        if "granted_on" in each and date.fromisoformat(each["granted_on"]) <= day:
            grant_extension(
                extension=asked,
                by=supervisor,
                at=instant(date.fromisoformat(each["granted_on"])),
                answer=each.get("answer", ""),
            )
