"""What leaves the product: addresses, marks, limits, signatures, templates."""

from __future__ import annotations

from datetime import timedelta

import pytest

from planapp.domain.outgoing import (
    REST,
    as_html,
    as_markdown,
    dingtalk_signature,
    fill,
    find,
    first_address,
    retry_delay,
    unknown_placeholders,
    with_full_addresses,
)

SITE = "https://guihua.example"


def test_waits_grow_and_end():
    waits = [retry_delay(attempts) for attempts in range(1, 6)]
    assert waits == [*(timedelta(minutes=each) for each in (1, 5, 30, 120)), None]


@pytest.mark.parametrize("site", [SITE, f"{SITE}/"])
def test_addresses_of_ours_become_full_and_others_stay(site):
    body = "1. 见 /etc/passwd\n查看：/admin/my/3/\n说明：//other.example/\n办理：/admin/"
    full = with_full_addresses(body, site=site)
    assert full == body.replace("：/admin/", f"：{SITE}/admin/")
    assert first_address(full) == f"{SITE}/admin/my/3/"


def test_without_a_site_addresses_stay_as_they_are():
    assert with_full_addresses("办理：/admin/", site="") == "办理：/admin/"
    assert first_address("办理：/admin/") == ""


def test_letter_shows_marks_as_text_and_addresses_as_links():
    html = as_html(f"<b>甲</b>\n办理：{SITE}/admin/")
    link = f'<a href="{SITE}/admin/">{SITE}/admin/</a>'
    assert html == f"&lt;b&gt;甲&lt;/b&gt;<br>\n办理：{link}"


def test_markdown_takes_no_marks_from_what_people_wrote():
    text = as_markdown("退回：*[点我](http://evil.example)*", "# 标题\n<@all>", to="张", limit=999)
    assert text == "**退回：＊［点我］(http://evil.example)＊**\n张\n＃ 标题\n＜@all＞"


@pytest.mark.parametrize("limit", [40, 100, 101, 102, 4096])
def test_markdown_stays_within_its_bytes_and_says_where_the_rest_is(limit):
    text = as_markdown("填报提醒", "\n".join(["指标"] * 2000), to="张", limit=limit)
    assert len(text.encode()) <= limit
    assert (REST in text) is (limit > 60)


def test_signature_is_what_the_manual_of_dingtalk_asks_for():
    found = dingtalk_signature("this is secret", timestamp=1577262236757)
    assert found == "hmPWwU+7lVdm3ZZz0r9tSfx0L4Q26jWOZr9+Gs6EZQM="


def test_template_is_filled_once_and_in_depth():
    template = {"a": ["{name}", {"b": "{text} {other}"}], "n": 1}
    filled = fill(template, {"name": "{text}", "text": '"}'})
    assert filled == {"a": ["{text}", {"b": '"} {other}'}], "n": 1}
    assert unknown_placeholders(template) == ["other"]


@pytest.mark.parametrize(
    ("path", "found"),
    [("code", "0"), ("data.ok", "true"), ("data.no", "false"), ("data.none", None), ("x", None),
     ("code.x", None), ("data.word", "OK")],
)  # fmt: skip
def test_value_at_a_path_is_found_as_text(path, found):
    answer = {"code": 0, "data": {"ok": True, "no": False, "none": None, "word": "OK"}}
    assert find(answer, path) == found
