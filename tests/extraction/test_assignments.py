"""Tables that share out tasks, flattened to text in several ways."""

from __future__ import annotations

import pytest

from planapp.domain.extraction import extract
from planapp.domain.extraction.assignments import find_assignments
from planapp.domain.extraction.glued_rows import find_glued_rows

HEADER = ["序号", "重点任务", "工作内容", "牵头单位", "配合单位", "完成时限"]
ROWS = [
    ["1", "疏浚河道", "疏浚县级河道35公里。", "市水利局", "市财政局、各区政府", "2024年6月底前"],
    ["2", "修缮校舍", "新建乡村小学12所。", "市教育局", "市住建局", "持续推进"],
]


def table(*, between: str, behind: str) -> str:
    return behind.join(between.join(row) for row in [HEADER, *ROWS])


def rows(text: str) -> list[tuple[str | None, str | None, list[str], str | None]]:
    """Number, title, units with roles and deadline of each row."""
    return [
        (row.number, row.title, [f"{u.name} {u.role.value}" for u in row.units], row.deadline)
        for row in find_assignments(text)
    ]


EXPECTED = [
    (
        "1",
        "疏浚河道",
        ["市水利局 lead", "市财政局 support", "各区政府 support"],
        "2024年6月底前",
    ),
    ("2", "修缮校舍", ["市教育局 lead", "市住建局 support"], "持续推进"),
]


@pytest.mark.parametrize(
    ("between", "behind"),
    [("\n", "\n"), ("\t", "\n"), (" ", "\n"), (" ", " "), (" | ", "\n"), ("\n\n", "\n\n")],
    ids=["cell a line", "tabs", "spaces", "one line", "bars", "blank lines"],
)
def test_rows_in_each_layout_are_read_alike(*, between: str, behind: str) -> None:
    assert rows(table(between=between, behind=behind) + "\n") == EXPECTED


def test_rows_without_numbers_begin_with_their_text() -> None:
    cells = [["任务", "责任单位"], ["修建栈道", "市林业局"], ["补植苗木", "市园林局"]]
    text = "\n".join("\t".join(line) for line in cells)
    assert rows(text) == [
        (None, "修建栈道", ["市林业局 responsible"], None),
        (None, "补植苗木", ["市园林局 responsible"], None),
    ]


def test_row_units_in_words_keep_their_roles() -> None:
    text = (
        "序号\n任务\n责任单位\n1\n清理渔网\n市水利局牵头，市公安局、\n市财政局配合\n"
        "2\n增殖放流\n市农业局\n"
    )
    assert rows(text) == [
        (
            "1",
            "清理渔网",
            ["市水利局 lead", "市公安局 support", "市财政局 support"],
            None,
        ),
        ("2", "增殖放流", ["市农业局 responsible"], None),
    ]


def test_table_ends_where_the_text_goes_on() -> None:
    text = table(between="\n", behind="\n") + (
        "\n三、组织保障\n（一）加强领导。各区要细化方案，按月报送进展情况。\n某某市人民政府办公室\n"
    )
    assert rows(text) == EXPECTED


def test_header_without_rows_of_units_is_no_table() -> None:
    assert find_assignments("序号 任务 责任单位 以下各项由各处室分头落实，按季度通报。") == []


def test_document_with_a_table_gives_a_task_for_each_row() -> None:
    text = (
        "某市水利惠民行动方案\n一、总体目标\n到2024年，农村自来水普及率达到95%。\n二、任务分工\n"
        + table(between="\n", behind="\n")
        + "\n三、组织保障\n（一）加强领导。市水利局牵头建立调度机制，按月通报进展。\n"
    )
    plan = extract(text)
    assert [(task.number, task.title) for task in plan.tasks] == [
        ("1", "疏浚河道"),
        ("2", "修缮校舍"),
        ("一", "加强领导"),
    ]
    assert plan.tasks[0].section == ("二、任务分工",)
    counted = [(i.name, str(i.value), i.of.position if i.of else None) for i in plan.indicators]
    assert counted == [
        ("农村自来水普及率", "95", 0),
        ("县级河道", "35", 0),
        ("乡村小学", "12", 1),
    ]


def test_group_between_rows_is_the_heading_of_the_next() -> None:
    cells = table(between="\n", behind="\n").replace("\n2\n", "\n二、改善民生\n2\n")
    plan = extract("某市水利惠民任务清单\n" + cells.replace("完成时限\n", "完成时限\n一、治水\n"))
    assert [task.section for task in plan.tasks] == [("一、治水",), ("二、改善民生",)]


GLUED = (
    "某省水利方案一、主要任务（一）治水。疏浚河道。任务分工表序号重点任务牵头单位配合单位完成时限"
    "一、治水兴水1疏浚河道35公里省水利厅省财政厅、各市人民政府2024年6月底前2新建小型水库12座省发展改革委"
    "人行某省分行持续推进二、惠民利民3推进省级供水平台建设省大数据局、省水利厅省林业局每年12月底前"
)


def test_rows_run_together_are_told_apart_by_number_unit_and_deadline() -> None:
    plan = extract(GLUED)
    assert [
        (task.number, task.title, [f"{u.name} {u.role.value}" for u in task.units], task.deadline)
        for task in plan.tasks[1:]
    ] == [
        (
            "1",
            "疏浚河道35公里",
            ["省水利厅 lead", "省财政厅 support", "各市人民政府 support"],
            "2024年6月底前",
        ),
        ("2", "新建小型水库12座", ["省发展改革委 lead", "人行某省分行 support"], "持续推进"),
        (
            "3",
            "推进省级供水平台建设",
            ["省大数据局 lead", "省水利厅 lead", "省林业局 support"],
            "每年12月底前",
        ),
    ]


def test_single_row_run_together_is_no_table() -> None:
    assert find_glued_rows(GLUED.partition("2新建")[0]) == []
