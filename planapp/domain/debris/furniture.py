"""Lines that belong to a web page and not to the document on it."""

from __future__ import annotations

import re

_LONGEST = 70  # characters: furniture is short
_STEP = re.compile(r"\s*[>＞»›]+\s*")
_BAR = re.compile(r"\s*[|｜]\s*")
_LONGEST_STEP = 24
_HERE = re.compile(r"(?:您|你)?(?:所在的?|现在的?|当前的?)?位置(?:是)?\s?[：:]")
_GREETING = re.compile(r"欢迎(?:您)?(?:光临|访问|来到|进入|登录|浏览)")
_HOTLINE = re.compile(
    r"(?:服务|客服|咨询|投诉|订购|免费)(?:热线|电话)\s?[：:]?|[\d\s()（）+—-]{7,20}"
)
_TOOLS = re.compile(
    r"[【\[（(]?\s*(?:字[体号]\s?[：:]|打印(?:本页|此页)?|关闭(?:窗口|本页)?|收藏(?:本页)?"
    r"|分享(?:到)?|返回(?:顶部|首页|上一页)|设为首页|加入收藏|上一[篇页条]|下一[篇页条]"
    r"|扫一扫|浏览次数|点击(?:数|次数|量)|阅读(?:数|次数|量)|(?:进入)?关怀版|无障碍|繁體|手机版"
    r"|(?:发布|更新|发表)(?:时间|日期)\s?[：:]"
    r"|\d{4}-\d\d-\d\d\s\d\d:\d\d(?::\d\d)?\s*[【\[])"
)
_FOOTER = re.compile(
    r"版权所有|ICP备|公网安备|网站标识码|网站地图|联系我们|隐私(?:声明|政策)|技术支持\s?[：:]"
    r"|主办(?:单位)?\s?[：:].{0,30}承办|[Cc]opyright|©"
)


def describe_furniture(line: str) -> str | None:
    """What sort of furniture a line is, in Chinese; None for a line of the document's own."""
    line = line.strip()
    if not line or len(line) > _LONGEST:
        return None
    if breadcrumb_parts(line) or _HERE.match(line) or _GREETING.search(line):
        return "网页导航"
    if _HOTLINE.fullmatch(_HOTLINE_LEAD.sub("", line)):
        return "网页上的电话"
    if _TOOLS.match(line):
        return "网页工具栏"
    return "网页页脚" if _FOOTER.search(line) else None


_HOTLINE_LEAD = re.compile(r"^(?:全国|全省|全市|统一|免费|24小时){1,3}")


def breadcrumb_parts(line: str) -> tuple[str, ...]:
    """The steps of 首页 > 政务公开 > 规划, or the entries of 首页 | 联系我们; else nothing."""
    for sign in (_STEP, _BAR):
        parts = [part for part in sign.split(_HERE.sub("", line).strip()) if part]
        few = len(sign.findall(line)) < 2
        if few or not parts or any(len(part) > _LONGEST_STEP for part in parts):
            continue
        if not any(any(ch.isdigit() for ch in part) for part in parts):
            return tuple(part.strip() for part in parts)
    return ()
