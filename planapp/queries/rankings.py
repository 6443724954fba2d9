"""Units, plans and regions ranked: by what reached its schedule, by progress, by punctuality."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Model

from planapp.domain.ranking import Placed, Score, done_or_ahead, on_schedule, rank
from planapp.domain.standing import WITHOUT_DATA, Standing
from planapp.domain.terms import ItemKind, Term, Timeliness
from planapp.models import Plan, Region, ReportingCycle, Unit
from planapp.queries.duties import Duty, duties_of
from planapp.queries.gap_list import NONE, GapFilter, cycles_shown
from planapp.queries.overview import duties_seen
from planapp.queries.owing import fitting
from planapp.queries.punctuality import judge_punctuality
from planapp.queries.rollups import Dimension, Group, count_unpublished, roll_up
from planapp.queries.tallies import Tally

ROUNDS = 24  # judged duty by duty at most


class Measured(Term):
    """What is ranked by."""

    ON_SCHEDULE = "on_schedule", "达到序时"
    PROGRESS = "progress", "完成或快于预期"
    PUNCTUALITY = "punctuality", "按时报送"


RANKED = (Dimension.UNIT, Dimension.PLAN, Dimension.REGION)
_SCORES: dict[Measured, Callable[[Mapping[Standing, int]], Score]] = {
    Measured.ON_SCHEDULE: on_schedule,
    Measured.PROGRESS: done_or_ahead,
}


@dataclass(frozen=True, slots=True)
class Reporter:
    """What has one unit, plan or region in common, and how much of it was handed in in time.

    `unpublished` are the figures among those not due that are not published yet.
    """

    label: str
    query: dict[str, str]
    counts: Counter[Timeliness]
    unpublished: int
    hint: str = ""


def rank_standings(
    chosen: GapFilter, *, kind: ItemKind, by: Dimension, measured: Measured, on: date
) -> list[Placed[Group]]:
    """The groups of the roll-up that have a name, ranked. Three queries more than `roll_up`.

    What is not published yet counts for nobody; each group says how many these are.
    """
    groups = roll_up(kind, by, chosen, on=on).groups
    is_figure = kind is ItemKind.INDICATOR
    waiting = count_unpublished(by, chosen, on=on) if is_figure else {}
    scored = []
    for group in groups:
        key = int(group.query[by.value])
        if key == NONE:
            continue
        left_out = _undecided(_shown(waiting.get((key,), Tally()), chosen))
        score = _SCORES[measured](_shown(group.tally, chosen) - left_out)
        scored.append((replace(group, unpublished=left_out.total()), score))
    return rank(scored)


def _shown(tally: Tally, chosen: GapFilter) -> Counter[Standing]:
    return tally.computed if chosen.computed else tally.decided


def _undecided(counts: Counter[Standing]) -> Counter[Standing]:
    return Counter({each: n for each, n in counts.items() if each.status in WITHOUT_DATA})


def rank_punctuality(
    chosen: GapFilter, *, by: Dimension, on: date
) -> list[Placed[Reporter]] | None:
    """In the rounds that the lists show; None where these are too many. Fifteen queries at most."""
    shown = cycles_shown(chosen, on=on)
    if len(shown) > ROUNDS:
        return None
    rounds = ReportingCycle.objects.filter(pk__in=[cycle.pk for cycle in shown])
    ordered = rounds.select_related("plan").order_by("due_on", "pk")
    duties = fitting(duties_seen(duties_of(list(ordered), day=on), chosen), chosen)
    counts: dict[int, Counter[Timeliness]] = defaultdict(Counter)
    unpublished: Counter[int] = Counter()
    for duty, found in judge_punctuality(duties, on=on):
        key = _KEYS[by](duty)
        if key is not None:
            counts[key][found] += 1
            unpublished[key] += duty.is_unpublished
    reporters = _named(by, counts, unpublished)
    return rank((reporter, _punctual(reporter.counts)) for reporter in reporters)


def _punctual(counts: Counter[Timeliness]) -> Score:
    return Score(counts[Timeliness.ON_TIME], counts.total() - counts[Timeliness.PENDING])


def _named(
    by: Dimension, counts: Mapping[int, Counter[Timeliness]], unpublished: Counter[int]
) -> Iterable[Reporter]:
    rows = _MODELS[by]._default_manager.filter(pk__in=counts).order_by("code")
    for row in rows:
        hint = row.period if isinstance(row, Plan) else ""
        own = counts[row.pk]
        yield Reporter(str(row), {by.value: str(row.pk)}, own, unpublished[row.pk], hint)


def _region(duty: Duty) -> int:
    return duty.cycle.plan.region_id if duty.task else duty.indicators[0].series.region_id


_KEYS: dict[Dimension, Callable[[Duty], int | None]] = {
    Dimension.UNIT: lambda duty: duty.unit.pk if duty.unit else None,
    Dimension.PLAN: lambda duty: duty.cycle.plan_id,
    Dimension.REGION: _region,
}
_MODELS: dict[Dimension, type[Model]] = {
    Dimension.UNIT: Unit,
    Dimension.PLAN: Plan,
    Dimension.REGION: Region,
}
