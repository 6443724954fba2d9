"""The rows of 我的填报: whose they are, how they are narrowed, and in which order they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from planapp.domain.terms import Light, ReportState, Role, SubmissionKind
from planapp.models import Gap, Indicator, Submission, Task, User
from planapp.pages.filters import Filter, link_with
from planapp.queries.duties import Duty
from planapp.queries.handling import Handed, handed_out, offices_of
from planapp.queries.last_gaps import last_gaps

MINE, OFFICE, ALL = "mine", "office", "all"
OVERDUE, LATE_INSIDE, SUPPORTING = "overdue", "late_inside", "supporting"
NOTHING_NEW = "nothing"
_WORST_FIRST = (Light.RED, Light.YELLOW, Light.GREEN, Light.GREY)


@dataclass(frozen=True, slots=True)
class Place:
    """Where duties stand by their state: a group's key, its heading and its tone."""

    key: str
    label: str
    tone: str
    states: frozenset[ReportState | None]


# In the order of urgency; what is not asked for before its figure is published stands last.
PLACES = (
    Place("returned", "被退回", "red", frozenset({ReportState.RETURNED})),
    Place("open", "待填", "yellow", frozenset({None})),
    Place("draft", "已存草稿", "accent", frozenset({ReportState.DRAFT})),
    Place("confirming", "待单位确认", "yellow", frozenset({ReportState.CONFIRMING})),
    Place("submitted", "已提交", "plain", frozenset({ReportState.SUBMITTED})),
    Place("approved", "已审核", "green", frozenset({ReportState.APPROVED, ReportState.SUPERSEDED})),
)
TO_FILL = ("returned", "open", "draft")  # as the list has them: of each the figures first
UNPUBLISHED = Place("unpublished", "数据未公布", "plain", frozenset({None}))


@dataclass(frozen=True, slots=True)
class WorkRow(Handed):
    """A duty with who works on it, and how its indicator stood when it was judged last."""

    gap: Gap | None = None
    is_nothing_new: bool = False  # the unit sent a 零报告

    @property
    def place(self) -> str:
        """The key of the group that it stands in."""
        if not self.duty.published and self.duty.newest is None:
            return UNPUBLISHED.key
        return next(place.key for place in PLACES if self.duty.state in place.states)

    @property
    def light(self) -> str:
        """As it was decided, or computed where nobody decided; empty where nothing was judged."""
        return getattr(self.gap, "decided_light", "")


def load_rows(duties: Iterable[Duty]) -> list[WorkRow]:
    """What units lead, in its order. Four queries at most."""
    handed = handed_out(duties)
    gaps = last_gaps(each.duty for each in handed)
    newest = (each.duty.newest for each in handed)
    sent = {report.submission_id for report in newest if report and report.submission_id}
    nothing = Submission.objects.filter(pk__in=sent, kind=SubmissionKind.NOTHING)
    empty = set(nothing.values_list("pk", flat=True))
    return [
        WorkRow(
            each.duty,
            each.handling,
            gap=gaps.get(each.duty.item.pk) if each.duty.indicator else None,
            is_nothing_new=each.duty.newest is not None and each.duty.newest.submission_id in empty,
        )
        for each in handed
    ]


@dataclass(frozen=True, slots=True)
class Views:
    """All rows, those handed to the person, and those of the person's offices."""

    rows: dict[str, list[WorkRow]]
    has_office: bool

    def tabs(self, request: HttpRequest, chosen: str) -> list[dict[str, object]]:
        """The ways to look at the list; empty where there is but one."""
        labels = {MINE: "我承办的", OFFICE: "本处室", ALL: "全单位"}
        shown = [MINE, *([OFFICE] if self.has_office else []), ALL]
        if not self.has_office and not self.rows[MINE]:
            return []
        return [
            {
                "label": labels[view],
                "url": link_with(request, view=view),
                "active": view == chosen,
                "count": len(self.rows[view]),
            }
            for view in shown
        ]

    def chosen(self, request: HttpRequest) -> str:
        """What the address asks for, else the person's own items where there are any."""
        asked = request.GET.get("view", "")
        return asked if asked in self.rows else MINE if self.rows[MINE] else ALL


def view_rows(rows: list[WorkRow], user: User, *, on: date) -> Views:
    """The rows by whose they are. One query."""
    offices = offices_of(user, on=on)
    handled = [(row, row.handling) for row in rows if row.handling is not None]
    return Views(
        {
            MINE: [row for row, handling in handled if handling.person_id == user.pk],
            OFFICE: [
                row for row, handling in handled if (handling.unit_id, handling.office) in offices
            ],
            ALL: rows,
        },
        has_office=bool(offices),
    )


def narrow(rows: list[WorkRow], request: HttpRequest, *, on: date) -> list[WorkRow]:
    """Those that fit the address."""
    asked = request.GET
    tests = (
        ("plan", lambda row: str(row.duty.cycle.plan_id)),
        ("light", lambda row: row.light),
    )
    for name, value in tests:
        if asked.get(name):
            rows = [row for row in rows if value(row) == asked[name]]
    return [row for row in rows if fits_state(row, asked.get("state", ""), on=on)]


def next_to_fill(duties: Iterable[Duty], duty: Duty, user: User) -> Duty | None:
    """What stands after it in the person's list and is still to be filled in. One query.

    In the person's own items where it is one of them, else in the whole unit's.
    """
    rows = [
        WorkRow(each.duty, each.handling)
        for each in handed_out(one for one in duties if one.role == Role.LEAD)
    ]
    mine = [row for row in rows if row.handling and row.handling.person_id == user.pk]
    if any(row.duty.is_same(duty) for row in mine):
        rows = mine
    listed = [
        row.duty
        for place in TO_FILL
        for kind in (Indicator, Task)
        for row in rows
        if row.place == place and isinstance(row.duty.item, kind)
    ]
    places = [place for place, each in enumerate(listed) if each.is_same(duty)]
    return next((each for place in places for each in listed[place + 1 :]), None)


def fits_state(row: WorkRow, state: str, *, on: date) -> bool:
    """Whether it stands in a group, or is late in the one or the other way."""
    if state == OVERDUE:
        return row.duty.is_overdue(on)
    if state == LATE_INSIDE:
        return row.is_late_inside(on)
    if state == NOTHING_NEW:
        return row.is_nothing_new
    return state in {"", row.place}


def work_filters(rows: Sequence[WorkRow]) -> list[Filter]:
    """What the rows can be narrowed to; only what tells some of them from others."""
    plans = {str(row.duty.cycle.plan_id): row.duty.cycle.plan.title for row in rows}
    lights = {row.light for row in rows if row.light}
    here = {row.place for row in rows}
    states = [(place.key, place.label) for place in (*PLACES, UNPUBLISHED) if place.key in here]
    late = [(OVERDUE, "逾期"), (LATE_INSIDE, "内部逾期"), (SUPPORTING, "配合事项")]
    nothing = [(NOTHING_NEW, "零报告")] if any(row.is_nothing_new for row in rows) else []
    filters = [Filter("state", "状态", [*states, *nothing, *late])]
    if len(plans) > 1:
        filters.append(Filter("plan", "规划", list(plans.items())))
    if lights:
        known = [(light.value, light.label) for light in _WORST_FIRST if light in lights]
        filters.append(Filter("light", "上次灯号", known))
    return filters


def ordered(rows: list[WorkRow], sort: str) -> list[WorkRow]:
    """Earliest due first, unless by name or worst light first; `-` turns it round."""
    name = sort.removeprefix("-")
    keys = {"name": _name, "light": _light, "due": _due}
    if name not in keys:
        return rows
    return sorted(rows, key=keys[name], reverse=sort.startswith("-"))


def _name(row: WorkRow) -> str:
    return str(row.duty.item)


def _light(row: WorkRow) -> str:
    """As text, like the name: a digit, what was never judged last."""
    return str(_WORST_FIRST.index(Light(row.light))) if row.light else "9"


def _due(row: WorkRow) -> str:
    """The unit's own date where it has one."""
    inner = row.handling.due_on if row.handling else None
    return min(inner or row.duty.due_on, row.duty.due_on).isoformat()
