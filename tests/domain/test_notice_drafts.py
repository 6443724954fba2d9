"""The words that are proposed for a paper of 督办, and which papers may go to whom."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.notice_drafts import kinds_for, propose_wording, reply_sentence
from planapp.domain.terms import NoticeKind, NoticeMatter, UnitKind

LATE, BEHIND = NoticeMatter.LATE, NoticeMatter.BEHIND


def wording(kind, *matters):
    return propose_wording(kind, plan="能源规划", cycle="2024年度", matters=matters)


@pytest.mark.parametrize("unit_kind", UnitKind)
def test_units_that_are_not_subordinate_are_only_asked(unit_kind):
    asked = unit_kind in {UnitKind.PARTY, UnitKind.CENTRAL}
    usual = NoticeKind.REQUEST if asked else NoticeKind.NOTICE
    assert kinds_for(unit_kind)[0] is usual
    assert (len(kinds_for(unit_kind)) == 1) is asked


def test_subject_names_round_and_what_is_the_matter():
    assert wording(NoticeKind.NOTICE, LATE).subject == (
        "关于《能源规划》2024年度逾期未报事项的督办通知"
    )
    assert wording(NoticeKind.LETTER, BEHIND, LATE).subject == (
        "关于《能源规划》2024年度逾期未报、进度滞后事项的督办函"
    )


def test_request_asks_and_never_orders():
    asked = wording(NoticeKind.REQUEST, LATE)
    said = f"{asked.subject}{asked.body}{reply_sentence(NoticeKind.REQUEST, date(2025, 3, 21))}"
    assert [word for word in ("督办", "请你单位", "高度重视", "责任人") if word in said] == []
    assert "商请贵单位协助办理" in said
    assert "商请于2025年3月21日前函复" in said


def test_paper_to_a_subordinate_unit_says_until_when():
    assert reply_sentence(NoticeKind.NOTICE, date(2025, 3, 21)) == (
        "请于2025年3月21日前在系统中反馈办理情况。"
    )
