from __future__ import annotations

import pytest

from planapp.domain.masking import masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "+86 138-****-1234"),
        ("１３８１２３４１２３４", "１３８****１２３４"),
        ("53010219900101123X", "530***********123X"),
        ("zhang.san@gxt.yn.gov.cn", "z***@gxt.yn.gov.cn"),
        ("张@例子.中国", "张***@例子.中国"),
        ("550 <li@a.gov.cn> unknown; 13900001111", "550 <l***@a.gov.cn> unknown; 139****1111"),
        ("0871-63110000", "0871-63110000"),  # an office's
        ("李填报", "李填报"),  # how a robot calls people
        ("1381234123", "1381234123"),
        ("138123412345", "138123412345"),  # too long: some other number
        ("", ""),
    ],
)  # fmt: skip
def test_middle_of_personal_numbers_is_left_out(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_masked_text_stays_as_it_is() -> None:
    once = masked("13812341234 zhang@a.cn 53010219900101123X")
    assert masked(once) == once
