"""Browsers as people call them."""

from __future__ import annotations

import pytest

from planapp.domain.browsers import browser_in_words

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
CHROME = f"{WINDOWS} Chrome/120.0.0.0 Safari/537.36"
SAFARI, WECHAT = "Safari 17 · macOS", "微信 8 · iPhone"
KYLIN = "Mozilla/5.0 (X11; Linux aarch64; Kylin V10) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (CHROME, "Chrome 120 · Windows 10/11"),
        (f"{CHROME} Edg/120.0.2210.91", "Edge 120 · Windows 10/11"),
        (f"{CHROME} QIHU 360SE", "360浏览器 · Windows 10/11"),
        (f"{WINDOWS} Chrome/94.0 Core/1.94 QQBrowser/12.3", "QQ浏览器 12 · Windows 10/11"),
        (f"{KYLIN} Chrome/97.0.4692.98 Safari/537.36 Qaxbrowser", "奇安信可信浏览器 · 麒麟"),
        ("Mozilla/5.0 (X11; Linux x86_64; UOS) Firefox/115.0", "Firefox 115 · 统信UOS"),
        ("Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0", "Firefox 140 · Linux"),
        ("Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko", "IE 11 · Windows 7"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/17.1 Safari/605.1", SAFARI),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Mobile/15E148 MicroMessenger/8.0", WECHAT),
        ("Mozilla/5.0 (Linux; Android 13) Chrome/116.0 Mobile DingTalk/7.1.0", "钉钉 7 · Android"),
        ("python-requests/2.32", "未知设备"),
        ("", "未知设备"),
    ],
)  # fmt: skip
def test_browser_is_named_as_people_name_it(agent: str, words: str) -> None:
    assert browser_in_words(agent) == words
