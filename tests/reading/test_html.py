from __future__ import annotations

import pytest

from planapp.domain.reading import UnreadableDocument, read

_PROSE = "到2025年，全省医药产业总产值达到1300亿元以上，" * 4 + "创新能力明显增强。"


def _lines(page: str, *, charset: str = "utf-8") -> list[str]:
    return read(page.encode(charset), file_name="规划.html").text.split("\n")


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("<p>总体要求</p>".encode(), "utf-8"),
        (b"\xef\xbb\xbf" + "<p>总体要求</p>".encode(), "utf-8-sig"),
        ("<p>总体要求</p>".encode("gb18030"), "gb18030"),
        ('<meta charset="gb2312"><p>总体要求</p>'.encode("gbk"), "gb18030"),
        ('<meta charset="gb2312"><p>总体要求</p>'.encode(), "utf-8"),
        ('<meta charset="big5"><p>總體要求</p>'.encode("big5"), "big5"),
        ("<p>总体要求</p>".encode("utf-16"), "utf-16"),
    ],
)
def test_page_is_decoded_as_it_is_written(content: bytes, encoding: str) -> None:
    result = read(content, file_name="规划.htm")

    assert (result.text in {"总体要求", "總體要求"}, result.encoding) == (True, encoding)
    assert result.media_type == "text/html"


def test_paragraphs_become_lines_and_source_breaks_vanish_between_ideographs() -> None:
    page = "<div><p>加快\n    推进<b>医药</b>产业</p>完善<br>机制&nbsp;AI\nlab</div>"

    assert _lines(page) == ["加快推进医药产业", "完善", "机制 AI lab"]


@pytest.mark.parametrize(
    "furniture",
    [
        "<nav>首页 规划</nav>",
        "<footer>某网站</footer>",
        "<script>alert(1)</script><style>p{}</style><noscript>请启用</noscript>",
        "<p hidden>看不见</p>",
        '<p style="color:red; display : none">看不见</p>',
        '<span style="font-size:0">插入词</span>',
        '<div aria-hidden="true">看不见</div>',
        '<div role="navigation">栏目</div>',
        '<div class="page-share">分享到微博</div>',
        '<ul><li><a href="/a">规划</a></li><li><a href="/b">公告</a></li></ul>',
        "<!-- 注释 -->",
        "<form><select><option>甲</option></select><button>搜索</button></form>",
        "<p>首页 &gt; 政务公开 &gt; 规划计划</p>",
        "<p>主办：某厅　版权所有</p>",
    ],
)
def test_what_is_not_the_document_is_left_out(furniture: str) -> None:
    page = f"<body>{furniture}<h1>发展规划</h1><p>{_PROSE}</p>{furniture}</body>"

    assert _lines(page) == ["发展规划", _PROSE]


def test_labelled_block_that_holds_the_document_is_kept() -> None:
    page = f'<div class="search content">{"".join(f"<p>{_PROSE}</p>" for _ in range(3))}</div>'

    assert _lines(page) == [_PROSE] * 3


def test_one_link_in_a_paragraph_is_text() -> None:
    assert _lines("<p>依据《<a href='/x'>规划纲要</a>》编制。</p>") == ["依据《规划纲要》编制。"]


def test_title_is_added_where_the_page_does_not_show_it() -> None:
    head = "<title>发展规划_通知公告_某省政府</title>"

    assert _lines(f"<html>{head}<body><p>一、总体要求</p></body></html>") == [
        "发展规划",
        "一、总体要求",
    ]
    assert _lines(f"<html>{head}<body><h1>发展规划</h1></body></html>") == ["发展规划"]


def test_table_rows_become_lines_with_merged_cells_once() -> None:
    page = """<table><caption>主要指标</caption>
      <thead><tr><th>类别<th>指标<th>2020年<th>2025年</tr></thead>
      <tr><td rowspan=2>规模<td><p>产值</p><p>（亿元）</p><td>900<td>1300</tr>
      <tr><td>利润（亿元）<td><td>60</tr></table>"""

    assert _lines(page) == [
        "主要指标",
        "类别\t指标\t2020年\t2025年",
        "规模\t产值（亿元）\t900\t1300",
        "利润（亿元）\t—\t60",
    ]


def test_layout_table_gives_its_paragraphs_and_keeps_the_inner_table() -> None:
    inner = "<table><tr><td>产值</td><td>1300</td></tr></table>"
    page = f"<table><tr><td><p>一、要求</p><p>二、目标</p>{inner}</td><td>侧栏</td></tr></table>"

    assert _lines(page) == ["一、要求", "二、目标", "产值\t1300", "侧栏"]


def test_page_without_words_is_refused() -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read(b"<html><body><script>x()</script></body></html>", file_name="规划.html")

    assert str(caught.value) == "《规划.html》中没有可读取的文字。"
