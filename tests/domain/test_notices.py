"""One letter for all that one person is told at once."""

from __future__ import annotations

from planapp.domain.notices import News, Notice, compose_letter

ONE = Notice(
    News.RETURNED, "森林覆盖率", "《规划》2023年度", "退回原因：缺佐证", "/my/1/indicators/2/"
)


def test_letter_of_one_notice_names_it_in_the_subject():
    letter = compose_letter([ONE], by="王督查")
    assert letter.subject == "被退回：森林覆盖率"
    assert letter.body.splitlines() == [
        "【被退回】",
        "1. 森林覆盖率　《规划》2023年度",
        "退回原因：缺佐证",
        "查看：/my/1/indicators/2/",
        "",
        "经办：王督查",
    ]


def test_letter_of_several_groups_them_by_what_happened():
    approved = [Notice(News.APPROVED, name) for name in ("装机容量", "用水总量")]
    letter = compose_letter([approved[0], ONE, approved[1]], by="王督查")
    assert letter.subject == "2 项审核通过，1 项被退回"
    lines = letter.body.splitlines()
    assert lines[:5] == ["【审核通过】", "1. 装机容量", "2. 用水总量", "", "【被退回】"]
