"""提醒日历: who will be told what on which day, were nothing handed in from a day on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from planapp.domain.reminders import PlannedDay, course_end, plan_ahead
from planapp.domain.terms import ReminderKind
from planapp.models import NoticeItem, Reminder, ReportingCycle, Unit, User
from planapp.queries.duties import Duty, duties_of
from planapp.queries.gap_list import GapFilter
from planapp.queries.ladders import load_ladders
from planapp.queries.overview import duties_seen
from planapp.queries.owed_items import ItemKey, about, as_items, owed_by_key, title_of
from planapp.queries.recipients import load_reminded
from planapp.queries.workdays import load_calendar
from planapp.rights import Scope

_FARTHEST = timedelta(days=400)
_LAST = date.max - _FARTHEST  # what an address asks for may lie beyond


@dataclass(frozen=True, slots=True)
class Line:
    """One person told of one item on a day; `user` is None where a notice is drafted instead."""

    on: date
    kind: ReminderKind
    workdays_before: int
    key: ItemKey
    title: str
    unit: Unit
    user: User | None


@dataclass(slots=True)
class Letter:
    """What one person is told on a day about one unit's items."""

    user: User
    unit: Unit
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which somebody is told something; `letters` by person, `notices` by unit."""

    on: date
    letters: list[Letter]
    notices: list[tuple[Unit, list[Line]]]

    @property
    def people(self) -> int:
        return len({letter.user.pk for letter in self.letters})

    @property
    def items(self) -> int:
        return len({line.key for letter in self.letters for line in letter.lines})

    @property
    def kinds(self) -> list[ReminderKind]:
        """Of what is told to people, in their order."""
        found = {line.kind for letter in self.letters for line in letter.lines}
        return [kind for kind in ReminderKind if kind in found]


def days_ahead(cycle: ReportingCycle, *, on: date, scope: Scope) -> list[Day]:
    """The days from that one on, or from when the round opens, with what is new on each.

    As far as the reader gets to see its items; what was told before that day is left out. In at
    most eighteen queries.
    """
    lines = lines_ahead(cycle, on=on, scope=scope)
    return [_as_day(day, list(own)) for day, own in groupby(lines, key=lambda line: line.on)]


def lines_ahead(cycle: ReportingCycle, *, on: date, scope: Scope) -> list[Line]:
    """The same, one line for each person and item."""
    first = max(on, cycle.opens_on)
    if cycle.is_closed(first) or first > _LAST:
        return []
    owed = owed_by_key(_duties(cycle, first, scope), ahead=True)
    if not owed:
        return []
    ladders, calendar = load_ladders(), load_calendar()
    rungs = ladders.get(cycle.plan_id) or ladders[None]
    roles = {rung.recipient_role for rung in rungs}
    last_due_on = max(key.due_on for key in owed)
    planned = plan_ahead(
        as_items(owed, load_reminded(first), roles=roles),
        first=first,
        last=min(course_end(rungs, due_on=last_due_on, calendar=calendar), first + _FARTHEST),
        rules=ladders,
        calendar=calendar,
    )
    users = User.objects.in_bulk({each.recipient for day in planned for each in day.reminders})
    lines = (line for day in planned for line in _lines(day, owed, users))
    known = _known(cycle, before=first)
    return [line for line in lines if _identity(line) not in known]


def _duties(cycle: ReportingCycle, day: date, scope: Scope) -> list[Duty]:
    """Those of the round; a figure that the plan asks for in several is due with the first."""
    rounds = ReportingCycle.objects.open_on(day).filter(plan=cycle.plan_id)
    found = duties_of(list(rounds.select_related("plan").order_by("due_on", "pk")), day=day)
    own = [duty for duty in found if duty.cycle == cycle]
    return duties_seen(own, GapFilter(scope=scope))


def _lines(
    day: PlannedDay[ItemKey], owed: Mapping[ItemKey, Duty], users: Mapping[int, User]
) -> Iterator[Line]:
    for each in day.reminders:
        user = users[each.recipient]
        yield _line(day.on, each.item, owed, each.kind, each.workdays_before, user=user)
    for key in day.notices:
        yield _line(day.on, key, owed, ReminderKind.NOTICE, 0, user=None)


def _line(  # noqa: PLR0917  # as the line is read
    on: date,
    key: ItemKey,
    owed: Mapping[ItemKey, Duty],
    kind: ReminderKind,
    workdays_before: int,
    *,
    user: User | None,
) -> Line:
    duty = owed[key]
    assert duty.unit is not None  # noqa: S101  # `owed_by_key` leaves out what nobody answers for
    return Line(on, kind, workdays_before, key, title_of(key, duty), duty.unit, user)


def _identity(line: Line) -> tuple[object, ...]:
    """What is told, or noticed, once."""
    if line.user is None:
        return line.key, line.unit.pk
    return line.key, line.user.pk, line.kind, line.workdays_before


def _known(cycle: ReportingCycle, *, before: date) -> set[tuple[object, ...]]:
    """What people were told of, and notices were drafted of, before a day. Two queries."""
    told = Reminder.objects.filter(cycle=cycle, owed_on__lt=before)
    noticed = NoticeItem.objects.filter(cycle=cycle)
    return {
        *((about(row), row.recipient_id, row.kind, row.workdays_before) for row in told),
        *(
            (ItemKey(row.indicator_id, row.task_id, row.cycle_id, row.due_on), row.unit_id)
            for row in noticed
        ),
    }


def _as_day(day: date, lines: list[Line]) -> Day:
    letters: dict[tuple[int, int], Letter] = {}
    notices: dict[Unit, list[Line]] = defaultdict(list)
    for line in lines:
        if line.user is None:
            notices[line.unit].append(line)
        else:
            place = (line.unit.pk, line.user.pk)
            letters.setdefault(place, Letter(line.user, line.unit)).lines.append(line)
    ordered = sorted(letters.values(), key=lambda each: (each.unit.code, each.user.pk))
    return Day(day, ordered, list(notices.items()))
