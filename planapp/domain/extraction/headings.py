"""Where a title ends and its text begins, and which lines are headings without a mark."""

from __future__ import annotations

import re
from dataclasses import dataclass

from planapp.domain.extraction.lines import Paragraph

LONGEST_TITLE = 45  # characters; a longer first sentence is text, not a title
_SPACED_TITLE = 5  # a shorter word before a space is no title
_BRACKET = re.compile(r"[（(]")
_LONGEST_NAME = 16
_PART_NAME = re.compile(  # of a part of the plan, its text glued to it
    r"(?:指导思想|总体要求|总体思路|基本思路|基本原则|工作原则|(?:发展|主要|总体|工作|具体|行动|建设|规划|预期|战略|奋斗)目标|目标(?:要求|任务)"
    r"|(?:重点|主要)任务|保障措施|政策措施|组织保障|组织实施|发展基础|发展环境|发展形势|面临形势)"
    r"(?=[一-龥“\d（(]|\s|$)(?![和与及的])"
)
_DATED_PART = re.compile(  # 2025年工作总结和“十四五”发展成就|过去一年，…
    r"(?:20\d\d年|二[〇○零][〇○零一二三四五六七八九]{2}年|“十[一二三四五六七八九]五”|过去[一二三五]年|今后[一二三五]年)"
    r"(?:20\d\d年|“十[一二三四五六七八九]五”|时期|期间|以来|工作|发展|政府|主要|总体|远景|回顾|总结|[的和与及、]){0,8}"
    r"(?:回顾|总结|成就|成效|重点工作|工作安排|任务|目标|要求|思路|部署)(?=[一-龥“\d])(?![和与及的、])"
)
_GLUED_TITLE = re.compile(  # 强化资金保障|每年安排…: a verb of doing and what it is done to
    r"(?:加强|强化|健全|完善|加大|落实|优化|提升|提高|推进|推动|构建|建立|建设|打造|培育|扩大|拓宽|丰富|深化|增强|改善|营造|创新|严格|夯实|壮大|激发|释放)"
    r"[一-龥“”、]{2,14}?"
    r"(?:领导|保障|支持|支撑|管理|机制|考核|监测|评估|宣传|引导|力度|渠道|氛围|环境|监督|实施|统筹|协调|责任|能力|水平|体系|网络|布局"
    r"|制度|平台|设施|主体|市场|开放|供给|产业|结构|质量|服务|队伍|基础|活力|动力|合作|治理|保护)"
    r"(?=(?:加快|大力|积极|深入|全面|进一步|坚持|围绕|依托|充分|到20\d\d年|20\d\d年|每年|各级|各地|各有关|各部门|把|将|按照|鼓励"
    r"|支持|建设|建立|新建|实施|开展|推进|完善|健全|统筹|省[一-龥]{1,8}[厅局委]))"
)
_LONGEST_LABEL = 20  # a title before a colon
_LONG_LINE = 40
_SHORTEST_PROSE = 12
_NOTE_SIGN = re.compile(r"[。，：:]|负责|牵头|配合")
_LONGEST_BARE = 60  # a heading without a full stop
_TITLE_END = re.compile(r"[。:：！!；;]")
_SPACED = re.compile(r"([^\s，。；：,]{2,30})[ \u3000\xa0]+(?=[\u4e00-\u9fff“《\d][^\s]{12})")
_BROKEN = re.compile(r"\s*\n\s*")
_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_NO_HEADING = re.compile(
    r"^(?:注|附注|备注|来源|资料来源|数据来源|单位|图|表|图表|续表)[\s\d:：（(]|[。；;，,：:、？?|=/@]"
    r"|^\d|\d$|(?:19|20)\d\d年\d{1,2}月\d{1,2}日"
)
_YEAR_OPENS = re.compile(r"^20\d\d年")
KINDS = (
    "规划纲要|规划|计划|方案|意见|措施|纲要|要点|办法|细则|规定|政策"
    "|报告|清单|决定|通知|指南|建议|行动|条例|分工表|分解表|任务分工|责任分解"
)
PLAN_KIND = re.compile(rf"(?:{KINDS})(?:\s*[（(〔\[][^）)〕\]]{{1,24}}[）)〕\]]){{0,3}}$")
_PART_WORDS = re.compile(
    r"(?:指导思想|总体要求|总体思路|基本思路|发展思路|工作思路|基本原则|工作原则|发展原则|[一-龥]{0,8}目标"
    r"|(?:重点|主要|工作|具体|目标)任务|目标要求|(?:重点|主要)(?:工作|举措|措施|领域|方向|工程|项目)"
    r"|(?:保障|政策|主要|具体|工作|支持|推进|组织)措施|(?:组织|政策)?保障|组织(?:领导|实施)|实施保障|保障机制|工作要求"
    r"|空间布局|产业布局|区域布局|总体布局|(?:发展|现实|产业)(?:基础|现状|形势|环境|背景)|面临(?:的)?形势|存在(?:的)?问题"
    r"|机遇(?:与|和)挑战|附则)$"
)

_DIRECT_VERB = re.compile(
    r"^(?:大力|积极|着力|切实|全面|深入|进一步|加快|加强|加大|推进|推动|促进|完善|健全|建立|构建|强化|优化|提升|提高"
    r"|培育|打造|实施|落实|深化|扩大|拓展|拓宽|壮大|做大|做强|做优|做好|鼓励|引导|改善|改进|严格|统筹|增强|营造|夯实|巩固"
    r"|抓好|抓|开展|突出|注重|稳步|持续|集中|全力|有序|有效|充分|推广|推行|引进|搭建|聚焦|围绕|探索|降低|减轻|放宽|清理|制定"
    r"|破除|激发|释放|挖掘|防范|化解|整合|畅通|补齐|缩小|延伸|调整|转变|科学|合理|依法|帮助|助力|争取|倡导|弘扬|解决|明确|争创)"
)


@dataclass(slots=True)
class Heading:
    """Title of an item and the place where the text after it begins."""

    title: str | None
    end: int  # end of the title in the text
    body_start: int | None  # None: nothing but the title stands here


def read_heading(text: str, start: int, end: int) -> Heading:
    """Read what follows a mark: a title alone, a title with text, or text without a title."""
    while start < end and text[start].isspace():
        start += 1
    spaced = _SPACED.match(text, start, end)
    if spaced and (is_part_heading(spaced.group(1)) or len(spaced.group(1)) >= _SPACED_TITLE):
        title_end = start + len(spaced.group(1))
        if end - spaced.end() > title_end - start:
            return Heading(clean_title(spaced.group(1)), title_end, spaced.end())
    stop = _TITLE_END.search(text, start, min(end, start + LONGEST_TITLE + 1))
    heading = _read_unstopped(text, start, end) if stop is None else None
    if heading is None and stop is not None:
        heading = _read_stopped(text, start, end, stop=stop)
    title = heading.title if heading else None
    if title is None or len(title) > _LONGEST_NAME or "，" in title:
        named = (
            _PART_NAME.match(text, start, end)
            or _DATED_PART.match(text, start, end)
            or _GLUED_TITLE.match(text, start, end)
        )
        if named:
            return Heading(named.group(), named.end(), named.end())
    return heading or Heading(None, start, start)


def _read_stopped(text: str, start: int, end: int, *, stop: re.Match[str]) -> Heading:
    is_label = stop.group() in ":："
    if stop.group() in "；;" or (is_label and stop.start() - start > _LONGEST_LABEL):
        return Heading(None, start, start)
    title = clean_title(text[start : stop.start()])
    body_start = _skip_space(text, stop.end(), end)
    return Heading(title or None, stop.start(), body_start if body_start < end else None)


def _read_unstopped(text: str, start: int, end: int) -> Heading:
    if end - start <= _LONGEST_BARE:
        return Heading(clean_title(text[start:end]) or None, end, None)
    note = _BRACKET.search(text, start, min(end, start + LONGEST_TITLE))
    if note and note.start() > start and text[end - 1] in "）)":
        return Heading(clean_title(text[start : note.start()]), note.start(), note.start())
    return Heading(None, start, start)


def clean_title(title: str) -> str:
    """A title on one line, without stray stops at its ends."""
    title = _BROKEN.sub("", title) if "\n" in title else title
    return title.strip(" \t\u3000\xa0。：:，,；;、")


def is_bare_line(text: str, paragraph: Paragraph) -> bool:
    """Could this line be a heading that has no mark: short, no sentence, no cell or caption?"""
    length = paragraph.end - paragraph.start
    if not 2 <= length <= LONGEST_TITLE or paragraph.pieced:
        return False
    line = text[paragraph.start : paragraph.end]
    if "\n" in line and not PLAN_KIND.search(line):
        return False
    if names_document(line):
        line = _YEAR_OPENS.sub("", line)  # 2023年…工作要点
    return not _NO_HEADING.search(line) and len(_IDEOGRAPH.findall(line)) >= 2


def is_part_heading(line: str) -> bool:
    """Does the line end with a word that names a part of a plan (主要目标, 保障措施 …)?"""
    return len(line) <= 24 and _PART_WORDS.search(line) is not None


GLUED_AIMS = re.compile(  # a heading that lost its mark and its line: …。发展目标到2025年，…
    r"(?P<name>(?:发展|主要|总体|工作|具体|行动|规划|战略|建设)目标)[：:]?\s*"
    r"(?=(?:力争)?(?:到|至)?\s?20\d\d年|[—–]{2}|“?十[一二三四五六七八九]五)"
)


def opens_part(text: str, at: int) -> bool:
    """Does the name of a part of the plan stand here, a text or a further mark glued to it?"""
    return _PART_NAME.match(text, at) is not None


def starts_with_action(line: str) -> bool:
    """Does the line open with a verb or adverb of doing (加快…, 完善…), not with a noun?"""
    return _DIRECT_VERB.match(line) is not None


def names_document(line: str) -> bool:
    """Does the line end like the title of a plan (…规划（2021—2025年）)?"""
    return len(line) >= 6 and PLAN_KIND.search(line) is not None


def is_prose(text: str, paragraph: Paragraph) -> bool:
    """A sentence or more, not a cell, a caption or a label."""
    length = paragraph.end - paragraph.start
    line = text[paragraph.start : paragraph.end]
    if length < _SHORTEST_PROSE:
        return False
    if line[-1] in "）)":
        return _NOTE_SIGN.search(line) is not None
    return line[-1] in "。；;！”." or (length >= _LONG_LINE and ("，" in line or "," in line))


def _skip_space(text: str, start: int, end: int) -> int:
    while start < end and text[start].isspace():
        start += 1
    return start
