"""What must hold for any figures."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planapp.domain.gaps import Assessment, Readings, Target, as_payload, assess, assess_payload
from planapp.domain.gaps.casefile import result_of
from planapp.domain.terms import Comparator, DuePath, Entry, Light, Measure, Status
from tests.gaps.situations import LAST, Situation, amounts, falling_or_rising_levels, situations

positives = st.decimals(min_value=1, max_value=10_000, places=2)
rates = st.decimals(min_value=-30, max_value=30, places=2)
years = st.integers(min_value=2021, max_value=2025)
comparators = st.sampled_from(Comparator)

# From the worst to the best that can be said of the same year.
RANKS = [
    (Status.BREACHED, Light.RED),
    (Status.REGRESSING, Light.RED),
    (Status.MISSED, Light.RED),
    (Status.BEHIND, Light.RED),
    (Status.BEHIND, Light.YELLOW),
    (Status.NEARLY, Light.YELLOW),
    (Status.ON_TRACK, Light.GREEN),
    (Status.AHEAD, Light.GREEN),
    (Status.ACHIEVED, Light.GREEN),
    (Status.EXCEEDED, Light.GREEN),
]


def rank(found: Assessment) -> int:
    return RANKS.index((found.status, found.light))


def level(
    base: Decimal, aim: Decimal, *, comparator: Comparator = Comparator.GE, scale: int = 0
) -> Target:
    return Target(
        measure=Measure.LEVEL,
        comparator=comparator,
        value=aim.scaleb(scale),
        target_year=2025,
        base_year=2020,
        base_value=base.scaleb(scale),
    )


def at(year: int, value: Decimal) -> Readings:
    return Readings({year: value})


@given(
    base=amounts,
    aim=amounts,
    value=amounts,
    year=years,
    comparator=comparators,
    scale=st.integers(min_value=-4, max_value=8),
)
def test_level_in_another_unit_has_the_same_verdict(
    *,
    base: Decimal,
    aim: Decimal,
    value: Decimal,
    year: int,
    comparator: Comparator,
    scale: int,
) -> None:
    one = assess(level(base, aim, comparator=comparator), at(year, value), as_of=year)
    other = assess(
        level(base, aim, comparator=comparator, scale=scale),
        at(year, value.scaleb(scale)),
        as_of=year,
    )
    assert (other.status, other.light) == (one.status, one.light)
    assert other.completion == one.completion
    assert (other.trend, other.met) == (one.trend, one.met)


@settings(max_examples=400)
@given(situations(), amounts)
def test_better_record_is_never_judged_worse(situation: Situation, change: Decimal) -> None:
    """For every measure, comparator, entry and path."""
    assume(situation.leads_forward)
    step = abs(change) if situation.more_is_better else -abs(change)
    value = situation.records[situation.as_of] + step
    worse = situation.assess()
    better = situation.assess({**situation.records, situation.as_of: value})
    assume(worse.reason is None and better.reason is None)
    assert rank(worse) <= rank(better)
    if worse.completion is not None and better.completion is not None and not is_kept(worse):
        assert worse.completion <= better.completion
    assert worse.gap is None or better.gap is None or worse.gap >= better.gap


def is_kept(found: Assessment) -> bool:
    """Of a ceiling, more is used up where less is better."""
    return found.inputs.held or found.inputs.ceiling


@given(situations(), st.integers(min_value=-3, max_value=6))
def test_any_amount_in_another_unit_has_the_same_verdict(situation: Situation, scale: int) -> None:
    target = situation.target
    in_percent = target["measure"] is Measure.GROWTH or target["value_unit"] == "%"
    told_in_percent = target["entry"] is Entry.RATE or (
        in_percent and (target["entry"] is not Entry.LEVEL or target["base_value"] is None)
    )
    assume(not (in_percent and told_in_percent and target["entry"] is Entry.FLOW))
    scaled = dict(target)
    if target["base_value"] is not None:
        scaled["base_value"] = target["base_value"].scaleb(scale)
    if not in_percent:
        named = () if target["measure"] is Measure.MULTIPLE else ("value", "value_max")
        for name in named:
            scaled[name] = target[name] and target[name].scaleb(scale)
        annual = target.get("annual_targets", {}).items()
        scaled["annual_targets"] = {
            year: replace(aim, value=aim.value.scaleb(scale)) for year, aim in annual
        }
    records = situation.records
    if not told_in_percent:
        records = {period: value.scaleb(scale) for period, value in records.items()}
    one, other = situation.assess(), Situation(scaled, records, situation.as_of).assess()
    assert (other.status, other.light, other.reason) == (one.status, one.light, one.reason)
    assert (other.completion, other.due_progress) == (one.completion, one.due_progress)
    assert (other.trend, other.met, other.annual_status) == (one.trend, one.met, one.annual_status)


@given(situations(), st.randoms(use_true_random=False))
def test_records_in_any_order_are_assessed_the_same(situation: Situation, shuffler: Random) -> None:
    records = list(situation.records.items())
    shuffler.shuffle(records)
    assert situation.assess(dict(records)) == situation.assess()


@given(situations(), st.dictionaries(st.integers(1, 9), amounts, min_size=1))
def test_records_of_later_years_change_nothing(
    situation: Situation, later: dict[int, Decimal]
) -> None:
    more = {situation.as_of + gone: value for gone, value in later.items()}
    found = situation.assess({**situation.records, **more})
    assert result_of(found) == result_of(situation.assess())


@given(situations(), st.integers(1, 9), amounts)
def test_after_the_target_year_the_target_year_is_judged(
    situation: Situation, years_over: int, value: Decimal
) -> None:
    records = {**situation.records, LAST + years_over: value}
    after = situation.assess(records, as_of=LAST + years_over)
    assert result_of(after) == result_of(situation.assess(as_of=LAST))


@given(situations())
def test_stored_inputs_assessed_again_give_the_same(situation: Situation) -> None:
    found = situation.assess()
    stored = json.loads(json.dumps(as_payload(found)))
    assert result_of(assess_payload(stored)) == result_of(found)


@given(situations(), st.integers(1, 4), amounts)
def test_record_of_an_earlier_year_never_moves_a_level(
    situation: Situation, back: int, value: Decimal
) -> None:
    target = Target(**situation.target)
    assume(target.read_as in (Entry.LEVEL, Entry.RUNNING))
    earlier = situation.assess({**situation.records, situation.as_of - back: value})
    found = situation.assess()
    assert (earlier.actual, earlier.completion) == (found.actual, found.completion)
    assert (earlier.status, earlier.light) == (found.status, found.light)


@given(falling_or_rising_levels())
def test_level_turned_upside_down_has_the_same_verdict(situation: Situation) -> None:
    """Mirrored at zero, what rose falls and at least is at most."""
    target = situation.target
    turned = {Comparator.GE: Comparator.LE, Comparator.LE: Comparator.GE}
    annual = target["annual_targets"].items()
    mirrored = {
        **target,
        "comparator": turned.get(target["comparator"], Comparator.APPROX),
        "value": -target["value"],
        "base_value": -target["base_value"],
        "annual_targets": {year: replace(aim, value=-aim.value) for year, aim in annual},
    }
    records = {period: -value for period, value in situation.records.items()}
    one, other = situation.assess(), Situation(mirrored, records, situation.as_of).assess()
    assert (other.status, other.light, other.trend) == (one.status, one.light, one.trend)
    assert (other.completion, other.gap, other.lag) == (one.completion, one.gap, one.lag)
    assert (other.required, other.annual_status) == (one.required, one.annual_status)


@given(
    st.lists(rates, min_size=1, max_size=5),
    st.decimals(min_value="0.01", max_value=30, places=2),
    st.integers(min_value=0, max_value=5),
)
def test_growth_is_met_exactly_when_the_products_say_so(
    yearly: list[Decimal], aim: Decimal, left: int
) -> None:
    end = 2020 + len(yearly) + left
    target = Target(measure=Measure.GROWTH, value=aim, target_year=end, base_year=2020)
    records = {2021 + place: rate for place, rate in enumerate(yearly)}
    product = Fraction(1)
    for rate in yearly:
        product *= 1 + Fraction(rate) / 100
    goal = (1 + Fraction(aim) / 100) ** (end - 2020)
    found = assess(target, Readings(records), as_of=2020 + len(yearly))
    assert found.met is (product >= goal)


@given(st.lists(rates, min_size=1, max_size=5), st.decimals(min_value=1, max_value=60, places=1))
def test_fall_by_rates_and_by_the_levels_they_lead_to_is_the_same(
    yearly: list[Decimal], aim: Decimal
) -> None:
    year = 2020 + len(yearly)
    factor = Decimal(1)
    for rate in yearly:
        factor *= 1 - rate / 100
    base = {"measure": Measure.DECREASE, "value": aim, "target_year": 2025, "base_year": 2020}
    by_rates = assess(
        Target(**base, entry=Entry.RATE),  # type: ignore[arg-type]  # one mapping of many types
        Readings({2021 + place: rate for place, rate in enumerate(yearly)}),
        as_of=year,
    )
    running = ((1 - factor) * 100).quantize(Decimal("1E-11"))
    by_total = assess(
        Target(**base, entry=Entry.RUNNING),  # type: ignore[arg-type]  # as above
        at(year, running),
        as_of=year,
    )
    assert by_rates.actual is not None and by_total.actual is not None
    assert abs(by_rates.actual - by_total.actual) <= Decimal("1E-11")
    assert by_rates.expected_value == by_total.expected_value


@given(positives, positives, years)
def test_level_exactly_on_a_geometric_path_is_on_track(
    base: Decimal, rise: Decimal, year: int
) -> None:
    target = Target(
        measure=Measure.LEVEL,
        value=base + rise,
        target_year=2025,
        base_year=2020,
        base_value=base,
        path=DuePath.GEOMETRIC,
    )
    due = assess(target, Readings({}), as_of=year)
    assert due.expected_value is not None
    value = due.expected_value.quantize(Decimal("1E-10"))
    found = assess(target, at(year, value), as_of=year)
    assert found.status is (Status.ACHIEVED if year == 2025 else Status.ON_TRACK)


@given(st.lists(positives, min_size=5, max_size=5), positives, years)
def test_ceiling_spending_more_is_never_judged_better(
    flows: list[Decimal], more: Decimal, year: int
) -> None:
    target = Target(
        measure=Measure.CUMULATIVE,
        comparator=Comparator.LE,
        value=Decimal(20_000),
        target_year=2025,
        base_year=2020,
    )
    records = dict(zip(range(2021, 2026), flows, strict=True))
    less = assess(target, Readings(records), as_of=year)
    spent = assess(target, Readings({**records, year: records[year] + more}), as_of=year)
    assert rank(spent) <= rank(less)
