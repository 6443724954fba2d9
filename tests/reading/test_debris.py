from __future__ import annotations

from pathlib import Path

import pytest

from planapp.domain.reading import find_debris

_SEEDS = Path(__file__).parents[2] / "seeds"
_PROSE = "全省医药产业保持平稳增长，创新能力明显增强，" * 5 + "质量稳步提升。"


def _marked(text: str) -> list[tuple[str, str]]:
    return [(text[one.start : one.end], one.reason) for one in find_debris(text)]


def test_plain_plan_has_no_debris() -> None:
    text = f"某省发展规划\n一、总体要求\n{_PROSE}\n（牵头单位：省科技厅；责任单位：省财政厅）"

    assert _marked(text) == []


def test_scraped_seed_without_its_navigation_has_the_same_words_marked() -> None:
    text = (_SEEDS / "zhejiang-2021.txt").read_text(encoding="utf-8")
    body = text[text.index("乐橙浙江省") :]

    assert [words for words, reason in _marked(body) if reason.startswith("疑为")] == [
        "乐橙",
        "喊你建",
        "乐橙",
    ]


@pytest.mark.parametrize("name", ["guizhou-2016", "jiangsu-2021", "yunnan-2021"])
def test_official_plans_have_no_debris(name: str) -> None:
    assert _marked((_SEEDS / f"{name}.txt").read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("首页 > 政务公开 > 规划计划", "网页导航"),
        ("首页 | 联系方式 | 网站帮助", "网页导航"),
        ("当前位置：首页", "网页导航"),
        ("欢迎光临某某网！", "网页导航"),
        ("全国服务热线：", "网页上的电话"),
        ("010-12345678", "网页上的电话"),
        ("发布时间：2021-04-06 09:27", "网页工具栏"),
        ("【字体：大 中 小】", "网页工具栏"),
        ("某ICP备12345678号", "网页页脚"),
    ],
)
def test_furniture_line_is_marked(line: str, reason: str) -> None:
    assert _marked(f"{line}\n{_PROSE}") == [(line, reason)]


def test_breadcrumb_that_became_a_list_is_marked_whole() -> None:
    steps = ["1. 首页", "2. /", "3. 规划计划"]

    assert _marked("\n".join([*steps, _PROSE])) == [(step, "网页导航") for step in steps]


def test_site_name_between_the_plans_sentences_is_marked() -> None:
    text = f"欢迎光临青柚官网！\n青柚某省发展规划\n{_PROSE}青柚，进一步完善机制。\n{_PROSE}"

    assert _marked(text) == [
        ("欢迎光临青柚官网！", "网页导航"),
        ("青柚", "夹入的网站名称“青柚”"),
        ("青柚", "夹入的网站名称“青柚”"),
    ]


def test_word_of_the_subject_in_navigation_is_no_debris() -> None:
    crumbs = "首页 > 医药产业 > 产业规划"

    assert _marked(f"{crumbs}\n医药产业规划\n{_PROSE}") == [(crumbs, "网页导航")]


def test_latin_word_alone_between_sentences_is_marked() -> None:
    assert _marked(f"{_PROSE}LC8，完善机制。") == [("LC8", "夹在句间的词“LC8”")]


@pytest.mark.parametrize("address", ["www.example.com/a", "a.b@example.cn", "微信：abc12345"])
def test_address_inside_a_sentence_is_marked(address: str) -> None:
    assert _marked(f"{_PROSE}详见{address}。") == [(address, "网址或联系方式")]


def test_slogan_that_comes_three_times_is_marked_each_time() -> None:
    slogan = "更多精彩内容尽在本站。"
    text = "\n".join(f"{_PROSE[: 90 + n]}。{slogan}" for n in range(3))

    assert _marked(text) == [(slogan, "多次重复的语句")] * 3


def test_word_that_opens_sentences_and_stands_in_no_other_word_is_marked() -> None:
    text = f"青柚某省发展规划\n{_PROSE}青柚，进一步完善机制。此外，扩大开放。\n{_PROSE}"

    assert _marked(text) == [("青柚", "疑为夹入的词“青柚”")] * 2


def test_word_among_ever_new_neighbours_is_marked_wherever_it_stands() -> None:
    plain = "医药产业发展规划强调创新能力。" * 4 + "全省质量提升。" * 4
    broken = ["医青柚药产业升级", "产业发青柚展提速", "加强创青柚新能力", "全省质量提青柚升"]
    text = f"某省规划\n{_PROSE}{plain}{'。'.join(broken)}。"

    inserted = [words for words, reason in _marked(text) if reason.startswith("疑为")]
    assert inserted == ["青柚"] * 4


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("某省医药产业发展“十四五”规划喊你建", ["喊你建"]),
        ("某省医药产业发展“十四五”规划猕猴桃", ["猕猴桃"]),
        ("某省医药产业发展“十四五”规划解读", []),
        ("某省医药产业发展“十四五”规划（征求意见稿）", []),
    ],
)
def test_words_behind_the_title_are_marked(line: str, words: list[str]) -> None:
    assert [found for found, _ in _marked(f"{line}\n{_PROSE}")] == words


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("带你看规划。", ["带你看规划"]),
        ("现印发给你们，请认真执行。", []),
        ("你省来函收悉。", []),
        ("形成你追我赶的氛围。", []),
        ("开展“我为您办实事”活动。", []),
    ],
)
def test_reader_spoken_to_is_no_words_of_a_plan(sentence: str, words: list[str]) -> None:
    assert [found for found, _ in _marked(f"某省规划\n{_PROSE}{sentence}")] == words


def test_scraped_seed_has_its_page_and_inserted_name_marked() -> None:
    text = (_SEEDS / "zhejiang-2021.txt").read_text(encoding="utf-8")
    marked = _marked(text)

    assert [words for words, reason in marked if reason.startswith("夹入")] == ["乐橙", "乐橙"]
    assert ("喊你建", "疑为夹入的词“喊你建”") in marked
    assert sum(len(words) for words, _ in marked) < 120
    first = next(one for one in find_debris(text) if one.reason.startswith("夹入"))
    assert text.count("乐橙", first.end) == 1
