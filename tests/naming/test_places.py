"""The forms in which a division stands at the head of a name."""

from __future__ import annotations

import pytest

from planapp.domain.naming.places import forms_of_place


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("云南省", ("云南省", "云南")),
        ("昆明市", ("昆明市", "昆明")),
        ("红河哈尼族彝族自治州", ("红河哈尼族彝族自治州", "红河州", "红河")),
        ("新疆维吾尔自治区", ("新疆维吾尔自治区", "新疆区", "新疆")),
        ("内蒙古自治区", ("内蒙古自治区", "内蒙古区", "内蒙古")),
        ("香港特别行政区", ("香港特别行政区", "香港")),
        ("易县", ("易县",)),
        ("全国", ("全国",)),
    ],
)
def test_place_is_written_with_and_without_its_level(name: str, forms: tuple[str, ...]) -> None:
    assert forms_of_place(name) == forms
