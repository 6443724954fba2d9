"""What a plan says of itself: title, region, issuer, number, date and period."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from planapp.domain.charges import is_office, looks_like_unit
from planapp.domain.extraction.assignments import Assignment
from planapp.domain.extraction.contract import ExtractedGoal, PlanHeader
from planapp.domain.extraction.dates import DATE, read_date
from planapp.domain.extraction.lines import Paragraph
from planapp.domain.extraction.marks import Rank
from planapp.domain.extraction.nodes import Node
from planapp.domain.extraction.regions import find_region, most_named_province
from planapp.domain.extraction.scopes import Part
from planapp.domain.extraction.titles import DOC_NUMBER, Title, find_title
from planapp.domain.extraction.years import YearRole, find_years

_HEAD = 40
_SHORT = 40
_ADDRESS = 200  # characters behind a title in which its number and its address stand
_UNSURE = 0.7  # goals found without a section of aims do not date a plan
_NUMBER = re.compile(DOC_NUMBER)
_NUMBER_BEHIND = re.compile(rf"\s*(?P<number>{DOC_NUMBER})")
_NUMBER_ADDRESSED = re.compile(rf"(?<![一-龥])(?P<number>{DOC_NUMBER})(?=\s*各[一-龥])")
_ISSUER_LABEL = re.compile(
    r"(?:发文机关|发文单位|制发机关|制定机关|印发机关|发文字号机关)\s*[：:]\s*(?P<name>[一-龥、（）]{2,40}?)"
    r"(?=(?:成文|发布|发文|生效|印发|实施)(?:日期|时间|字号)|主题|标题|有效|[^一-龥、（）]|$)"
)
_DATE_LABEL = re.compile(r"(?:成文|发文|印发|签发)(?:日期|时间)\s*[：:]\s*")
_NUMBER_LABEL = re.compile(r"(?:发文字号|文\s*号|发文文号|文件编号)\s*[：:]\s*")
_TITLE_ISSUER = re.compile(r"^(?P<name>[一-龥（）、 \u3000]{2,80}?)\s?(?:关于|印发)")
_NEWS_ISSUER = re.compile(r"^(?P<name>[一-龥]{3,16})[：:]")
_RANGE = re.compile(r"(20\d\d)\s?年?\s?[—–\-－~～至到]{1,2}\s?(20\d\d)\s?年?")
_FIVE_YEARS = re.compile(
    r"十(?P<nth>[一二三四五六七八九])五(?![一二三四五六七八九十])|第十(?P<long>[一二三四五六七八九])个五年"
)
_ONE_YEAR = re.compile(r"(20\d\d)\s?年(?!.*(?:远景|愿景))")
_PERIOD = re.compile(
    r"规划(?:期限|期|年限)(?:为|是|：|:)?\s?(20\d\d)\s?年?\s?[—–\-－~～至到]{1,2}\s?(20\d\d)\s?年"
)
_MEETING = re.compile(  # ——2019年1月9日在某市第五届人民代表大会第四次会议上
    r"(?P<year>20\d\d)\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日\s?在(?P<place>[一-龥]{2,10}?)第?[一二三四五六七八九十]{1,3}届"
)
_HELD_WITHIN = 3_000
_WITHIN = re.compile(r"[一-龥]{1,6}?(?:新区|开发区|自治[州县]|[市区县])(?![域级])")
_OPENED = re.compile(r"\s?[（(]")
_OUTLOOK = re.compile(r"展望|远景|愿景")
_DIGITS = "零一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class FoundHeader:
    """The header as far as it is known before the goals are."""

    header: PlanHeader
    end: int  # marks before it belong to the page, not to the plan


@dataclass(frozen=True, slots=True)
class _Signature:
    issuer: str | None
    date: str | None


def find_header(
    text: str, paragraphs: Sequence[Paragraph], *, rows: Sequence[Assignment] = ()
) -> FoundHeader:
    """Everything but the period's end where the title does not state it.

    A row of a table of tasks, which may end with units and a date, signs nothing.
    """
    title = find_title(text, paragraphs)
    tabled = {row.start for row in rows}
    signature = _find_signature(text, [p for p in paragraphs if p.start not in tabled], title)
    issuer = _find_issuer(text, paragraphs, title) or signature.issuer or _from_title(title)
    start, end = _period_of(title.text, text)
    header = PlanHeader(
        title=title.text,
        region=_find_region(text, title=title.text, issuer=issuer),
        issuer=issuer,
        doc_number=_find_number(text, paragraphs, title),
        issued_on=_labelled_date(text, paragraphs) or _date_behind(text, title) or signature.date,
        period_start=start,
        period_end=end,
    )
    return FoundHeader(header, title.end)


def complete_header(
    text: str, found: FoundHeader, *, root: Node, goals: Sequence[ExtractedGoal]
) -> PlanHeader:
    """Add the last year the aims name where the title states no period.

    A notice over several plans has no period of its own.
    """
    documents = sum(node.rank is Rank.DOCUMENT and bool(node.children) for node in root.children)
    if found.header.period_end is not None or (found.header.title is None and documents > 1):
        return found.header
    stretches = [
        stretch
        for node in root.walk()
        if node.part is Part.AIMS and not _OUTLOOK.search(node.title or "")
        for stretch in [(node.start, node.line_end), *((p.start, p.end) for p in node.texts)]
    ]
    stretches += [
        (goal.span.start, goal.span.end)
        for goal in goals
        if goal.section or goal.confidence > _UNSURE
        if not any(_OUTLOOK.search(label) for label in goal.section)
    ]
    years = [
        mention.year
        for start, end in stretches
        for mention in find_years(text[start:end])
        if mention.role is YearRole.TARGET
    ]
    return replace(found.header, period_end=max(years, default=None))


def _find_region(text: str, *, title: str | None, issuer: str | None) -> str | None:
    for source in (title, issuer):
        region = find_region(source)
        if region and source:
            return _narrowed(text, source, region)
        if source and re.match(r"国务院|国家|全国", source):
            return None
    if meeting := _find_meeting(title, text):
        return find_region(meeting.group("place"))
    return most_named_province(text[:20_000]) if re.search(r"[我全本][省市区]", text) else None


def _narrowed(text: str, source: str, region: str) -> str:
    """重庆市渝中区, a city behind its province: the place whose government the text names."""
    within = _WITHIN.match(source, len(region)) if source.startswith(region) else None
    place = within.group() if within else ""
    if not place or not re.search(rf"{place}(?:人民政府|管委会|管理委员会)", text[:_HELD_WITHIN]):
        return region
    return place if region.endswith(("省", "自治区")) and place.endswith("市") else region + place


# Title, number and labels


def _period_of(title: str | None, text: str) -> tuple[int | None, int | None]:
    stated = _RANGE.search(title or "") or _PERIOD.search(text)
    if stated:
        return int(stated.group(1)), int(stated.group(2))
    plan = _FIVE_YEARS.search(title or "")
    if plan:
        end = 2005 + 5 * _DIGITS.index(plan.group("nth") or plan.group("long"))
        return end - 4, end
    year = _ONE_YEAR.search(title or "") or _find_meeting(title, text)
    return (int(year.group(1)), int(year.group(1))) if year else (None, None)


def _find_meeting(title: str | None, text: str) -> re.Match[str] | None:
    """The session a work report is given to; its year is the report's."""
    is_report = title is not None and title.endswith("工作报告")
    return _MEETING.search(text, 0, _HELD_WITHIN) if is_report else None


def _find_issuer(text: str, paragraphs: Sequence[Paragraph], title: Title) -> str | None:
    for paragraph in paragraphs[:_HEAD]:
        labelled = _ISSUER_LABEL.search(text, paragraph.start, paragraph.end)
        if labelled:
            return labelled.group("name").strip()
    return None


def _from_title(title: Title) -> str | None:
    for pattern, source in ((_TITLE_ISSUER, title.notice), (_NEWS_ISSUER, title.text or "")):
        match = pattern.match(source)
        written = re.split(r"[、\s]+", match.group("name")) if match else []
        names = [name for part in written for name in _split_names(part)]
        if names and all(looks_like_unit(name) and is_office(name) for name in names):
            return "、".join(names)
    return None


def _find_number(text: str, paragraphs: Sequence[Paragraph], title: Title) -> str | None:
    """A number of its own line or straight after the title, never one cited in a sentence."""
    for paragraph in paragraphs[:_HEAD]:
        label = _NUMBER_LABEL.search(text, paragraph.start, paragraph.end)
        match = _NUMBER.match(text, label.end() if label else paragraph.start, paragraph.end)
        opens = paragraph.start == title.start and match is not None and match.end() < title.end
        if match and (label or opens or paragraph.end - match.end() <= 4):
            return _dense(match.group())
    if title.text is None:
        return None
    after = _NUMBER_BEHIND.match(text, title.end)
    after = after or _NUMBER_ADDRESSED.search(text, title.end, title.end + _ADDRESS)
    return _dense(after.group("number")) if after else None


def _dense(written: str) -> str:
    return re.sub(r"\s", "", written)


def _labelled_date(text: str, paragraphs: Sequence[Paragraph]) -> str | None:
    for paragraph in paragraphs[:_HEAD]:
        label = _DATE_LABEL.search(text, paragraph.start, paragraph.end)
        date = DATE.match(text, label.end(), paragraph.end) if label else None
        if date:
            return read_date(date)
    return None


def _date_behind(text: str, title: Title) -> str | None:
    """…的意见（2024年2月6日）: a day in brackets right behind the title."""
    opened = _OPENED.match(text, title.end) if title.text else None
    date = DATE.match(text, opened.end()) if opened else None
    return read_date(date) if date and text[date.end() : date.end() + 1] in ("）", ")") else None


# Signature


def _find_signature(text: str, paragraphs: Sequence[Paragraph], title: Title) -> _Signature:
    """The first office with a date after it: 贵州省人民政府办公厅 / 2016年10月10日."""
    for at, paragraph in enumerate(paragraphs):
        date = _closing_date(text, paragraph)
        if date is None:
            continue
        before = _split_names(text[paragraph.start : date.start()].strip("（("))
        names = before or _names_above(text, paragraphs, at)
        units = [name for name in names if looks_like_unit(name)]
        on_cover = at < _HEAD and paragraph.start <= title.end + 200
        if units:
            return _Signature("、".join(units), read_date(date))
        ends_notice = at > 0 and text[paragraphs[at - 1].end - 1] in "。）"
        if not before and (on_cover or ends_notice):
            return _Signature(None, read_date(date))
    return _Signature(None, None)


def _split_names(written: str) -> list[str]:
    """The offices that stand before a date; white space inside one name parts nothing."""
    names = written.split()
    if len(names) > 1 and all(map(looks_like_unit, names)):
        return names
    glued = "".join(names)
    region = find_region(glued)
    parts = re.split(rf"(?<=[委府厅局办会])(?={region})", glued) if region else []
    if len(parts) > 1 and all(map(looks_like_unit, parts)):
        return parts  # 湖南省教育厅湖南省财政厅
    return [glued] if glued else []


def _closing_date(text: str, paragraph: Paragraph) -> re.Match[str] | None:
    """A date that ends a short line, behind nothing but an office; or one alone in brackets."""
    if text[paragraph.start] in "（(" and text[paragraph.end - 1] in "）)":
        date = DATE.match(text, paragraph.start + 1, paragraph.end - 1)
        return date if date and date.end() == paragraph.end - 1 else None
    if paragraph.end - paragraph.start > _SHORT + 20:
        return None
    date = DATE.search(text, paragraph.start, paragraph.end)
    if date is None or paragraph.end - date.end() > 14:
        return None
    rest = text[date.end() : paragraph.end].strip()
    if rest and not re.fullmatch(r"[（(][^）)]*[）)]", rest):
        return None
    before = text[paragraph.start : date.start()].strip()
    return date if len(before) <= _SHORT and not re.search(r"[：:。，；]", before) else None


def _names_above(text: str, paragraphs: Sequence[Paragraph], at: int) -> list[str]:
    names: list[str] = []
    for paragraph in reversed(paragraphs[max(0, at - 4) : at]):
        name = text[paragraph.start : paragraph.end]
        if len(name) > _SHORT or not re.fullmatch(r"[一-龥（）\s、]+", name):
            break
        names[:0] = _split_names(name)
    return names
