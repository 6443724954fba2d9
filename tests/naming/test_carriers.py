"""Who carries a unit's duties after reforms."""

from __future__ import annotations

from datetime import date

from planapp.domain.naming import Carrier, Entry, Period, Register, Succession

FIRST, SECOND = date(2021, 6, 1), date(2024, 3, 1)


def register(*successions: Succession, ended: dict[int, date]) -> Register:
    return Register(
        places=(),
        entries=(
            Entry(id=unit, region="530000", names=(), period=Period(end=ended.get(unit)))
            for unit in (1, 2, 3, 4)
        ),
        successions=successions,
    )


def test_carriers_of_a_living_unit_are_itself() -> None:
    assert register(ended={}).carriers(1, SECOND) == (Carrier(1),)


def test_carriers_of_a_unit_split_by_subject_are_both_with_their_scope() -> None:
    split = register(
        Succession(1, 2, FIRST, "食品"), Succession(1, 3, FIRST, "药品"), ended={1: FIRST}
    )
    assert split.carriers(1, SECOND) == (Carrier(2, "食品"), Carrier(3, "药品"))


def test_carriers_through_two_reforms_are_the_last_unit() -> None:
    chain = register(
        Succession(1, 2, FIRST, "扶贫"),
        Succession(2, 3, SECOND, "帮扶"),
        ended={1: date(2021, 5, 31), 2: date(2024, 2, 29)},
    )
    assert chain.carriers(1, date(2022, 1, 1)) == (Carrier(2, "扶贫"),)
    assert chain.carriers(1, SECOND) == (Carrier(3, "扶贫；帮扶"),)


def test_carriers_of_a_living_unit_that_gave_a_duty_away_are_it_and_the_receiver() -> None:
    moved = register(Succession(1, 2, SECOND, "科技园区"), ended={})
    assert moved.carriers(1, FIRST) == (Carrier(1),)
    assert moved.carriers(1, SECOND) == (Carrier(1), Carrier(2, "科技园区"))


def test_carriers_do_not_follow_what_a_living_successor_gave_away() -> None:
    moved = register(
        Succession(1, 2, FIRST), Succession(2, 3, SECOND, "别的职责"), ended={1: FIRST}
    )
    assert moved.carriers(1, SECOND) == (Carrier(2),)


def test_carriers_of_a_unit_that_ended_without_heirs_are_none() -> None:
    assert register(ended={1: FIRST}).carriers(1, SECOND) == ()


def test_carriers_in_a_circle_of_ended_units_are_none() -> None:
    circle = register(Succession(1, 2, FIRST), Succession(2, 1, FIRST), ended={1: FIRST, 2: FIRST})
    assert circle.carriers(1, SECOND) == ()
