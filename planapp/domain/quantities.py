"""The units in which plans and ledgers measure, and the words that bound a figure."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum


class Kind(StrEnum):
    """What a unit measures; it decides which words around it make sense."""

    PERCENT = "percent"
    POINTS = "points"
    TIMES = "times"
    RATIO = "ratio"
    MONEY = "money"
    AMOUNT = "amount"
    COUNT = "count"
    TIME = "time"
    BARE = "bare"


_UNITS: dict[Kind, str] = {
    Kind.PERCENT: "% ％ ‰ pct",
    Kind.POINTS: "个百分点 百分点 个千分点",
    Kind.TIMES: "倍",
    Kind.MONEY: "元 美元 欧元 港元 日元 英镑 元人民币",
    Kind.AMOUNT: (
        "亩 公顷 平方公里 平方千米 平方米 立方米 公里 千米 米 厘米 毫米 微米 纳米 海里 车道公里"
        " 皮长公里 芯公里 吨标准煤 吨标煤 千克标准煤 公斤标准煤 克标准煤 标准煤 蒸吨"
        " 重量箱 吨 克 千克 公斤 斤 毫克 微克"
        " 升 毫升 千瓦时 千瓦 兆瓦 吉瓦 瓦 千伏安 千伏 伏安 度 焦耳 吉焦 kWh kW KW MW GW GWh MWh kV"
        " km KM mm cm m² km² m³ kg mg TB GB MB PB EB Gbps Tbps Mbps TEU EFLOPS PFLOPS EFlops PFlops"
        " 标准箱 标箱 立方 方 摄氏度 ℃ 分贝 勒克斯 贝可 床日 人日 工日 车公里 吨公里 人公里 标台"
        " 当量"
    ),
    Kind.COUNT: (
        "个 家 种 项 件 名 人 位 户 所 处 座 条 只 头 羽 辆 台 台套 台（套） 台(套) 套 艘 架 场"
        " 次 篇 部 本 册 门 支 株 棵 颗 枚 张 间 栋 幢 床 对 组 片 块 款 剂 粒 瓶 盒 箱 品 席 宗"
        " 例 份 笔 单 人次 家次 车次 架次 班次 场次 户次 例次 批次 艘次 台次 席位 大类 小类 门类"
        " 大门类 品种 品规 副 幅 列 趟 口 眼 孔 尾 匹 峰 窝 箱次 标段 辆次 卷 担 场（次） 首 曲"
        " 集 期次 学位 人（次） 人·次 人天 标项 班 盏 根 枝 面 具 顶 节 讲 课时 学时 学分 学段"
        " 封 群 公顷次 亩次 起 泊位 头份 羽份 人份 剂次 袋"
    ),
    Kind.TIME: "年 岁 天 日 小时 分钟 秒 个月 月 周 个工作日 工作日 个小时 分",
}
KIND_OF = {unit: kind for kind, units in _UNITS.items() for unit in units.split()}
UNIT_WORD = "|".join(re.escape(unit) for unit in sorted(KIND_OF, key=len, reverse=True))
# What stands before or behind a number and bounds it, with the comparator it means.
SIGNS = {"≥": "ge", "≧": "ge", "⩾": "ge", ">": "ge", "＞": "ge", "≤": "le", "≦": "le", "⩽": "le",
          "<": "le", "＜": "le", "约": "approx"}  # fmt: skip
WORDS = {"不低于": "ge", "不少于": "ge", "达到": "ge", "超过": "ge", "大于": "ge", "不超过": "le",
          "不高于": "le", "低于": "le", "小于": "le", "控制在": "le"}  # fmt: skip
AFTER = {"左右": "approx", "以上": "ge", "以下": "le", "以内": "le"}
_SCALED = rf"[十百千万亿]{{0,3}}(?:{UNIT_WORD})"
_MEASURE = re.compile(
    rf"{_SCALED}(?:[/每·]{_SCALED}|[/每][十百千万亿]{{1,2}}人口?){{0,2}}|[万亿]|无量纲"
)


def is_unit(text: str) -> bool:
    """Whether a text is a unit of measure and nothing else: 亿元, %, 吨标准煤/万元, 件/万人."""
    plain = unicodedata.normalize("NFKC", text).replace("／", "/").strip()
    return _MEASURE.fullmatch(plain) is not None
