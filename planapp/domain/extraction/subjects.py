"""Names of what is measured: trimmed noun phrases, before or behind their number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from planapp.domain.extraction.headings import is_part_heading
from planapp.domain.extraction.marks import find_mark
from planapp.domain.extraction.verbs import subject_verb

_YEAR = r"\s?(?:[12１２]\d{3}|[二一][〇○零一二三四五六七八九]{3})\s?年"
_TIME = (
    rf"(?:力争|确保|争取|计划)?(?:到|至|从|自)?(?:{_YEAR}|“?十[一二三四五六七八九]五”?|规划期"
    rf"|本规划期|届时)"
    r"(?:底|末|初|年底|年末|规划期|期|时期|期间|规划期末)?(?:之?前|以前|内|末|间|底前|末前)?(?:，"
    r"|,)?"
    r"|(?:今后|未来|接下来)[三四五\d一二两十]{1,2}年(?:内|里)?|全年|今年|本年度?|[三四五\d]年内"
    r"|用[三五\d][\-—至]?\d?年(?:左右)?(?:的?时间)?"
)
_ACTION = (
    "建成|建设|实现|完成|建立|达到|培育|打造|扶持|发展|支持|推进|推动|抓好|形成|落实|推行|引进"
    "|实施|开展|提升|提高|控制|布局|新建|改造"
)
_LEAD = re.compile(
    rf"(?:[\s　、，,；;：:。.．﹒—–\-－•●■◆★▪·\]】)）”]+|[①-⑳]|[一二三四五六七八九十]{{1,2}}(?:是"
    rf"|要)(?=\D)"
    rf"|[(（][一二三四五六七八九十\d]{{1,2}}[)）]|[（(](?=[^（）()]*$)|\d{{1,2}}[.．、](?=\D)"
    rf"|{_TIME}"
    r"|其中|力争|确保|争取|努力|力求|推动|促进|促使|使(?!用|馆|命)得?|同时|并(?!购|网|联|轨)且?"
    r"|以及|及(?!时|格)|和(?!谐|平|田)|与(?!会)"
    r"|或(?!有)|另(?!类)|还(?!款|田|林|湿)要?|进一步|不断|加快|加强|着力|积极|大力|持续|稳步|有序"
    r"|切实|逐步|深入|继续|认真|扎实|大幅|显著"
    rf"|(?:基本|全面|重点|主要|科学|合理|统筹|有效|适度|适时|充分|严格|高标准|高质量)(?={_ACTION})"
    rf"|实现|保持|带动|引导|鼓励|推进"
    r"|预计|计划(?!生育|单列)|完成(?!率)|至少|每?年均|目标(?:是|为)|(?:具体|总体|预期"
    r"|主要)目标[是为：:]?|要(?!素|求|件|道)|将(?!军)|把(?!关)"
    r"|到(?!位|账|港|期|岸|户|村|场)|约(?!束)|共(?!享|同|建|有|用|青|性)|累计|做到|达到"
    r"|支持(?=\D{4})|新增(?=.{0,3}$))"
)
_TAIL = re.compile(
    r"(?:[\s　、，,；;：:（(“]|的|等|至少|不少于|在内|总共|合计|分别|力争|方面|左右|均|各"
    r"|共|和|与|及|以及|达|为|到)$"
)
ATTRIBUTES = (
    "增加值|总产值|产值|出货值|交货值|产量|总产量|营业收入|主营业务收入|销售收入|销售额|交易额"
    "|零售额|收入|营收|利润总额|利润|利税|税收|面积"
    "|规模|数量|总数|总量|总额|比重|占比|比例|投资|投资额|增速|增长率|增幅|降幅|覆盖率|普及率"
    "|利用率|达标率|合格率|完成率|强度|能力|装机"
    "|从业人数|人数|里程|密度|产能|出口额|进口额|进出口额|进出口总额|参保率|入学率|容量|使用量|装机容量"
    "|装机规模|用量|排放量|消费量"
    "|贡献率|渗透率|使用率|率|人次|覆盖面|价值|总值|成交额|储备量|供应量|吞吐量|周转量"
)
_ATTRIBUTE_TAIL = re.compile(
    rf"(?:种植|播种|建设|养殖|生产|户均|亩均|人均|年均|年|总){{0,3}}(?:{ATTRIBUTES})$"
)
_BARE_ATTRIBUTE = re.compile(
    rf"(?:年均|平均|年|总|累计|其|产业|全产业链|合计|年度|预计|综合|全年|亩均|户均|人均)?(?:削减|压减|减排|增长"
    rf"|出口|销售|就业|年|总)?(?:{ATTRIBUTES}|数|总数)$"
)
_NOUN_STOP = re.compile(
    r"[，。；：！？;:!?\n\t]|,(?!\d)|[和与及、](?=\d)|[、并](?=(?:新增|新建|建设|建成|培育|打造"
    r"|推动|推进|实施|开展|支持|形成|争取|力争|引进|完善|加快|实现|"
    r"促进|组织|加强|推广|提升|提高|健全|构建|优化|探索|鼓励|完成|带动|成为|创建))"
    r"|进行|开展|(?<=.)给予|(?<=.)予以|(?<=.)(?<!已)实现|(?<=.)建成(?!区)|(?<=.)达到|(?<=.)超过|(?<=.)完成|(?<=.)纳入"
    r"|(?<=.)进入|(?<=.)形成|(?<=.)成为"
    r"|(?<=.)通过(?!率)|(?<=.)取得|(?<=.)获得|(?<=.)获批|(?<=.)入选|(?<=.)投入(?!强度|产出)"
    r"|(?<=.)投产|(?<=.)落地|(?<=.)建设$|(?<=.)上市(?!公司|企业|储备)"
    r"|(?<=.)为(?:骨干|支撑|重点|主体|依托|载体|龙头|核心|基础|平台)"
)
_HARD_STOPS = frozenset("，。；：！？;:!?\n\t,和与及、并为")
_RELATIVE = re.compile(r"[^，。；：！？;:!?\n、]{0,20}的[^，。；：！？;:!?\n、]{2}")
_PLACE = re.compile(
    "全[省市国县区州]|城市|城镇|农村|县城|城区|市区|乡镇|建制镇|村庄|设区市|县级市|平原区?"
    "|(?:丘陵)?(?:山区|坝区)|牧区|林区|库区"
    "|沿海地区|中心城区|[一二三四]季度|[上下]半年"
)
_LEVEL = re.compile(r"[^级]{1,3}级(.+)")  # 国家和市级示范社
_NEXT_LEVEL = re.compile(
    r"(?:[、和及]\d[\d—\-～]{0,6}[个家所项名](?:以上)?[^，。；、级]{1,8}级){1,6}([^，。；、\d级]{2,30})"
)
_BRACKET = re.compile("[（()）]")
_CLOSED_FIRST = re.compile(r"^(?:[^（(]{0,20})[)）]")
_LEFT_OPEN = re.compile(r"[（(][^）)]*$")
_LONGEST_NOUN = 60


_REGIONS = frozenset(a + b for a in "全我" for b in "省市县区州国")


@dataclass(slots=True)
class Phrase:
    """A stretch of text taken as a name."""

    start: int
    end: int
    name: str


def make_phrase(text: str, start: int, end: int) -> Phrase:
    """Trim marks, time words, adverbs and light verbs off both ends."""
    while start < end and (lead := _LEAD.match(text, start, end)):
        start = lead.end()
    while start < end and (tail := _TAIL.search(text[max(start, end - 4) : end])):
        end -= len(tail.group())
    return Phrase(start, end, squeeze(text[start:end]))


def squeeze(raw: str) -> str:
    """A name as one line: no white space, no bracket left open, no stray quotation mark."""
    name = "".join(raw.split())
    if _BRACKET.search(name):
        name = _CLOSED_FIRST.sub("", name) if _unopened(name) else name
        name = _LEFT_OPEN.sub("", name)
    return (
        name.strip("、，,；;：:。的")
        if name.count("“") == name.count("”")
        else name.strip("“”、的")
    )


def _unopened(name: str) -> bool:
    close = min((i for i in (name.find("）"), name.find(")")) if i >= 0), default=-1)
    opened = min((i for i in (name.find("（"), name.find("(")) if i >= 0), default=len(name))
    return 0 <= close < opened


def read_noun(text: str, start: int, end: int) -> Phrase:
    """The noun phrase that a count stands before: 3个|省级基地，."""
    while start < end and (text[start].isspace() or text[start] == "的"):
        start += 1
    stop = min(end, start + _LONGEST_NOUN)
    depth, at = 0, start
    while at < stop:
        match = _NOUN_STOP.search(text, at, stop)
        if match is None:
            break
        if match.group()[0] not in _HARD_STOPS and _RELATIVE.match(text, match.end(), stop):
            at = match.end()  # 产值超过10亿元的|企业: the verb belongs to the noun
            continue
        depth = text.count("（", start, match.start()) - text.count("）", start, match.start())
        if depth <= 0 and text.count("“", start, match.start()) == text.count(
            "”", start, match.start()
        ):
            stop = match.start()
            break
        at = match.end()
    return make_noun(text, start, stop)


def make_noun(text: str, start: int, end: int) -> Phrase:
    while start < end and (tail := _TAIL.search(text[max(start, end - 4) : end])):
        end -= len(tail.group())
    return Phrase(start, end, squeeze(text[start:end]))


def read_title(heading: str) -> str:
    """（二）未来能源 without its mark."""
    mark = find_mark(heading, 0, len(heading))
    return squeeze(heading[mark.end if mark else 0 :])


def read_topic(heading: str) -> str:
    """（二）培育高新技术企业 over 到2023年达到500家: the heading names what is counted."""
    mark = find_mark(heading, 0, len(heading))
    start = mark.end if mark else 0
    verb = subject_verb(heading, start, len(heading))
    topic = make_phrase(heading, verb.end, len(heading)).name if verb else ""
    return "" if "、" in topic or is_part_heading(heading) else topic


def shared_noun(text: str, at: int, end: int) -> str:
    """What 20个省级产业园 lends to 5个国家级: the head that both levels share."""
    match = _NEXT_LEVEL.match(text, at, end)
    return squeeze(match.group(1)) if match else ""


def is_bare_attribute(name: str) -> bool:
    """产值, 年均增速, 总数: says what of a subject, and leaves the subject out."""
    return _BARE_ATTRIBUTE.fullmatch(name) is not None


def is_rate(name: str) -> bool:
    """A name that can only be measured in percent."""
    return name.endswith(("率", "比重", "占比", "比例"))


def strip_attribute(name: str) -> str:
    """全省中药材种植面积 → 全省中药材: the thing whose further attributes may follow."""
    stripped = _ATTRIBUTE_TAIL.sub("", name)
    return stripped if len(stripped) >= 2 else name


def swap_level(base: str, level: str) -> str:
    """省级事项可办率 with 市县级 → 市县级事项可办率; the level alone where it does not fit."""
    head, mark, rest = base.partition("级")
    return (
        level + rest.removeprefix("以上")
        if mark and len(head) <= 8 and level.endswith("级")
        else level
    )


def is_place(name: str) -> bool:
    """县城, 农村, 二季度: where or when, and nothing of what."""
    return _PLACE.fullmatch(name) is not None


def swap_place(base: str, place: str) -> str:
    """城市供水普及率 with 县城 → 县城供水普及率."""
    return place + _PLACE.sub("", base, count=1) if _PLACE.match(base) else place + base


def split_subjects(name: str) -> list[str]:
    """城镇、农村居民收入 → the two of them, each with the shared head."""
    parts = [p for p in re.split(r"、|以及|和|与|及(?![率格时])", name) if p]
    if len(parts) < 2:
        return [name]
    if any(is_bare_attribute(part) for part in parts[1:]):
        thing = strip_attribute(parts[0])  # 茶园面积、产量 are both of the 茶园
        thing = "" if thing == parts[0] else thing
        return parts[:1] + [thing + p if is_bare_attribute(p) else p for p in parts[1:]]
    level = _LEVEL.match(parts[-1])
    if level and all(len(part) <= 4 for part in parts[:-1]):
        return [part + level.group(1) for part in parts[:-1]] + parts[-1:]
    tail = _ATTRIBUTE_TAIL.search(parts[-1])
    if tail and not any(_ATTRIBUTE_TAIL.search(p) or p.endswith("量") for p in parts[:-1]):
        shared = _shared_head(parts[-2], parts[-1]) or tail.group()
        scope = parts[0][:-2] if len(shared) == len(parts[-1]) - 2 else ""
        scope = scope if len(scope) > 2 or scope in _REGIONS else ""
        parts = [parts[0] + shared, *(scope + p + shared for p in parts[1:-1]), scope + parts[-1]]
    return parts


def _shared_head(left: str, last: str) -> str:
    """What 出口增长率 lends to 汽车生产: the words of both that stand side by side are alike."""
    for size in range(min(4, len(left)), 0, -1):
        at = last.find(left[-size:], 1)
        if at > 0:
            return last[at + size :]
    if len(left) >= 2 and left[-2:-1] == last[:1]:
        return ""
    return "" if any(pair in left for pair in (last[:2],)) else last[2:]
