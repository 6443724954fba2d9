"""The one message of a person and day."""

from __future__ import annotations

from datetime import date

import pytest

from planapp.domain.reminders import Entry, compose_digests

ON = date(2024, 2, 2)


def make_entry(**changes):
    defaults = {
        "recipient": 1,
        "title": "森林覆盖率",
        "plan": "全省林业发展规划",
        "unit": "省林业局",
        "due_on": date(2024, 2, 5),
    }
    return Entry(**defaults | changes)


def test_digest_of_mixed_items_tells_the_most_urgent_first():
    entries = [
        make_entry(),
        make_entry(title="新增造林面积", due_on=date(2024, 1, 31)),
        make_entry(title="建设国家公园", due_on=date(2024, 1, 2)),
    ]
    digest = compose_digests(entries, on=ON, link="/admin/")[1]
    assert digest.subject == "填报提醒：2 项已逾期，1 项即将到期"
    assert digest.body == (
        "截至2024年2月2日，您有 2 项已逾期，1 项即将到期：\n"
        "\n"
        "【已逾期】\n"
        "1. 建设国家公园　《全省林业发展规划》　省林业局　截止 2024年1月2日，已逾期 31 天\n"
        "2. 新增造林面积　《全省林业发展规划》　省林业局　截止 2024年1月31日，已逾期 2 天\n"
        "\n"
        "【即将到期】\n"
        "1. 森林覆盖率　《全省林业发展规划》　省林业局　截止 2024年2月5日，还剩 3 天\n"
        "\n"
        "请尽快填报并提交审核。\n"
        "办理：/admin/"
    )


def test_digest_on_the_due_date_says_so():
    digest = compose_digests([make_entry(due_on=ON)], on=ON, link="/admin/")[1]
    assert digest.body.splitlines()[3].endswith("截止 2024年2月2日，今天到期")


def test_digests_of_two_people_are_two():
    entries = [make_entry(recipient=2), make_entry(), make_entry(title="森林蓄积量")]
    digests = compose_digests(entries, on=ON, link="/admin/")
    assert {to: digest.subject for to, digest in digests.items()} == {
        1: "填报提醒：2 项即将到期",
        2: "填报提醒：1 项即将到期",
    }


@pytest.mark.parametrize(
    ("asked", "closing"),
    [(True, "商请予以支持，尽快报送。"), (False, "请尽快填报并提交审核。")],
)
def test_digest_to_a_unit_outside_the_chain_of_command_asks(asked, closing):
    digest = compose_digests([make_entry(asked=asked)], on=ON, link="/admin/")[1]
    assert digest.body.splitlines()[-2] == closing
