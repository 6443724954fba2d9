"""What a supervisor can urge a unit about (催办), whom that tells, and what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from planapp.domain.day_words import day_in_words
from planapp.domain.reminders import Calendar
from planapp.domain.terms import ReminderKind, Role
from planapp.models import Indicator, Reminder, ReportingCycle, Task, Unit, Urge, User
from planapp.queries.duties import Duty, duties_on
from planapp.queries.gap_list import GapFilter
from planapp.queries.overview import duties_seen
from planapp.queries.recipients import load_recipients
from planapp.queries.workdays import load_calendar
from planapp.rights import Action, scope_of

_Ids = tuple[int | None, int | None]  # of an indicator or a task


@dataclass(frozen=True, slots=True)
class UrgeLimits:
    """How often: working days between two urgings of the same, and how many a day by one person."""

    every: int = 3
    per_day: int = 30


@dataclass(frozen=True, slots=True)
class Prospect:
    """What urging a unit in a round would be: its items, whom it tells, or why it cannot be.

    `fresh` items were urged a short while ago and are left out; `last` is what stands in the way
    of urging the same again, if anything does.
    """

    cycle: ReportingCycle
    unit: Unit
    item: Indicator | Task | None
    duties: list[Duty]
    fresh: int
    people: list[User]
    last: Urge | None
    refusal: str = ""


def unit_asked(cycle: ReportingCycle, item: Indicator | Task, *, on: date) -> Unit | None:
    """Who owes the item in the round on that day. As many queries as `duties_on`."""
    duties = (duty for duty in duties_on(on, plan=cycle.plan) if duty.cycle == cycle)
    return next((duty.unit for duty in duties if _is_about(duty, item)), None)


def prospect_of(
    cycle: ReportingCycle,
    unit: Unit,
    item: Indicator | Task | None,
    *,
    by: User,
    on: date,
    limits: UrgeLimits,
) -> Prospect:
    """Urging the unit by that person on that day: about all it still owes in the round, or an item.

    In at most nineteen queries.
    """
    calendar = load_calendar()
    before = calendar.before(on, limits.every)  # what was urged by then can be urged again
    open_ones = _open_duties(cycle, unit, item, by=by, on=on)
    recent = _urged_since(cycle, unit, before)
    duties = [duty for duty in open_ones if _ids(duty) not in recent]
    found = Prospect(
        cycle=cycle,
        unit=unit,
        item=item,
        duties=duties,
        fresh=len(open_ones) - len(duties),
        people=_people(unit, on=on),
        last=_in_the_way(item, open_ones=open_ones, duties=duties, recent=recent),
    )
    refusal = _refusal(found, by=by, on=on, limits=limits, calendar=calendar)
    return replace(found, refusal=refusal)


def last_urges(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Urge]:
    """The last urging of each round and unit (ids). One query."""
    wanted = set(pairs)
    rows = Urge.objects.filter(cycle__in={cycle for cycle, _ in wanted}).order_by("urged_on", "pk")
    found = {(row.cycle_id, row.unit_id): row for row in rows.select_related("urged_by")}
    return {pair: row for pair, row in found.items() if pair in wanted}


def _open_duties(
    cycle: ReportingCycle, unit: Unit, item: Indicator | Task | None, *, by: User, on: date
) -> list[Duty]:
    """Those of the unit's open duties in the round that lie in the person's assignment."""
    chosen = GapFilter(scope=scope_of(by, on=on, to=Action.REVIEW))
    own = [
        duty
        for duty in duties_on(on, units=[unit.pk], plan=cycle.plan)
        if duty.role == Role.LEAD and duty.cycle == cycle and duty.is_open
        if item is None or _is_about(duty, item)
    ]
    return duties_seen(own, chosen)


def _is_about(duty: Duty, item: Indicator | Task) -> bool:
    return item in (duty.task, *duty.indicators)


def _ids(duty: Duty) -> _Ids:
    return duty.indicator.pk if duty.indicator else None, duty.task.pk if duty.task else None


def _urged_since(cycle: ReportingCycle, unit: Unit, day: date) -> dict[_Ids, Urge]:
    """The last urging of each of the unit's items after a day."""
    rows = Reminder.objects.filter(
        kind=ReminderKind.URGE, cycle=cycle, unit=unit, owed_on__gt=day, urge__isnull=False
    ).order_by("owed_on", "pk")
    return {
        (row.indicator_id, row.task_id): row.urge
        for row in rows.select_related("urge__urged_by")
        if row.urge is not None
    }


def _in_the_way(
    item: Indicator | Task | None,
    *,
    open_ones: list[Duty],
    duties: list[Duty],
    recent: dict[_Ids, Urge],
) -> Urge | None:
    """The whole round is urged once in a while; so is each item, alone or with its round."""
    urges = {urge.pk: urge for urge in recent.values()}
    whole = [urge for urge in urges.values() if urge.indicator_id is None and urge.task_id is None]
    own = [recent[_ids(duty)] for duty in open_ones if _ids(duty) in recent]
    stands = (whole if item is None else []) or ([] if duties else own)
    return max(stands, key=lambda urge: urge.urged_at, default=None)


def _people(unit: Unit, *, on: date) -> list[User]:
    contacts = load_recipients(on).contacts(unit)
    found = User.objects.in_bulk(contacts)
    return [found[pk] for pk in contacts]


def _refusal(found: Prospect, *, by: User, on: date, limits: UrgeLimits, calendar: Calendar) -> str:
    """Why it cannot be, and when or how it can; empty where it can."""
    tomorrow = day_in_words(calendar.before(on, -1))
    if not calendar.is_working(on):
        return f"今天是休息日，不发催办；{tomorrow}上班后再办。"
    if found.last is not None:
        last, every = found.last, limits.every
        again = day_in_words(calendar.before(last.urged_on, -every))
        return (
            f"{last.urged_by}已于{day_in_words(last.urged_on)}催办；每{every}个工作日"
            f"可催办一次，{again}起可以再次催办。"
        )
    if not found.duties:
        return (
            f"{found.unit}在{found.cycle}没有要由您催办的事项："
            "已经报送、数据未公布，或不在您的督查分工内。"
        )
    if not found.people:
        return f"{found.unit}还没有填报人员的账号，无人可催办；请管理员开立账号，或按来函代填。"
    if Urge.objects.filter(urged_by=by, urged_on=on).count() >= limits.per_day:
        return f"您今天已催办 {limits.per_day} 次，达到每天的上限；{tomorrow}起可以再办。"
    return ""
