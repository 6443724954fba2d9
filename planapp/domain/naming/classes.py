"""Names that mean a whole class of units: 各市州人民政府, 省级有关部门."""

from __future__ import annotations

import re
from dataclasses import dataclass

from planapp.domain.naming.forms import tidy
from planapp.domain.naming.values import Members

_COLLECTIVE = (
    r"(?:部门|单位|机构|机关|企业|地方|地区|地|市|州|盟|县|区|旗|乡|镇|街道|园区|开发区|新区"
    r"|高校|高等院校|院校|学校|院所|科研院所|医院|银行|协会|政府|党委|管委会)"
)
_LEVEL = r"(?:自治州|自治县|自治旗|设区的?市|地级市|县级市|特区|新区|乡镇|[省市州盟县区旗乡镇])"
_BETWEEN = r"[、,()和及或/]*"
_GOVERNING = r"(?:(?:人民)?政府|党委|管委会|管理委员会)"

_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        # 各有关部门, 省直各部门, 省内各医药企业
        r"^.{0,6}?各.+$",
        # 省级有关部门, 其他相关单位
        rf"^.{{0,8}}(?:有关|相关|其他|所有).{{0,8}}{_COLLECTIVE}$",
        # 省直部门, 市级单位
        rf"^.{{0,6}}[省市州县区](?:直|级|属)(?:机关)?{_COLLECTIVE}$",
        # 领导小组成员单位, 行业主管部门
        r"^.*(?:成员|责任|参与|配合|牵头|主管|职能)(?:单位|部门|企业)$",
        # 市县政府, 市(州)人民政府, 县(市、区)政府
        rf"^{_LEVEL}(?:{_BETWEEN}{_LEVEL})+{_BETWEEN}(?:级)?{_GOVERNING}?$",
        # 县级以上地方人民政府, 属地政府
        rf"^(?:{_LEVEL}级以上|地方|属地|当地|所在地|基层)+(?:地方|各级|{_LEVEL})*{_GOVERNING}$",
        # 企业, 高校
        rf"^{_COLLECTIVE}(?:{_BETWEEN}{_COLLECTIVE})*$",
    )
)


def is_class(text: str) -> bool:
    """Whether a tidied name speaks of a class of units, by its structure."""
    return any(pattern.match(text) for pattern in _PATTERNS)


_SOME = re.compile(r"有关|相关|其他|主管|职能|成员|责任|参与|配合|牵头|属地|当地|所在地")
_GOVERNMENTS = re.compile(
    rf"{_GOVERNING}$|^各?(?:地方|地区|地)$|^各?{_LEVEL}(?:{_BETWEEN}{_LEVEL})*$"
)
_PARKS = re.compile(r"园区|开发区|新区|高新区")
_OFFICES = re.compile(r"部门|单位|机构|机关|委办局")
_PLACE_LEVEL = re.compile(r"[省市州盟县区旗]")


@dataclass(frozen=True, slots=True)
class UnitClass:
    """Which units a collective name speaks of.

    `levels` are the last characters of the places whose governments are meant, none for all.
    `whole` says that it speaks of all of them (各部门) and not of those concerned (各有关部门).
    """

    members: Members
    levels: frozenset[str] = frozenset()
    whole: bool = True


def read_class(written: str) -> UnitClass:
    """What a collective name speaks of, by its words."""
    text = tidy(written)
    whole = _SOME.search(text) is None
    if _OFFICES.search(text):
        return UnitClass(Members.DEPARTMENTS, whole=whole)
    if _PARKS.search(text):
        return UnitClass(Members.PARKS, whole=whole)
    if _GOVERNMENTS.search(text):
        return UnitClass(Members.GOVERNMENTS, _levels_of(text), whole=whole)
    return UnitClass(Members.OTHERS, whole=False)


def _levels_of(text: str) -> frozenset[str]:
    """各市(州)、县(市、区)人民政府 → 市 州 县 区; 省级 and 各级 name no places below."""
    plain = re.sub(r"[全各]省|[省市县区乡]级|设区的?|地区", "", text)
    return frozenset(_PLACE_LEVEL.findall(plain))
