from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.charges import (
    UnitInRole,
    looks_like_unit,
    split_units,
)
from planapp.domain.extraction.responsibility import (
    DocumentRules,
    find_units,
    has_note,
    read_document_rules,
)
from planapp.domain.terms import Role

OFFICES = ["省教育厅", "省财政厅", "市水务局", "国家税务总局", "各县区政府", "省妇联", "省委编办"]


def units(text: str, *, first_leads: bool = False) -> list[tuple[str, str]]:
    rules = DocumentRules(first_leads=first_leads)
    return [(u.name, u.role.value) for u in find_units(text, [(0, len(text))], rules=rules)]


def names(text: str) -> list[str]:
    return [unit.name for unit in split_units(text, role=Role.RESPONSIBLE)]


def test_units_labels_in_brackets_give_their_roles() -> None:
    text = "修路。（牵头单位：省交通运输厅；配合单位：省财政厅、省自然资源厅；责任单位：各市政府）"
    assert units(text) == [
        ("省交通运输厅", "lead"),
        ("省财政厅", "support"),
        ("省自然资源厅", "support"),
        ("各市政府", "responsible"),
    ]


def test_units_half_width_signs_are_read_alike() -> None:
    assert units("修路。(牵头单位:省交通运输厅;参与单位:省财政厅)") == [
        ("省交通运输厅", "lead"),
        ("省财政厅", "support"),
    ]


def test_units_note_in_words_gives_each_list_the_role_behind_it() -> None:
    text = "治水。（省水利厅牵头，省财政厅、省生态环境厅配合，各市人民政府负责落实）"
    assert units(text) == [
        ("省水利厅", "lead"),
        ("省财政厅", "support"),
        ("省生态环境厅", "support"),
        ("各市人民政府", "responsible"),
    ]


def test_units_lead_and_those_who_share_the_work_are_told_apart() -> None:
    text = "（省发展改革委牵头，省教育厅、省民政厅按职责分工负责）"
    assert units(text) == [
        ("省发展改革委", "lead"),
        ("省教育厅", "responsible"),
        ("省民政厅", "responsible"),
    ]


def test_units_document_rule_makes_the_first_the_lead() -> None:
    note = "（教育部、财政部、人力资源社会保障部等负责。列第一位者为牵头单位，下同）"
    assert read_document_rules(note) == DocumentRules(first_leads=True)
    assert units(note, first_leads=True) == [
        ("教育部", "lead"),
        ("财政部", "responsible"),
        ("人力资源社会保障部", "responsible"),
    ]


def test_units_several_notes_make_the_union() -> None:
    text = "治气。（市环保局牵头）治土。（市环保局、市农业局负责）"
    assert units(text) == [("市环保局", "lead"), ("市农业局", "responsible")]


def test_units_sentence_with_a_role_word_names_its_unit() -> None:
    assert units("建立台账，由省财政厅牵头制定办法。") == [("省财政厅", "lead")]


@pytest.mark.parametrize(
    "text",
    [
        "鼓励企业牵头建设创新联合体。",
        "支持高校参与标准制定。",
        "省商务厅要加强指导。",
        "共有17个牵头单位。",
        "建立政府领导、牵头部门负责的机制。",
        "责任领导：张三",
        "主要依托单位",
        "牵头单位：无",
    ],
)
def test_units_words_that_assign_nothing_name_nobody(text: str) -> None:
    assert units(text) == []


def test_note_is_told_from_a_mention_in_a_sentence() -> None:
    note, mention = "修路。（责任单位：省交通运输厅）", "由省交通运输厅牵头修路。"
    assert has_note(note, 0, len(note))
    assert not has_note(mention, 0, len(mention))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("省教育厅、省财政厅，各县区政府", ["省教育厅", "省财政厅", "各县区政府"]),
        ("省教育厅和省财政厅", ["省教育厅", "省财政厅"]),
        ("工业和信息化部、住房和城乡建设部", ["工业和信息化部", "住房和城乡建设部"]),
        ("省市场监管局（省知识产权局）、省药监局", ["省市场监管局（省知识产权局）", "省药监局"]),
        ("各市、州、县人民政府", ["各市、州、县人民政府"]),
        ("省民政厅、省司法厅等", ["省民政厅", "省司法厅"]),
        ("省民政厅等省级有关部门", ["省民政厅", "省级有关部门"]),
        ("省民政厅等有关部门", ["省民政厅"]),
        ("无", []),
    ],
)
def test_split_list_gives_its_names(written: str, expected: list[str]) -> None:
    assert names(written) == expected


def test_split_unit_marked_as_lead_in_a_list_leads() -> None:
    assert split_units("省教育厅（牵头）、省财政厅", role=Role.RESPONSIBLE) == [
        UnitInRole("省教育厅", Role.LEAD),
        UnitInRole("省财政厅", Role.RESPONSIBLE),
    ]


@pytest.mark.parametrize(
    ("name", "is_unit"),
    [("省文化和旅游厅", True), ("各市州人民政府", True), ("空间布局", False), ("全社会", False)],
)
def test_name_looks_like_a_unit_or_not(name: str, is_unit: bool) -> None:
    assert looks_like_unit(name) is is_unit


@given(st.lists(st.sampled_from(OFFICES), min_size=1, unique=True))
def test_split_joined_offices_come_back_in_order(offices: list[str]) -> None:
    assert names("、".join(offices)) == offices


@given(st.permutations(["牵头单位：省教育厅", "配合单位：省财政厅", "责任单位：各县区政府"]))
def test_units_labels_in_any_order_keep_their_roles(labels: list[str]) -> None:
    assert sorted(units(f"办学。（{'；'.join(labels)}）")) == [
        ("各县区政府", "responsible"),
        ("省教育厅", "lead"),
        ("省财政厅", "support"),
    ]


@given(st.text(alphabet="省厅、和及等（）()牵头单位：负责，。由各市\n", max_size=120))
def test_units_any_text_names_are_never_empty(text: str) -> None:
    assert all(name.strip() for name, _ in units(text))


def test_units_charged_by_a_phrase_with_its_own_comma() -> None:
    text = "组建联盟。由省科技厅牵头，省教育厅、省财政厅配合，攻关种源技术。"
    assert units(text) == [
        ("省科技厅", "lead"),
        ("省教育厅", "support"),
        ("省财政厅", "support"),
    ]
    assert units("由省水利厅牵头，修订标准。") == [("省水利厅", "lead")]
    assert units("支持龙头企业牵头，组建联盟。") == []


def test_units_of_leagues_and_concerned_districts_stay_whole() -> None:
    assert names("各盟行政公署、市人民政府，省农牧厅") == ["各盟行政公署、市人民政府", "省农牧厅"]
    assert names("市科协，各有关区、县级市") == ["市科协", "各有关区、县级市"]


def test_units_that_lead_other_projects_are_names() -> None:
    text = "（牵头单位：市人社局，配合单位：各项目牵头单位，市财政局）"
    assert units(text) == [
        ("市人社局", "lead"),
        ("各项目牵头单位", "support"),
        ("市财政局", "support"),
    ]


def test_who_leads_in_a_sentence_without_an_object_is_named() -> None:
    text = "（一）加强领导。领导小组统筹协调，省农业农村厅牵头抓总，发挥牵头抓总作用。"
    assert units(text) == [("省农业农村厅", "lead")]


def test_a_note_about_the_notes_is_no_part_of_a_name() -> None:
    text = "（责任单位：省财政厅，各市（州）人民政府（以下均需各市政府落实，不再列出））"
    assert [name for name, _ in units(text)] == ["省财政厅", "各市（州）人民政府"]


def test_units_note_with_a_deadline_or_a_marked_lead_is_read() -> None:
    assert units("办医。（省医保局、各市人民政府；2024年底前完成）") == [
        ("省医保局", "responsible"),
        ("各市人民政府", "responsible"),
    ]
    assert units("办展。（省商务厅（牵头），省财政厅）") == [
        ("省商务厅", "lead"),
        ("省财政厅", "responsible"),
    ]


def test_units_office_that_opens_a_sentence_leads() -> None:
    assert units("新建学校。省教育厅牵头，发改、财政等部门配合，持续推进。") == [
        ("省教育厅", "lead")
    ]


def test_units_heading_glued_to_an_office_is_no_part_of_its_name() -> None:
    text = "第一节加强组织领导省水利厅牵头建立协调机制。"
    assert units(text) == [("省水利厅", "lead")]


def test_units_abbreviated_before_their_kind_support_the_lead() -> None:
    assert units("建校。（省教育厅牵头，发改、财政等部门配合）") == [
        ("省教育厅", "lead"),
        ("发改", "support"),
        ("财政", "support"),
    ]


def test_units_clause_behind_the_lead_names_who_helps() -> None:
    text = "省水利厅牵头负责规划的组织实施，省财政厅、省林业局配合。"
    assert units(text) == [
        ("省财政厅", "support"),
        ("省林业局", "support"),
        ("省水利厅", "lead"),
    ]


def test_units_manner_of_being_in_charge_is_no_part_of_a_name() -> None:
    assert units("成立领导小组。省民政厅具体负责日常工作。") == [("省民政厅", "responsible")]
