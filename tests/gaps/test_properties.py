"""What must hold for any figures."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.gaps import Assessment, Readings, Target, assess
from planapp.domain.terms import Comparator, DuePath, Entry, Light, Measure, Status

amounts = st.decimals(min_value=-10_000, max_value=10_000, places=2)
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


@given(base=amounts, aim=amounts, one=amounts, other=amounts, year=years)
def test_level_with_a_better_record_is_never_judged_worse(
    *, base: Decimal, aim: Decimal, one: Decimal, other: Decimal, year: int
) -> None:
    worse, better = sorted((one, other))
    target = level(base, aim)
    assert rank(assess(target, at(year, worse), as_of=year)) <= rank(
        assess(target, at(year, better), as_of=year)
    )


@given(base=amounts, aim=amounts, value=amounts, year=years)
def test_level_mirrored_has_the_same_verdict(
    *, base: Decimal, aim: Decimal, value: Decimal, year: int
) -> None:
    up = assess(level(base, aim), at(year, value), as_of=year)
    down = assess(level(-base, -aim, comparator=Comparator.LE), at(year, -value), as_of=year)
    assert (down.status, down.light, down.trend) == (up.status, up.light, up.trend)
    assert (down.completion, down.gap, down.lag) == (up.completion, up.gap, up.lag)
    assert down.required == up.required


@given(
    yearly=st.lists(rates, min_size=5, max_size=5),
    aim=rates,
    year=years,
    shuffler=st.randoms(use_true_random=False),
)
def test_growth_with_records_in_any_order_is_the_same(
    *, yearly: list[Decimal], aim: Decimal, year: int, shuffler: Random
) -> None:
    target = Target(measure=Measure.GROWTH, value=aim, target_year=2025, base_year=2020)
    records = list(zip(range(2021, 2026), yearly, strict=True))
    in_order = assess(target, Readings(dict(records)), as_of=year)
    shuffler.shuffle(records)
    shuffled = assess(target, Readings(dict(records)), as_of=year)
    assert (shuffled.status, shuffled.completion, shuffled.forecast, shuffled.required) == (
        in_order.status,
        in_order.completion,
        in_order.forecast,
        in_order.required,
    )


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
