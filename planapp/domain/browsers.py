"""What a browser says of itself, in the words of those who use it."""

from __future__ import annotations

import re

# The first that fits counts: most call themselves Chrome and Safari as well.
_BROWSERS = (
    ("企业微信", r"wxwork/(\d+)"),
    ("微信", r"MicroMessenger/(\d+)"),
    ("钉钉", r"DingTalk[/(](\d+)"),
    ("奇安信可信浏览器", r"Qaxbrowser(?:/(\d+))?"),
    ("红莲花浏览器", r"(?:Lotus|RedLotus)(?:/(\d+))?"),
    ("360浏览器", r"(?:360SE|360EE|QIHU 360\w*)(?:/(\d+))?"),
    ("QQ浏览器", r"M?QQBrowser/(\d+)"),
    ("搜狗浏览器", r"MetaSr (\d+)"),
    ("UC浏览器", r"UC?Browser/(\d+)"),
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Firefox", r"Firefox/(\d+)"),
    ("Chrome", r"(?:Headless)?Chrome/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari/"),
    ("IE", r"(?:MSIE |Trident/.*rv:)(\d+)"),
)
_SYSTEMS = (
    ("统信UOS", r"\bUOS\b|UnionTech|Deepin"),
    ("麒麟", r"Kylin"),
    ("鸿蒙", r"HarmonyOS|OpenHarmony"),
    ("Android", r"Android"),
    ("iPad", r"iPad"),
    ("iPhone", r"iPhone"),
    ("Windows 10/11", r"Windows NT 10\.0"),
    ("Windows 8", r"Windows NT 6\.[23]"),
    ("Windows 7", r"Windows NT 6\.1"),
    ("Windows XP", r"Windows NT 5\.[12]"),
    ("Windows", r"Windows"),
    ("macOS", r"Mac OS X|Macintosh"),
    ("Linux", r"Linux|X11"),
)


def browser_in_words(agent: str) -> str:
    """The browser with its main version, and the system: Chrome 120 · Windows 10/11.

    What cannot be told is left out; 未知设备 where neither can.
    """
    system = next((name for name, sign in _SYSTEMS if re.search(sign, agent)), "")
    return " · ".join(filter(None, (_browser(agent), system))) or "未知设备"


def _browser(agent: str) -> str:
    for name, sign in _BROWSERS:
        if found := re.search(sign, agent):
            return f"{name} {found[1]}" if found[1] else name
    return ""
