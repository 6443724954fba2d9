"""Numbers that are no commitments: names, marks, thresholds, policy parameters, past facts."""

from __future__ import annotations

import re

from planapp.domain.extraction.measures import Quantity
from planapp.domain.extraction.verbs import is_verb
from planapp.domain.quantities import Kind

_OPENED = re.compile(r"[“‘「『][^”’」』]*\Z")
_CLOSES = re.compile(r"[”’」』]")
_ORDINAL_BEFORE = re.compile(
    r"第\s?$|(?<!目)(?<!之)(?<!年)(?<!日)(?<!底)前\s?$|编号\s?$|[No№]\.?\s?$"
    r"|第[一二三四五六七八九十]+$"
)
_LIST_MARK_AFTER = re.compile(r"\s?[.．、)）](?!\d)")
_LINE_OPENS = re.compile(r"(?:^|[\n。；;：:\s　])[(（]?\s*$")
_NAME_AFTER = re.compile(
    r"\s?(?:强|号|大(?!专|于|类)|型|价|版|维|期|代|届|级|化|星|A|级别)|[-·][A-Za-z]"
)
_LATIN = re.compile(r"[A-Za-z]")
_THRESHOLD_AFTER = re.compile(r"(?:的|级|规模的|量级)")
_KEPT_HEADS = re.compile(
    r"的?(?:目标|增速|水平|速度|增长|增幅|要求|任务|比例|比重|年均|年度|规模|幅度|标准|覆盖率|占比"
    r"|总量)(?:[，。；、]|$|以上|左右|增长|任务|要求)"
)
_ENUMERATED = re.compile(
    r"(?:个|大|种|条|类|项)?(?:方面|阶段|环节|层面|维度|步骤|层次|问题|原则|途径|要素|不变|确保"
    r"|坚持)"
)
_PROGRAMME = re.compile(
    r"[^，。；、\d]{0,8}(?:行动|任务|计划|举措|措施|战略|机制|政策|重点工作"
    r"|工作任务)(?:[，。；、：（(]|$)"
)
_PROGRAMME_HAN = re.compile(
    r"[^，。；、\d]{0,8}(?:行动|任务|计划|举措|措施|战略|机制|政策|工作|工程|改革"
    r"|制度)(?:[，。；、：（(]|$)"
)
_EXISTING_BEFORE = re.compile(
    r"(?:现有|已有|原有|既有|现存|目前|上述|以上|以下|这|该|那|另外|其余|全国|国内|省内|全世界"
    r"|所有|全省|全市|全县"
    r"|全区|辖区内?)的?$"
)
_PLACE_BEFORE = re.compile(
    r"(?:在|依托|以|对|对于|围绕|按|按照|从|由|于|把|将|向|针对|根据|利用|通过|聚焦|涉及|结合|借助"
    r"|参照|纳入|落实|做好|符合)"
    r"[^，。；、]{0,8}$"
)
_APPOSED_ADVERB = re.compile(r"(?:每[个省市县区乡镇村户所家年]?.{0,8}|[建设立办改增添补配出成])$")
_JOINED_VERB = re.compile(r"[并和及或].{1,8}$")
_STANDARD = re.compile(r"的(?:标准|比例|要求|原则)(?!化)[^，。；]{0,8}$")  # 按每千人配备2名的标准
_ALL = re.compile(r"[^，。；、\d]{1,20}(?:均|全部|都)(?:达|实现|完成|为|符合)")
_MEANS = re.compile(
    r"[^，。；、]{2,40}?为(?:支撑|重点|主体|依托|载体|龙头|核心|基础|平台|抓手|主|骨干|引领|牵引)"
)
_PLACE_LISTED = re.compile(r"(?:在|依托|以|对|围绕|按照|由|于|将|把|向|针对|与)[^，。；]*等$")
_POLICY = re.compile(
    r"给予|奖励|补助|补贴|资助|贴息|奖补|补偿|一次性|税率|减按|费率|上浮|下浮|罚款|罚金|保费"
    r"|按.{0,14}(?:比例|标准|计提|提取|计算|执行|给)"
    r"|减免|免征|减半|租金|报销|支付比例|起付|注册资本|预留|预付|加计|采购份额|返还|代偿|担保费"
    r"|计提|扣除|股权激励|转化收益|奖金|每人每"
    r"|最高不|工作日|时限|有效期|聘期|首付|利率(?!达)|权重|分值"
)
_POLICY_NAMED = re.compile(r"等(?:[^，。；、]{0,8})政策$")  # 加计扣除比例提高到100%等优惠政策
_GRANT = re.compile(r"给予|奖励|贴息|一次性|最高|减按|减半|免征|罚款|符合条件|投资需求|总投资")
_FUND = re.compile("专项资金|基金")
_SUBSIDISED = re.compile(r"(?:补贴|补助|奖补|奖励|资助|补偿)(?:比例|率|额度|幅度)$")
_MONEY_POLICY = re.compile(
    r"给予|奖励|补助|补贴|资助|贴息|奖补|补偿|注册资|价格|单价|年薪|额度|限额|最高|投资需求|总投资"
    r"|估算|概算|预算|匡算|每人|每户|每亩|每家|每个(?:企业|项目)"
)
_LIMIT_SUBJECT = re.compile(
    r"时限|期限|审批|办理|办结|受理|通关|时间|环节|材料|许可|工作日|公示|答复"
)
_SPAN_OF_LIFE = re.compile(
    r"年限|寿命|预期|天数|日数|年龄|时长|时数|小时数|学时|分数|得分|评分|满意度|指数|库存|安全期"
    r"|周期|储备|储气|能力"
)
_EACH = re.compile(r"每(?P<made>[一-龥]{0,3})\Z")
_POWERS_ONLY = frozenset("十百千万亿")
_BEFORE_POWER = frozenset("超过破达近上约到")  # 突破千亿元
_PLAIN_CLASSIFIERS = frozenset("个家所座项件名处条户台艘架")
_PAST = re.compile(
    r"截至|截止|目前|去年|上年|近年来|近几年|过去|以来|当前|已[^经]?|已经|(?:增长|达到|实现|完成"
    r"|建成|形成|培育|新增|突破|超过|增加|下降|提高)了"
)
_STOCK = re.compile(r"现有|既有|原有|现已|仅[为有占]?\s?\Z")
_NOT_PAST = re.compile(
    r"目前[^，。]{0,20}(?:提高|提升|增加|扩大|下降|降)(?:到|至)|已(?:有|建|批|纳入|公布|登记)的"
    r"|不得|而已|已知|去年同期|由目前|从目前"
)


def is_in_name(text: str, q: Quantity) -> bool:
    """Part of a word, a quoted name, a title in 《》, an ordinal, a mark or a rank."""
    before, after = text[max(0, q.start - 1) : q.start], text[q.number.end : q.number.end + 1]
    joined = before in {"-", "_", "/", "+"} and _has_latin_head(text, q.start)
    if joined or before == "±" or _LATIN.match(before):
        return True
    if q.kind is Kind.BARE and _LATIN.match(after):
        return True
    if _ORDINAL_BEFORE.search(text[max(0, q.start - 4) : q.start]):
        return True
    if q.kind is Kind.BARE and _is_mark(text, q):
        return True
    if _counts_each(text, q):
        return True
    return _is_quoted(text, q) or _named_after(text, q)


def _counts_each(text: str, q: Quantity) -> bool:
    """每100户居民, 每新增1家企业: what another number is counted by."""
    each = _EACH.search(text, max(0, q.start - 4), q.start)
    if each is None or q.kind is Kind.TIME:
        return False
    made = each.group("made")
    return (q.value == 1 and is_verb(made)) if made else set(str(q.value).lstrip("1")) <= {"0"}


def _has_latin_head(text: str, start: int) -> bool:
    return _LATIN.match(text[max(0, start - 2) : start - 1] or "0") is not None


def _is_mark(text: str, q: Quantity) -> bool:
    """1. 2、 (3) at the start of a line or sentence; ① and [1] never reach here as digits."""
    if text[max(0, q.start - 1) : q.start] in {"〔", "[", "【"}:
        return True
    return (
        _LIST_MARK_AFTER.match(text, q.number.end) is not None
        and _LINE_OPENS.search(text[max(0, q.start - 3) : q.start]) is not None
    )


def _is_quoted(text: str, q: Quantity) -> bool:
    """Inside a short pair of quotation marks, or in the title of a document."""
    if _OPENED.search(text, max(0, q.start - 24), q.start):
        return _CLOSES.search(text, q.end, q.end + 24) is not None
    before = max(0, q.start - 50)
    opened = text.rfind("《", before, q.start)
    if opened < 0 or opened < text.rfind("》", before, q.start):
        return False
    return text.find("》", q.end, q.end + 50) >= 0


def is_number_word(text: str, q: Quantity) -> bool:
    """一批, 一个, 二次开发, 零部件, 万人专利: words made with numerals, not counts."""
    if not q.number.is_han or q.number.unit:
        return False
    if q.kind is not Kind.BARE and not set(text[q.start : q.number.end]) - _POWERS_ONLY:
        if text[max(0, q.start - 1) : q.start] == "每":
            return True  # 每千名老年人
        is_idiom = text[q.end : q.end + 1] in _POWERS_ONLY  # 千家万户
        counted = q.unit in _PLAIN_CLASSIFIERS and not is_idiom
        return not counted and text[max(0, q.start - 1) : q.start] not in _BEFORE_POWER
    if q.kind is Kind.BARE:
        return True
    if q.number.scale or q.value >= 10:
        return False
    return q.kind is Kind.COUNT and (q.value == 1 or q.unit not in _PLAIN_CLASSIFIERS)


def _named_after(text: str, q: Quantity) -> bool:
    if q.kind is Kind.BARE:
        return _NAME_AFTER.match(text, q.number.end) is not None
    return text[q.end : q.end + 1] in {"级", "强"}


def is_threshold(text: str, q: Quantity, *, after: int) -> bool:
    """A condition inside a noun phrase: 超过10亿元的企业, 100亿元级园区; `after`: behind 以上."""
    if _KEPT_HEADS.match(text, after, after + 12):
        return False
    return _THRESHOLD_AFTER.match(text, after) is not None


def is_enumerated(text: str, q: Quantity) -> bool:
    """三个方面, 5个环节, 九项行动: the parts of a text or programme, not things to be made."""
    if q.unit == "项" and q.value < 20:
        programme = _PROGRAMME_HAN if q.number.is_han else _PROGRAMME
        if programme.match(text, q.end):
            return True
    return _ENUMERATED.match(text, q.start + len(str(q.value)) - 1, q.end + 4) is not None or (
        _ENUMERATED.match(text, q.end) is not None
    )


def is_existing(head: str) -> bool:
    """What the count refers to is there already: 依托8个园区, 现有5家, 等30余户企业."""
    if head.endswith("等"):
        return _PLACE_LISTED.search(head[-60:]) is not None
    return _EXISTING_BEFORE.search(head[-8:]) is not None or (
        _PLACE_BEFORE.search(head[-14:]) is not None
    )


def is_apposed(between: str) -> bool:
    """甲、乙5个产业集群: nouns right before the count say which ones; they are there already."""
    listed = between.strip()
    if not listed or listed[-1] in "、和及与或等，,：:并" or _APPOSED_ADVERB.search(listed):
        return False
    return "、" in listed and _JOINED_VERB.match(listed) is None


def is_means(rest: str) -> bool:
    """以50个品牌为支撑: what the work leans on."""
    return _MEANS.match(rest) is not None


def says_all(rest: str) -> bool:
    """六项指标均达到二级标准: all that there are of them."""
    return _ALL.match(rest) is not None


def is_standard(rest: str) -> bool:
    """按每千人配备2名的标准: how the work is to be done, not how much of it."""
    return _STANDARD.search(rest) is not None


def is_policy(clause: str, sentence: str, *, q: Quantity, subject: str, is_reached: bool) -> bool:
    """Subsidies, rates, ceilings, service-time limits; 支付比例达到75% is a level to be reached."""
    if _POLICY_NAMED.search(clause) or _SUBSIDISED.search(subject):
        return True
    if is_reached and q.kind is Kind.MONEY and subject.endswith("标准"):
        return True  # 补助标准提高到420元
    if is_reached and q.kind is not Kind.TIME:
        return _GRANT.search(clause) is not None
    if q.kind is Kind.TIME:
        return not _SPAN_OF_LIFE.search(subject) or bool(_LIMIT_SUBJECT.search(subject))
    if q.kind is Kind.MONEY:
        whole = clause if _FUND.search(clause) else sentence  # what a fund pays is told after it
        return bool(_POLICY.search(clause) or _MONEY_POLICY.search(whole))
    if q.kind in {Kind.PERCENT, Kind.RATIO, Kind.TIMES, Kind.POINTS}:
        return bool(_POLICY.search(clause))
    return False


def is_told_as_past(before: str) -> bool:
    """Whether the words before a number (from the last target year on) tell what has happened."""
    match = _PAST.search(before)
    return match is not None and not _NOT_PAST.search(before)


def tells_stock(own: str) -> bool:
    """现有企业20家: the words of the number's own clause say it exists."""
    return _STOCK.search(own) is not None
