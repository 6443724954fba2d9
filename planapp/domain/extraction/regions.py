"""The province or city a plan is made for."""

from __future__ import annotations

import re

_PROVINCES = (
    "北京市",
    "天津市",
    "河北省",
    "山西省",
    "内蒙古自治区",
    "辽宁省",
    "吉林省",
    "黑龙江省",
    "上海市",
    "江苏省",
    "浙江省",
    "安徽省",
    "福建省",
    "江西省",
    "山东省",
    "河南省",
    "湖北省",
    "湖南省",
    "广东省",
    "广西壮族自治区",
    "海南省",
    "重庆市",
    "四川省",
    "贵州省",
    "云南省",
    "西藏自治区",
    "陕西省",
    "甘肃省",
    "青海省",
    "宁夏回族自治区",
    "新疆维吾尔自治区",
    "新疆生产建设兵团",
)
_SHORT = {
    re.sub(r"(?:壮族|回族|维吾尔)?自治区$|省$|市$", "", name): name for name in _PROVINCES[:-1]
}
_FULL = re.compile("|".join(_PROVINCES))
PROVINCE_NAMES = "|".join(_SHORT)  # in short, as a pattern
_BRIEF = re.compile(PROVINCE_NAMES)
_CITY = re.compile(
    r"(?:20\d\d年)?(?P<name>[一-龥]{2,4}?(?:市|自治州|州|地区|盟|县|新区)|[一-龥]{4,9}自治[州县])"
)
_NO_CITY = re.compile(r"城市|都市|上市|超市|市场|县域|全|各|国|省|关于|加快|推进|促进")
_NATION = re.compile(
    r"^(?:中央|国务院|国家|全国|中国|中华人民共和国)|总局|^(?:工业和信息化|农业农村|教育|科技|财政|商务|交通运输)部"
)


def find_region(*sources: str | None) -> str | None:
    """The region named first by the sources, asked in their order; None for the whole country."""
    for source in sources:
        if not source:
            continue
        source = source.removeprefix("中共")
        if _NATION.search(source):
            return None
        region = _read(source)
        if region:
            return region
    return None


def _read(source: str) -> str | None:
    full = _FULL.search(source)
    city = _CITY.match(source)
    name = city.group("name") if city else ""
    is_city = name and name not in _PROVINCES and not _NO_CITY.search(name)
    if is_city and not (full and full.start() == 0):
        brief = _BRIEF.match(name)
        return name if brief is None else _SHORT[brief.group()]
    if full:
        return full.group()
    brief = _BRIEF.search(source)
    return _SHORT[brief.group()] if brief else None


def is_elsewhere(name: str, region: str | None) -> bool:
    """Does a name open with another province than the one this region names (上海市床位)?"""
    other = _FULL.match(name)
    return other is not None and region in _PROVINCES and other.group() != region


def most_named_province(text: str) -> str | None:
    """The province whose full name a text says most; None when it says none."""
    counts: dict[str, int] = {}
    for match in _FULL.finditer(text):
        counts[match.group()] = counts.get(match.group(), 0) + 1
    return max(counts, key=lambda name: counts[name]) if counts else None
