"""Verbs that govern a count: making verbs (made over the period) and verbs of state."""

from __future__ import annotations

import re
from typing import NamedTuple

_STRONG = (
    "新增 新建 新改建 改扩建 新改扩建 扩建 续建 建成 建立 建设 培育 打造 布局 引进 获批 认定"
    " 组建 遴选 累计 创建 设立 成立 开工 建好 增设 招引 引育 引培 选育 孵化 评选 评定 命名 选派"
    " 选树 育成 选拔 举办 开展 培训 培养 扶持 支持 资助 改造 推广 制定 制修订 修订 发布 研发 研制"
    " 开发 攻克 申报 转化 授权 淘汰 治理 修复 整治 实施 完成 争创 创成 创作 推出 出版 征集 组织"
    " 配备 购置 更新 关停 迁建 开通 新开 开设 救助 安置 搬迁 拆除 造林 签约 转移 解决 落地 入选"
    " 推动 推进 促成 促进 聚集 集聚 壮大 发展 做强 做大 扶植 储备 发放 投放 新开工 入库 挖掘"
    " 提升 评估 吸引 吸纳 汇聚 建 育 收储 盘活 派遣 取得 获得 新培育 新认定 新引进 新设 新上"
    " 谋划 策划 凝练 编制 完善 派出 升级 整合 帮扶 带动 服务 招收 招聘 录用 帮助 引导 鼓励 确定"
    " 选择 选取 筛选 申请 通过 新创 创办 生产 出栏 植树 栽植 治疗 铺设 敷设 架设 安装 接入 投产"
    " 投运 检查 抽查 抽检 布设 设置 布点 投用 投建 筹建 筹办 筹措 承办 招募 签订 签署 配置 配建"
    " 增建 改建 迁改 栽培 抚育 改培 种植 养殖 养护 加固 疏浚 整修 补助建设 做优 联办 共建 检测"
    " 监测 排查 压减 削减 化解 调解 办理 提供 增加 打通 贯通 引入 招商 形成规模 启动 示范 试点"
    " 论证 搭建 构建 延伸 梳理 汇编 录制 拍摄 新获批 新获得 新获评 新获认定 新取得 新建成 新组建"
    " 新设立 安排 发起"
)
_STATE = (
    "实现 形成 拥有 达到 达 超过 突破 总数 保持 稳定 保有 现有 不少于 不低于 至少有 共有 控制 覆盖"
)
_SORT = dict.fromkeys(_STRONG.split(), "make") | dict.fromkeys(_STATE.split(), "state")
_WORDS = sorted(_SORT, key=len, reverse=True)
_LONGEST = max(map(len, _SORT))
_NOUNS = {"建": "建(?![制档筑材议])", "建成": "建成(?!区)"}  # 建制村, 建成区
_VERB = re.compile("|".join(_NOUNS.get(word, word) for word in _WORDS))
# Verbs that are rarely part of a noun: they govern from the middle of a clause, too.
_CLEAR = re.compile(
    "累计建成|累计培育|累计|新获(?:批|得|评|认定)|新取得|新组建|新设立|新增|新建成?|建成(?!区)|培育|打造|引进|获批|认定|组建|遴选|创建|设立|成立|举办"
    "|选派|培训|攻克|实施|完成|新培育|"
    "形成|拥有|布局|扶持|引育|招引|孵化|新认定|新引进|争创|创成"
)
_OPENING = re.compile(
    r"(?:[\s、，并]|共|力争|确保|争取|每年|全年|再|年内|分别|重点|着力|积极|大力|加快|持续|支持"
    r"|推动|推进|鼓励|引导|深入|努力|全面)*"
)


_NOUN_AFTER = re.compile(
    r"[率量值额]|数(?![字据学码智控值])|面积|水平|里程|工程|项目|任务|比例|比重|占比|强度|规模"
)  # 建成率 is no verb
_ACTIVITIES = (  # 孵化器, 培训基地, 示范园: what is done there names the place
    "孵化 培训 培养 研发 研制 示范 试点 种植 养殖 检测 监测 转化 服务 治疗 储备 生产 救助 推广"
    " 治理 安置 选育 栽培 养护"
)
_PLACE = re.compile(
    r"(?:器|基地|中心|园区|平台|机构|场所|示范[区园]|[室站场所院区点园县镇乡村])(?!的)"
)
_PAIRED = frozenset(
    ["改造", "提升", "升级", "新建", "改建", "扩建", "改扩建", "建设", "打造", "培育", "建成"]
)
_JOINT = re.compile(r"[或和及、并]?")


class Governor(NamedTuple):
    """A verb, where its object starts, and whether the object is made or a state."""

    word: str
    start: int
    end: int
    makes: bool
    is_clear: bool = False  # rarely part of a noun


def last_verb(text: str, start: int, end: int) -> Governor | None:
    """The verb nearest before `end`: it governs the count that follows."""
    found = None
    for match in _VERB.finditer(text, start, end):
        found = match
    return _governor(found) if found else None


def subject_verb(text: str, start: int, end: int) -> Governor | None:
    """The verb of 新增污水处理能力4200万吨: it opens the clause, or is a clear verb inside it."""
    opening = _OPENING.match(text, start, end)
    at = opening.end() if opening else start
    found = _VERB.match(text, at, end)
    for match in _CLEAR.finditer(text, at, end):
        found = match if match.end() < end and not _names_place(text, match, end) else found
    if found is None and at > start:
        found = _VERB.search(text, start, at)
    if found is None or found.end() >= end or _NOUN_AFTER.match(text, found.end()):
        return None
    return None if _names_place(text, found, end) else _governor(found)


def _names_place(text: str, verb: re.Match[str], end: int) -> bool:
    """国家级孵化|器, 培训|基地: the verb is part of the noun that ends here."""
    place = _PLACE.match(text, verb.end(), end) if verb.group() in _ACTIVITIES.split() else None
    return place is not None and place.end() == end


def object_verb(text: str, start: int, end: int) -> Governor | None:
    """The verb whose object stands right before the number: 通过…工程|建设|高标准农田1200万亩."""
    found = None
    for match in _VERB.finditer(text, start, max(start, end - 2)):
        if not _NOUN_AFTER.match(text, match.end()):
            found = match
    return _governor(found) if found else None


def next_verb(text: str, start: int, end: int) -> Governor | None:
    """A verb at this very offset, joined to the one before: 新建|或改扩建."""
    joint = _JOINT.match(text, start, end)
    found = _VERB.match(text, joint.end() if joint else start, end)
    if found is None or (found.start() == start and found.group() not in _PAIRED):
        return None  # 建设|服务区: what looks like a second verb opens the noun
    return _governor(found)


def is_verb(word: str) -> bool:
    """Whether a word is one of the verbs that govern counts."""
    return word in _SORT


def ends_with_verb(text: str, end: int) -> bool:
    """Whether a verb, or a mark after one, stands right before this offset."""
    if text[max(0, end - 1) : end] in "、，和及与":
        return True
    return any(text[max(0, at) : end] in _SORT for at in range(end - _LONGEST, end))


def _governor(match: re.Match[str]) -> Governor:
    word = match.group()
    makes = _SORT.get(word, "make") == "make"
    is_clear = _CLEAR.fullmatch(word) is not None
    return Governor(word, match.start(), match.end(), makes, is_clear)
