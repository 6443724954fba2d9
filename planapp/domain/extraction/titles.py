"""The title of a plan and where the document's head ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from planapp.domain.extraction.headings import (
    KINDS,
    PLAN_KIND,
    clean_title,
    is_prose,
    names_document,
)
from planapp.domain.extraction.lines import Paragraph
from planapp.domain.extraction.marks import Rank, find_mark
from planapp.domain.extraction.regions import find_region

_HEAD = 60  # paragraphs a head may have at most
_LONG = 80
_SHORTEST, _LONGEST = 8, 80
_ANNEX = re.compile(r"^附\s?件\s?\d{0,2}\s?[：:]?\s+")
_PROMULGATED = re.compile(
    r"(?:关于)?(?:印发|转发|批转|发布|公布)\s*《?(?P<title>[^》]{6,70}?)》?\s*的?通知$"
)
_LISTED = re.compile(r"《[^《》]{4,60}》")
DOC_NUMBER = (  # 粤府办〔2019〕6号, 宁发改能源（发展）〔2022〕418号
    r"[一-龥]{1,12}(?:[（(][一-龥]{1,6}[）)])?\s?[〔﹝\[［【（(]\s?\d{4}\s?[〕﹞\]］】）)]\s?第?\s?\d{1,5}\s?号"
)
_OPENING_NUMBER = re.compile(rf"^{DOC_NUMBER}\s*(?=[一-龥“《])")
_FURNITURE = (
    r"(?:发布|发文|成文|印发|公布)(?:日期|时间|机关|机构)|(?:信息|文章)?来源|索\s?引\s?号"
    r"|(?:发文|文件)?字号"
)
_LABELLED = re.compile(
    rf"(?:标\s*题|名\s*称|文件名称|信息名称)\s*[：:]\s*(?P<title>[^\t\n]{{6,80}}?)(?=\s*{_FURNITURE}|[\t\n]|$)"
)
_RUNNING = re.compile(
    rf"\s*(?P<title>[^。；：:，,\n]{{4,100}}?的通知(?=\s*(?:{DOC_NUMBER}|{_FURNITURE}))"
    rf"|[^。；：:，,\n]{{4,100}}(?:{KINDS})(?:\s?[（(](?!\d{{4}}年\d{{1,2}}月)[^）)]{{2,24}}[）)]){{0,2}})"
    rf"(?=\s*(?:{DOC_NUMBER}|{_FURNITURE}|各[市区县省州地自有部]|\s|[—–]{{2}}|$))"
)
_TOKEN = re.compile(
    rf"(?:(?<=\s)|^)(?P<title>[^\s。；：:，,、]{{6,80}}(?:{KINDS})(?:[（(][^）)]{{2,24}}[）)]){{0,2}})"
    rf"(?=\s*(?:{DOC_NUMBER}|各[市区县省州地自有部])|\s)"
)
_GLUED = re.compile(  # the text follows without a break
    r"(?P<title>[^\s。；：:，,、]{6,60}?(?:规划纲要|规划|行动计划|方案|意见|纲要|工作要点|工作计划|若干措施)"
    r"(?:[（(](?!\d{4}年\d{1,2}月)[^）)]{2,24}[）)])?)(?![的和与及、》建设期])"
)
_PERIOD_LINE = re.compile(r"[（(]\s?(?:20\d\d(?!年\d{1,2}月\d)[^）)]*|征求意见稿|试行|草案)[）)]")
_WINDOW = 600
_REFERRED = re.compile(
    r"《(?P<title>[^《》\n]{8,70})》(?:的)?(?:政策)?(?:解读|图解|一图读懂)|(?:解读|图解|一图读懂)\s*[：:|]?\s*《(?P<after>[^《》\n]{8,70})"
)
_NO_TITLE = re.compile(
    r"^(?:各|为|根据|相关|上一|下一|附件|来源|索引|主题|索 引)|[>|＞]|[：:]$|已经|现印发|首页|[，,]"
)
_GOES_ON = re.compile(
    r"^[一-龥、（） ]{4,40}(?:关于|印发|转发|批转|公布|发布)《?$"
)  # …办公厅关于印发
_REPORT = re.compile(r"20\d\d年[一-龥]{2,12}[省市区县州盟]政府工作报告")
_EMBEDDED = re.compile(
    r"[^。，；\s]{4,50}?(?:规划纲要|规划|行动计划|实施方案|工作方案|实施意见|指导意见)"
)


@dataclass(frozen=True, slots=True)
class Title:
    text: str | None
    start: int = 0
    end: int = 0  # where the head's title ends; what stands before it is no body
    notice: str = ""  # as the head has it: …人民政府关于印发…的通知


def find_title(text: str, paragraphs: Sequence[Paragraph]) -> Title:
    """The plan's own title, None where the text does not hold it."""
    head = list(_head(text, paragraphs))
    candidates = [title for at in range(len(head)) if (title := _at(text, head, at)) is not None]
    if _lists_several(text, head):
        notice = next((t for t in candidates if (t.text or "").endswith("通知")), None)
        return notice or Title(None)
    for title in candidates:
        return title
    return _from_elsewhere(text, paragraphs, head)


def _head(text: str, paragraphs: Sequence[Paragraph]) -> Iterator[Paragraph]:
    """Paragraphs before the first section; a page's navigation list is no section."""
    for paragraph in paragraphs[:_HEAD]:
        mark = find_mark(text, paragraph.start, paragraph.end)
        if mark and mark.number == 1 and mark.rank <= Rank.COMMA:
            return
        yield paragraph


def _lists_several(text: str, head: Sequence[Paragraph]) -> bool:
    """《A》《B》等…现印发给你们: one notice over several plans has no title of theirs."""
    for paragraph in head:
        line = text[paragraph.start : paragraph.end]
        if re.search(r"印发|发布", line) and not names_document(line):
            plans = [name for name in _LISTED.findall(line) if PLAN_KIND.search(name[1:-1])]
            if len(plans) > 1 and line.startswith("《"):
                return True
    return False


def _at(text: str, head: Sequence[Paragraph], at: int) -> Title | None:
    paragraph = head[at]
    line = text[paragraph.start : paragraph.end]
    labelled = _labelled_title(line)
    if labelled:
        return _title(labelled, paragraph.start, paragraph.end)
    is_line = len(line) <= _LONGEST and names_document(clean_title(line))
    if not is_line or _NO_TITLE.search(line):
        return _at_the_beginning(text, paragraph) if at == 0 else _inside_line(text, paragraph)
    first = _first_line(text, head, at)
    end = _end_with_period(text, head, at)
    return _title(text[head[first].start : end], head[first].start, end)


def _end_with_period(text: str, head: Sequence[Paragraph], at: int) -> int:
    """（2016—2020年） on the line below belongs to the title."""
    following = head[at + 1] if at + 1 < len(head) else head[at]
    bracket = _PERIOD_LINE.fullmatch(text, following.start, following.end)
    return following.end if bracket else head[at].end


def _labelled_title(line: str) -> str | None:
    """标题：…: as much of the rest of the line as ends like a title."""
    labelled = _LABELLED.search(line)
    words = labelled.group("title").split() if labelled else []
    for count in range(1, min(len(words), 4) + 1):
        title = "".join(words[:count])
        if names_document(title):
            return title
    return None


def _first_line(text: str, head: Sequence[Paragraph], at: int) -> int:
    """Titles are broken over lines: take in the lines before that only begin the phrase."""
    first = at
    while first > 0 and at - first < 3 and head[first].gap == 0:
        before = text[head[first - 1].start : head[first - 1].end]
        if _GOES_ON.search(before):
            first -= 1
            continue
        line = text[head[first].start : head[first].end]
        begins = find_region(line[:12]) is not None or line.startswith(("国务院", "《"))
        ends = _NO_TITLE.search(before) or re.search(DOC_NUMBER, before) or names_document(before)
        if begins or ends or len(before) > 40 or "。" in before:
            break
        if not re.match(r"[一-龥“《\d]", before) or re.search(r"[：:；;]", before):
            break
        first -= 1
    return first


def _at_the_beginning(text: str, paragraph: Paragraph) -> Title | None:
    """Running text: the title ends where the document number or the address begins."""
    end = min(paragraph.end, paragraph.start + _WINDOW)
    match = _RUNNING.match(text, paragraph.start, min(end, paragraph.start + 120))
    match = match or _TOKEN.search(text, paragraph.start, end)
    opening = text[paragraph.start : paragraph.start + 8]
    if match is None and (opening.startswith("关于") or find_region(opening)):
        match = _GLUED.match(text, paragraph.start, end)
    return _matched_title(match)


def _inside_line(text: str, paragraph: Paragraph) -> Title | None:
    """A title among a page's furniture on one line: it names its region and stands apart."""
    match = _TOKEN.search(text, paragraph.start, min(paragraph.end, paragraph.start + _WINDOW))
    if match is None or find_region(match.group("title")[:16]) is None:
        return None
    return _matched_title(match)


def _matched_title(match: re.Match[str] | None) -> Title | None:
    if match is None or _NO_TITLE.search(_ANNEX.sub("", match.group("title"))):
        return None
    return _title(match.group("title"), match.start("title"), match.end("title"))


def _title(written: str, start: int, end: int) -> Title | None:
    notice = title = clean_title(_OPENING_NUMBER.sub("", _ANNEX.sub("", written)))
    promulgated = _PROMULGATED.search(title)
    if promulgated and names_document(promulgated.group("title")):
        title = promulgated.group("title").strip("《》")
    title = title.strip("《》")
    shortest = len("政府工作报告") if title.endswith("工作报告") else _SHORTEST
    return Title(title, start, end, notice) if shortest <= len(title) <= _LONGEST else None


def _from_elsewhere(text: str, paragraphs: Sequence[Paragraph], head: Sequence[Paragraph]) -> Title:
    """A page's furniture: a heading among its debris, a link to the reading of the plan."""
    for paragraph, following in zip_longest(paragraphs, paragraphs[1:]):
        if paragraph.end - paragraph.start > _LONGEST or not find_region(
            text[paragraph.start : paragraph.start + 10]
        ):
            continue
        for end in [paragraph.end, following.end if following else paragraph.end]:
            if end - paragraph.start <= _LONGEST and _plain_title(text[paragraph.start : end]):
                return Title(clean_title(text[paragraph.start : end]))
    for paragraph in paragraphs:
        line = text[paragraph.start : min(paragraph.end, paragraph.start + 200)]
        referred = _REFERRED.search(line)
        name = referred and (referred.group("title") or referred.group("after"))
        if name and names_document(name) and not is_prose(text, paragraph):
            return Title(clean_title(name))
    report = _REPORT.search(text, 0, _WINDOW)
    if report:
        return Title(report.group(), report.start(), report.end())
    return _embedded(text, head) or _last_line(text, head)


def _plain_title(line: str) -> bool:
    return not _NO_TITLE.search(line) and names_document(clean_title(line)) and "。" not in line


def _embedded(text: str, head: Sequence[Paragraph]) -> Title | None:
    for paragraph in head:
        line = text[paragraph.start : paragraph.end]
        if len(line) > 60 or is_prose(text, paragraph):
            continue
        match = _EMBEDDED.search(line)
        if match is None:
            continue
        region = find_region(match.group())
        at = match.group().find(region) if region else -1
        if at >= 0:
            start = paragraph.start + match.start() + at
            return Title(clean_title(match.group()[at:]), start, paragraph.end)
    return None


def _last_line(text: str, head: Sequence[Paragraph]) -> Title:
    """A news item: the last line before its first long paragraph."""
    for before, paragraph in pairwise(head):
        if paragraph.end - paragraph.start >= _LONG and is_prose(text, paragraph):
            line = text[before.start : before.end]
            no_title = _NO_TITLE.search(line) or re.search(DOC_NUMBER, line) or "。" in line
            if _SHORTEST <= len(line) <= 60 and not no_title:
                return Title(clean_title(line), before.start, before.end)
            break
    return Title(None)
