"""Texts made to be hard: every one is read, and twice the text takes twice the steps."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planapp.domain.extraction import extract
from planapp.domain.extraction.contract import Span
from tests.extraction.hostile import OPENINGS, PIECES, fill

SIZE = 3_000  # characters: more than any stretch that is read as a whole
GROWTH = 2.3  # twice the text, and a little for what is sorted

fragments = st.sampled_from([*PIECES.values(), *OPENINGS]) | st.text(max_size=6)
repeated = st.builds(lambda piece, times: piece * times, fragments, st.integers(1, 30))
hostile = st.lists(repeated, max_size=20).map("".join)
cuts = st.builds(lambda text, start: text[start:], hostile, st.integers(0, 40))


def count_steps(text: str) -> int:
    """Lines of Python that are run to read a text; a loop counts each of its turns."""
    steps = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal steps
        steps += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        extract(text)
    finally:
        sys.settrace(before)
    return steps


def read(text: str) -> None:
    """Whatever the text, it is read, and whatever is found is quoted from it."""
    plan = extract(text)
    spans: list[Span] = [
        item.span for item in (*plan.goals, *plan.indicators, *plan.tasks, *plan.facts)
    ]
    assert [span for span in spans if text[span.start : span.end] != span.quote] == []
    assert all(span.quote for span in spans)


@settings(deadline=None, max_examples=150)
@given(hostile | cuts)
def test_any_text_is_read_and_quoted(text: str) -> None:
    read(text)


@pytest.mark.soak
@settings(deadline=None, max_examples=20_000)
@given(st.lists(hostile | cuts, max_size=8).map("".join))
def test_any_longer_text_is_read_and_quoted(text: str) -> None:
    read(text)


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_twice_the_text_takes_twice_the_steps(piece: str) -> None:
    assert count_steps(fill(piece, 2 * SIZE)) <= GROWTH * count_steps(fill(piece, SIZE))


@pytest.mark.soak
@pytest.mark.parametrize("opening", OPENINGS)
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_twice_the_text_behind_an_opening_takes_twice_the_steps(piece: str, opening: str) -> None:
    first, second = (count_steps(opening + fill(piece, size)) for size in (2 * SIZE, 4 * SIZE))
    assert second <= GROWTH * first


@pytest.mark.parametrize("closing", ["牵头）\n", "\n", "。"])
def test_a_list_without_end_is_read(closing: str) -> None:
    read("一、修路\n（责任单位：" + "省厅和" * 2_000 + closing)
