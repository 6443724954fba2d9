"""The components of pages: what they print, what they escape, what the templates may contain."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from planapp.domain.terms import Light
from planapp.pages.drawings import draw_path_bar, draw_spark, split_by_light
from planapp.pages.filters import Filter, clear_link, link_with, view_filters
from planapp.pages.formats import (
    format_amount,
    format_count,
    format_date,
    format_instant,
    format_percent,
    format_written_day,
    format_years,
)

ROOT = Path(__file__).resolve().parents[2] / "planapp"
# A letter is no page: mail programs read no style sheet.
LETTER = ROOT / "templates" / "planapp" / "letter.html"
TEMPLATES = sorted(set((ROOT / "templates").rglob("*.html")) - {LETTER})
SHEETS = sorted((ROOT / "static").rglob("*.css"))
HOSTILE = '"><script>alert(1)</script>'
ESCAPED = "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"


def render(source: str, query: str = "", **context: object) -> str:
    request = RequestFactory().get(f"/list/{query}")
    template = Template("{% load look %}" + source)
    return template.render(Context({"request": request, **context})).strip()


@pytest.mark.parametrize(
    ("value", "value_unit", "text"),
    [
        (Decimal("1234.500000"), "亿元", "1,234.5 亿元"),
        (Decimal("100.000000"), "", "100"),
        (Decimal("1E+3"), "", "1,000"),
        (Decimal("98.20"), "%", "98.2%"),
        (Decimal("0.4"), "个百分点", "0.4 个百分点"),
        (Decimal("-0.000000"), "家", "0 家"),
        (Decimal("-186.60"), "亿元", "-186.6 亿元"),
        (1300000, "人", "1,300,000 人"),
        (0, "家", "0 家"),
        (None, "亿元", "—"),
    ],
)
def test_amount_is_grouped_without_empty_decimals(
    value: Decimal | int | None, value_unit: str, text: str
) -> None:
    assert format_amount(value, value_unit) == text


@pytest.mark.parametrize(
    ("ratio", "text"),
    [
        (Decimal("0.382"), "38.2%"),
        (Decimal("0.12345"), "12.3%"),
        (Decimal("0.1235"), "12.4%"),
        (Decimal("-0.0001"), "0.0%"),
        (Decimal("12.5"), "1,250.0%"),
        (0, "0.0%"),
        (None, "—"),
    ],
)
def test_percent_has_one_decimal_rounded_half_up(ratio: Decimal | int | None, text: str) -> None:
    assert format_percent(ratio) == text


def test_years_and_dates_are_written_in_chinese() -> None:
    late_on_new_years_eve = datetime(2023, 12, 31, 16, 5, tzinfo=UTC)
    assert format_years(2021, 2025) == "2021–2025"
    assert format_years(2021, 2021) == "2021"
    assert format_years(None, None) == "—"
    assert format_date(date(2024, 3, 1)) == "2024年3月1日"
    assert format_date(None) == "—"
    written = [format_written_day(text) for text in ("2021-12-03", "2021-12", "", None)]
    assert written == ["2021年12月3日", "2021年12月", "—", "—"]
    assert format_instant(late_on_new_years_eve) == "2024年1月1日 00:05"
    assert format_date(late_on_new_years_eve) == "2024年1月1日"


def test_count_from_ten_thousand_on_is_approximate() -> None:
    assert format_count(9_999, "个指标") == "共9,999个指标"
    assert format_count(12_345, "个指标") == "约1.2万个指标"
    assert format_count(30_000) == "约3万条"


def test_light_chip_carries_shape_word_and_sentence() -> None:
    chip = render('{% light_chip "red" "严重滞后" "截至2023年完成38.2%" %}')
    assert chip == (
        '<span class="chip chip-red" title="截至2023年完成38.2%">'
        '<span class="chip-shape" aria-hidden="true">■</span>严重滞后</span>'
    )


@pytest.mark.parametrize(
    "source",
    [
        '{% light_chip "grey" text text %}',
        "{% tag text %}",
        "{% card text url=text %}{{ text }}{% endcard %}",
        '{% include "planapp/parts/quote.html" with quote=text source=text before=text %}',
        '{% include "planapp/parts/empty.html" with title=text why=text todo=text %}',
        "{% search_box text %}",
        "{% sort_header text text %}",
    ],
)
def test_hostile_text_in_a_component_is_escaped(source: str) -> None:
    page = render(source, text=HOSTILE)
    assert "<script>" not in page
    assert ESCAPED in page


def test_state_tag_names_the_state() -> None:
    returned = render("{% state_tag 'returned' %}")
    assert returned == '<span class="tag tag-red">被退回</span>'


def test_demo_mark_of_real_data_is_empty() -> None:
    assert render("{% demo_mark flag %}", flag=False) == ""
    assert render("{% demo_mark flag %}", flag=True) == '<span class="demo-mark">演示数据</span>'


def test_card_frames_its_content_with_title_and_link() -> None:
    card = render('{% card "差距" url="/gaps/" more="查看" %}<p>三项</p>{% endcard %}')
    assert card == (
        '<section class="card"><header class="card-head"><h2>差距</h2>'
        '<a class="card-more" href="/gaps/">查看</a></header><p>三项</p></section>'
    )


def test_link_keeps_other_parameters_and_leaves_the_page() -> None:
    request = RequestFactory().get("/list/?light=red&q=医药&page=3")
    assert link_with(request, light=None) == "?q=%E5%8C%BB%E8%8D%AF"
    assert link_with(request, q=None, page=4) == "?light=red&page=4"


def test_filters_show_what_is_chosen_and_how_to_drop_it() -> None:
    lights = Filter("light", "灯号", [("red", "红灯"), ("green", "绿灯")])
    plans = Filter("plan", "规划", [("1", "规划一")])
    request = RequestFactory().get("/list/?light=red&plan=99&sort=lag")
    light, plan = view_filters(request, [lights, plans])
    assert (light.chosen, light.clear_url) == ("红灯", "?plan=99&sort=lag")
    assert [choice.selected for choice in light.choices] == [True, False]
    assert plan.chosen == ""
    assert clear_link(request, [lights, plans]) == "?sort=lag"


@pytest.mark.parametrize(
    ("query", "link", "drawn"),
    [
        ("", "?sort=lag", ("none", "")),
        ("?sort=lag&light=red", "?sort=-lag&amp;light=red", ("ascending", "↑")),
        ("?sort=-lag", "?sort=lag", ("descending", "↓")),
    ],
)
def test_sort_header_turns_the_order(query: str, link: str, drawn: tuple[str, str]) -> None:
    state, mark = drawn
    header = render('{% sort_header "lag" "差额" "num" %}', query)
    assert header == (
        f'<th scope="col" class="sortable num" aria-sort="{state}"><a href="{link}">差额'
        f'<span class="sort-mark" aria-hidden="true">{mark}</span></a></th>'
    )


def test_pager_says_what_part_is_shown_and_keeps_the_filter() -> None:
    page = Paginator(range(231), 50).get_page(2)
    pager = render('{% pager page "个指标" %}', "?light=red&page=2", page=page)
    assert re.findall(r"第51–100条，共231个指标", pager) == ["第51–100条，共231个指标"]
    assert re.findall(r'href="([^"]+)" rel="(\w+)"', pager) == [
        ("?light=red&amp;page=1", "prev"),
        ("?light=red&amp;page=3", "next"),
    ]


def test_spark_with_a_missing_year_is_two_runs() -> None:
    spark = draw_spark([(2020, Decimal(1)), (2021, Decimal(3)), (2022, None), (2023, Decimal(2))])
    assert spark.lines == ["4.0,20.0 33.3,4.0"]
    assert spark.dots == [("4.0", "20.0"), ("33.3", "4.0"), ("92.0", "12.0")]
    assert spark.summary == "2020年 1，2021年 3，2022年 —，2023年 2"


def test_spark_of_nothing_is_empty() -> None:
    assert (draw_spark([]).lines, draw_spark([]).dots) == ([], [])


def test_path_bar_below_the_base_runs_to_the_left() -> None:
    bar = draw_path_bar(Decimal("-0.25"), Decimal("0.5"))
    assert (bar.done_from, bar.base, bar.due, bar.target) == ("4.0", "26.4", "71.2", "116.0")
    assert bar.done_width == "22.4"
    assert bar.summary == "完成-25.0%，序时进度50.0%"


def test_path_bar_beyond_all_measure_ends_at_the_edge() -> None:
    bar = draw_path_bar(Decimal(900), None)
    assert (bar.done_from, bar.done_width, bar.target) == ("4.0", "112.0", "78.7")


def test_path_bar_without_figures_has_only_base_and_target() -> None:
    bar = draw_path_bar(None, None)
    assert (bar.base, bar.target, bar.done_from, bar.due) == ("4.0", "116.0", None, None)


def test_light_bar_leaves_out_lights_without_a_count() -> None:
    shares = split_by_light({"green": 3, "red": 1, "yellow": 0})
    assert [(share.light, share.x, share.width) for share in shares] == [
        (Light.GREEN, "0.0", "180.0"),
        (Light.RED, "180.0", "60.0"),
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_holds_no_inline_style_script_or_handler(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    inline = re.findall(r"<style|\sstyle\s*=|<script(?![^>]*\ssrc=)|\son\w+\s*=|javascript:", text)
    assert inline == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_template_names_only_static_files_that_exist(path: Path) -> None:
    named = re.findall(r"""{% static ["']([^"']+)["'] %}""", path.read_text(encoding="utf-8"))
    assert [name for name in named if finders.find(name) is None] == []


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_stylesheet_loads_nothing_from_elsewhere(path: Path) -> None:
    addresses = re.findall(r"""url\(["']?([^"')]+)""", path.read_text(encoding="utf-8"))
    static = (path.parent.relative_to(ROOT / "static") / address for address in addresses)
    missing = [str(name) for name in static if finders.find(_plain(name)) is None]
    assert missing == []


def _plain(name: Path) -> str:
    parts: list[str] = []
    for part in name.parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)
