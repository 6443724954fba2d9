"""Numbers that are no commitments."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planapp.domain.extraction.scopes import Part
from tests.extraction.sentences import figures


@pytest.mark.parametrize(
    "text",
    [
        "推广5G远程诊断和3D打印。",
        "接种9价疫苗、23价疫苗。",
        "实施“百千万人才”工程和“3+2”培养模式。",
        "落实《节水行动方案（2021—2030年）》提出的5项要求。",
        "推动一二三产业融合，完善省市县三级机制。",
        "构建“一核三带”格局，打造四大板块。",
        "引进世界500强企业和行业前10名企业。",
        "进入全国前10位，第3产业加快发展。",
        "按照国发〔2018〕42号文件办理。",
        "建设一批生态园区，组建一个研究院。",
        "覆盖千家万户，提供一站式服务。",
        "1.加强领导。2、完善机制。（3）强化监督。",
        "抓好三个方面、5个环节的工作。",
        "开展三项行动，落实8项重点任务。",
        "联系电话：0571-88886666，2021-04-06 09:27发布。",
    ],
)
def test_names_marks_and_structures_are_no_indicators(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "培育一批年营收超百亿元的物流企业。",
        "培育一批年营收10亿元、20亿元的大品牌。",
        "支持年产值1亿元以上的企业上市。",
        "壮大千亿级产业集群。",
        "建设一批30—50亩的育苗基地。",
    ],
)
def test_threshold_of_something_uncounted_is_no_indicator(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "对新认定的省级园区给予200万元奖励。",
        "贷款贴息比例不超过50%，最高500万元。",
        "减按15%的税率征收企业所得税。",
        "按1:0.5比例配套资金。",
        "政府采购预留份额不低于30%。",
        "审批时限压缩至3个工作日。",
        "按每千人配备2名的标准配齐人员。",
        "每户补助3万元。",
    ],
)
def test_policy_parameter_is_no_indicator(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "全省现有高校100所，在校生80万人。",
        "截至2020年底，全省共建成码头20座。",
        "2020年，港口吞吐量达到5亿吨。",
        "“十三五”期间，累计新建公路300公里。",
        "目前已建成示范园12个。",
        "近年来，绿地率提高到35%。",
        "里程由80公里增加到了95公里，完成了50座桥梁改造。",
    ],
)
def test_past_fact_is_no_indicator(text: str) -> None:
    assert figures(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "依托8个国家级园区开展试点。",
        "以荔枝、龙眼等6个品种为重点发展林果业。",
        "支持甲、乙、丙3个区域中心加快发展。",
        "全省12个设区市全部开展创建。",
        "落实上述5家单位的责任。",
    ],
)
def test_count_of_what_exists_is_no_indicator(text: str) -> None:
    assert figures(text) == []


def test_figures_of_the_situation_are_no_indicators() -> None:
    text = "港口吞吐量达到5亿吨，拥有泊位120个。预计到2025年全球市场规模达到8000亿元。"
    assert figures(text, part=Part.SITUATION) == []


def test_figure_outside_any_item_needs_a_target_year() -> None:
    assert figures("建成泊位12个。", part=Part.OTHER) == []
    assert figures("到2025年，建成泊位12个。", part=Part.OTHER) == ["泊位 ge 12个"]


def test_count_and_its_threshold_give_the_count_alone() -> None:
    assert figures("培育5家产值超过10亿元的船企。") == ["产值超过10亿元的船企 ge 5家"]


def test_commitment_after_a_past_sentence_is_kept() -> None:
    text = "2020年绿地率为35%，到2025年达到40%。"
    assert figures(text, part=Part.AIMS) == ["绿地率 ge 40%"]


@given(
    when=st.sampled_from(["2020年", "截至2020年底", "“十三五”期间", "2019年以来", "目前"]),
    what=st.sampled_from(["新建公路", "改造码头", "培育企业"]),
    count=st.integers(min_value=2, max_value=900),
    unit=st.sampled_from(["公里", "座", "家"]),
)
def test_past_time_word_rules_out_any_count(*, when: str, what: str, count: int, unit: str) -> None:
    assert figures(f"{when}，全省已{what}{count}{unit}。") == []


@pytest.mark.parametrize(
    "text",
    [
        "每新增1家上市公司奖励10万元。",
        "每100户居民配备专人。",
        "纳入年度考核，权重不低于30%。",
    ],
)
def test_what_another_number_is_counted_by_is_no_indicator(text: str) -> None:
    assert figures(text) == []


def test_number_that_is_told_as_small_is_no_commitment() -> None:
    assert figures("产业规模占全省比重仅为2.4%，百亿企业仅2家。") == []


@pytest.mark.parametrize(
    "text",
    [
        "落实研发费用加计比例提高到100%等优惠政策。",
        "渔业保险补贴比例提高到40%。",
        "推进60万千瓦以上燃煤机组改造。",
    ],
)
def test_policy_or_size_behind_words_of_doing_is_no_indicator(text: str) -> None:
    assert figures(text) == []


def test_what_a_fund_pays_does_not_make_the_fund_a_policy() -> None:
    text = "每年安排8亿元教育专项资金，对新建学校一次性奖补50万元。"
    assert figures(text) == ["每年安排教育专项资金 ge 8亿元"]
    assert figures("设立60亿元的种业基金。") == ["种业基金 ge 60亿元"]
