"""由A增加到B，增长x%."""

from __future__ import annotations

import pytest

from planapp.domain.consistency import Finding, PlanFigures, check
from planapp.domain.terms import FindingKind


def examine(text: str) -> list[Finding]:
    return check(text, PlanFigures())


@pytest.mark.parametrize(
    ("text", "kind", "arithmetic"),
    [
        (
            "规上企业由120户增加到150户，增长20%。",
            FindingKind.STATED_GROWTH,
            "150 ÷ 120 − 1 = 25.0% ≠ 20%",
        ),
        (
            "处理率由2015年的52%提高到2020年的72%，提高20%。",
            FindingKind.POINTS,
            "72 − 52 = 20（个百分点）；72 ÷ 52 − 1 = 38.5% ≠ 20%",
        ),
        (
            "处理率由52%提高到72%，提高25个百分点。",
            FindingKind.STATED_GROWTH,
            "72 − 52 = 20 ≠ 25（个百分点）",
        ),
        (
            "“十三五”期间，收入由2.5万元增加到3.5万元，年均增长12.5%。",
            FindingKind.STATED_GROWTH,
            "(3.5 ÷ 2.5)^(1/4) − 1 = 8.8%；(3.5 ÷ 2.5)^(1/5) − 1 = 7.0%；≠ 12.5%",
        ),
        (
            "产量从2018年的4000万吨降至2020年的1.2亿吨，减少20%。",
            FindingKind.STATED_GROWTH,
            "1.2 ÷ 0.4 − 1 = 200.0% ≠ -20%",
        ),
    ],
)
def test_transition_that_does_not_lead_there_is_found(
    text: str, kind: FindingKind, arithmetic: str
) -> None:
    [finding] = examine(text)
    assert (finding.kind, finding.arithmetic) == (kind, arithmetic)


@pytest.mark.parametrize(
    "text",
    [
        "规上企业由120户增加到150户，增长25%。",
        "处理率由52%提高到72%，提高20个百分点。",
        "处理率由52%提高到72%，提高38.5%。",
        "收入由2.57万元增加到3.52万元、年均增长6.5%。",
        "规划实施以来，产值由200亿元增加到260亿元，年均增长14%。",  # two years
        "地区生产总值由4000亿元增加到6000亿元，年均增长5.7%。",  # at constant prices
        "排放由2551.7万吨下降到2347.6万吨，下降8%。",
        "由省级下放到市级，提高20%。",
        "由2016年到2020年，增长20%。",
        "企业由120户增加到50亿元，增长20%。",
    ],
)
def test_transition_that_fits_or_is_none_is_no_finding(text: str) -> None:
    assert examine(text) == []
