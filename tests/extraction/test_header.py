from __future__ import annotations

import pytest

from planapp.domain.extraction import extract
from planapp.domain.extraction.contract import PlanHeader
from planapp.domain.extraction.dates import DATE, read_date
from planapp.domain.extraction.regions import find_region

NOTICE = """甘肃省人民政府关于印发甘肃省“十三五”交通运输规划的通知
甘政发〔2016〕9号
各市、自治州人民政府，省政府各部门：
现将《甘肃省“十三五”交通运输规划》印发给你们，请认真贯彻执行。
甘肃省人民政府
2016年5月8日
甘肃省“十三五”交通运输规划
一、发展目标
到2020年，公路里程达到15万公里。
"""


def header(text: str) -> PlanHeader:
    return extract(text).header


def test_header_notice_with_plan_is_read_whole() -> None:
    assert header(NOTICE) == PlanHeader(
        title="甘肃省“十三五”交通运输规划",
        region="甘肃省",
        issuer="甘肃省人民政府",
        doc_number="甘政发〔2016〕9号",
        issued_on="2016-05-08",
        period_start=2016,
        period_end=2020,
    )


def test_header_running_text_is_read_whole() -> None:
    text = NOTICE.replace("\n", "")
    assert header(text) == header(NOTICE)


def test_header_title_broken_over_lines_is_joined() -> None:
    text = "国务院关于加快推进\n节水灌溉发展的意见\n一、任务\n（一）修渠。修建渠道。\n"
    assert header(text).title == "国务院关于加快推进节水灌溉发展的意见"


def test_header_period_on_its_own_line_belongs_to_the_title() -> None:
    text = "吉林省教育发展规划\n（2016—2020年）\n一、目标\n建成教育强省。\n"
    found = header(text)
    assert (found.title, found.period_start, found.period_end) == (
        "吉林省教育发展规划（2016—2020年）",
        2016,
        2020,
    )


def test_header_target_year_gives_the_end_alone() -> None:
    text = "江西省人民政府关于发展林业的意见\n一、主要目标\n到2020年，森林覆盖率达到63%。\n"
    found = header(text)
    assert (found.period_start, found.period_end) == (None, 2020)


def test_header_yearly_plan_covers_its_year() -> None:
    text = "安徽省2024年工作要点\n一、重点任务\n（一）修路。建设公路。\n"
    found = header(text)
    assert (found.period_start, found.period_end) == (2024, 2024)


def test_header_text_that_only_cites_others_has_no_title_number_or_date() -> None:
    text = (
        "各市人民政府：\n为落实《国务院关于环境保护的意见》（国发〔2015〕3号）精神，"
        "2月3日召开会议，现提出如下意见。\n一、任务\n（一）治水。治理河流。\n"
    )
    found = header(text)
    assert (found.title, found.doc_number, found.issued_on) == (None, None, None)


def test_header_posting_time_of_a_page_is_no_date_of_issue() -> None:
    text = "河北省绿化行动方案\n发布时间：2021-03-04 09:20\n一、任务\n（一）造林。植树造林。\n"
    assert header(text).issued_on is None


def test_header_table_of_a_page_gives_issuer_number_and_date() -> None:
    text = (
        "发文机关：国务院\t成文日期：2017年2月3日\n标  题：国务院关于印发节能规划的通知\n"
        "发文字号：国发〔2017〕11号\t发布日期：2017年2月28日\n"
        "一、任务\n（一）节能。推广节能产品。\n"
    )
    found = header(text)
    assert (found.issuer, found.issued_on, found.doc_number, found.region) == (
        "国务院",
        "2017-02-03",
        "国发〔2017〕11号",
        None,
    )


def test_header_cover_date_keeps_its_precision() -> None:
    text = "湖南省粮食发展规划\n湖南省农业农村厅\n二〇二二年三月\n一、目标\n产量稳定。\n"
    found = header(text)
    assert (found.issuer, found.issued_on) == ("湖南省农业农村厅", "2022-03")


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2019年6月28日", "2019-06-28"),
        ("二○一一年十二月十五日", "2011-12-15"),
        ("二〇二〇年一月", "2020-01"),
        ("2019年13月1日", None),
    ],
)
def test_date_written_form_gives_iso_form(written: str, iso: str | None) -> None:
    match = DATE.search(written)
    assert match is not None
    assert read_date(match) == iso


@pytest.mark.parametrize(
    ("source", "region"),
    [
        ("广西壮族自治区水利规划", "广西壮族自治区"),
        ("青岛市海洋规划", "青岛市"),
        ("上海市教育规划", "上海市"),
        ("四川“十四五”文化规划", "四川省"),
        ("国家公园规划", None),
        ("城市更新行动方案", None),
    ],
)
def test_region_title_names_it_or_not(source: str, region: str | None) -> None:
    assert find_region(source) == region


@pytest.mark.parametrize(
    "written",
    ["甘政发［2016］9号", "甘政发﹝2016﹞9号", "甘政发(2016)9号", "甘交规划（综合）〔2016〕9号"],
)
def test_header_number_in_any_brackets_is_kept_as_written(written: str) -> None:
    text = NOTICE.replace("甘政发〔2016〕9号", written)
    assert header(text).doc_number == written
    assert header(text.replace("\n", "")).doc_number == written


def test_header_number_before_the_title_is_no_part_of_it() -> None:
    title = "甘肃省住房和城乡建设厅关于推进绿色建筑的意见"
    text = f"甘建〔2016〕9号{title}各市州住建局：现提出意见。一、任务修房。"
    found = header(text)
    assert found.title == title
    assert (found.doc_number, found.issuer) == ("甘建〔2016〕9号", "甘肃省住房和城乡建设厅")


@pytest.mark.parametrize("separator", ["、", " ", "\u3000"])
def test_header_joint_issuers_of_the_title_are_joined_by_one_sign(separator: str) -> None:
    issuers = separator.join(["甘肃省教育厅", "甘肃省财政厅"])
    text = (
        f"{issuers}关于印发《甘肃省学前教育行动计划》的通知\n各市州教育局：\n一、任务\n1.办园。\n"
    )
    assert header(text).issuer == "甘肃省教育厅、甘肃省财政厅"


def test_header_issuers_glued_before_the_date_are_told_apart() -> None:
    text = NOTICE.replace("甘肃省人民政府\n2016", "甘肃省交通运输厅甘肃省财政厅二〇一六").replace(
        "年5月8日", "年五月八日"
    )
    assert header(text).issuer == "甘肃省交通运输厅、甘肃省财政厅"
    assert header(text).issued_on == "2016-05-08"


def test_header_date_without_a_name_leaves_the_issuer_to_the_title() -> None:
    text = NOTICE.replace("甘肃省人民政府\n2016", "2016")
    for written in (text, text.replace("\n", "")):
        assert header(written).issuer == "甘肃省人民政府"
        assert header(written).issued_on == "2016-05-08"


@pytest.mark.parametrize(
    ("title", "government", "region"),
    [
        ("重庆市江北区交通运输规划", "重庆市江北区人民政府", "重庆市江北区"),
        ("甘肃省天水市交通运输规划", "天水市人民政府", "天水市"),
        ("甘肃省牧区交通运输规划", "甘肃省人民政府", "甘肃省"),
    ],
)
def test_header_region_is_the_place_whose_government_speaks(
    *, title: str, government: str, region: str
) -> None:
    text = (
        f"{government}关于印发《{title}》的通知\n各有关单位：\n{title}\n一、发展目标\n路网更密。\n"
    )
    assert header(text).region == region


def test_header_title_ends_where_a_page_adds_its_furniture() -> None:
    text = NOTICE.replace("\n", "").replace(
        "的通知甘政发", "的通知发布日期：2016-05-10 09:00 来源：省政府办公厅 浏览：12甘政发"
    )
    assert header(text).title == header(NOTICE).title
    assert header(text).doc_number == "甘政发〔2016〕9号"


def test_header_date_in_brackets_below_the_title_is_the_date_of_issue() -> None:
    title = "中共甘肃省委 甘肃省人民政府关于推进乡村振兴的意见"
    text = f"{title}\n（2022年2月8日）\n一、主要任务\n（一）修路。\n"
    found = header(text)
    assert (found.issuer, found.issued_on) == ("中共甘肃省委、甘肃省人民政府", "2022-02-08")
    assert (found.period_start, found.period_end) == (None, None)


def test_header_notice_broken_behind_its_verb_goes_on_below() -> None:
    header = extract(
        "海南省人民政府办公厅关于印发\n海南省养老服务体系建设“十四五”规划的通知\n"
        "琼府办〔2021〕35号\n各市、县、自治县人民政府：\n"
        "《规划》已经省政府同意，现印发给你们，请认真组织实施。\n一、发展目标\n到2025年，床位达到3万张。\n"
    ).header
    assert header.title == "海南省养老服务体系建设“十四五”规划"
    assert header.issuer == "海南省人民政府办公厅"


def test_header_date_behind_a_glued_title_is_the_date_of_issue() -> None:
    text = (
        "中共江西省委江西省人民政府关于建设美丽江西的意见（2024年3月5日）为建设美丽江西，提出如下意见。"
        "一、工作目标到2027年，优良水体比例达到95%。二、重点任务（一）治水。"
        + "整治河道，治理湖泊，改善水质。"
        * 20
    )
    found = header(text)
    assert (found.issuer, found.issued_on) == ("中共江西省委、江西省人民政府", "2024-03-05")
    assert (found.period_start, found.period_end) == (None, 2027)


def test_header_row_of_a_table_of_tasks_is_no_signature() -> None:
    text = (
        "某省乳业实施方案\n一、工作目标\n到2025年，产量达到90万吨。\n二、重点任务\n（一）扩群。新建牧场30个。\n"
        "任务分工表\n序号 工作任务 责任单位 完成时限\n1 建立良种场 省农业农村厅 2024年6月\n"
        "2 推进粮改饲 省财政厅 2024年12月\n"
    )
    found = header(text)
    assert (found.issuer, found.issued_on) == (None, None)
