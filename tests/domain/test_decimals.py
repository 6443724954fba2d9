"""A number as a person types it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from planapp.domain.decimals import plain, typed


@pytest.mark.parametrize(
    ("value", "text"),
    [("1200.50", "1200.5"), ("100", "100"), ("1E+3", "1000"), ("0.000", "0"), ("-0.10", "-0.1")],
)
def test_number_is_written_without_exponent_and_empty_decimals(value, text):
    assert plain(Decimal(value)) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("５２．５", "52.5"),
        ("52。5", "52.5"),
        ("１，２３４．５", "1234.5"),
        ("-1,234,567", "-1234567"),
        ("−3", "-3"),
        (" 12.5％ ", "12.5%"),
        ("1,23", "1,23"),
        ("约300", "约300"),
    ],
)
def test_number_from_a_chinese_keyboard_is_read_and_nothing_is_guessed(text, value):
    assert typed(text) == value
