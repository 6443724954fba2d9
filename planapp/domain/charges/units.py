"""Names of units: a list split into its names, and what looks like an office."""

from __future__ import annotations

import re

from planapp.domain.charges.values import UnitInRole
from planapp.domain.terms import Role

_ENDING = re.compile(
    r"(?:厅|局|委|办|署|院|会|社|府|部|行|中心|公司|集团|海关|台|馆|所|站|大学|学院|学校|园区|新区|区|市|州|县|盟|旗|省"
    r"|部门|单位|机构|地方|地|组|处|团|联|学会|协会|兵团|管委会|指挥部|领导小组|联席会议|办公室|支队|总队|银行|法院|检察院)"
    r"(?:[（(][^）)]*[）)])?$"
)
_NO_OFFICE = re.compile(
    r"(?:布局|格局|结局|全部|内部|外部|社会|机会|进行|运行|执行|推行|发行|通行|场所|城市|超市|都市|上市|农村地|景区|小区|社区)$"
    r"|^(?:鼓励|支持|引导|推动|加快|加强|建立|完善|推进|探索|要求|通过|依托|组织|结合|对|将|把|在|以)"
)
_STRONG = re.compile(
    r"(?:厅|局|委|办|部|署|院|府|会|社|行|中心|公司|集团|海关|部门|单位|大学)(?:[（(][^）)]*[）)])?$"
)
_JOIN = re.compile(r"以及|会同|联合|及|和|与")
_DIVISION = re.compile(
    r"^[省市州县区镇乡街道盟旗自治特地级（）()〔〕、]+(?:党委)?(?:(?:人民)?政府|管委会|党委)?(?:[（(][^）)]*[）)])?$"
    r"|^[一-龥]{2,6}[市州县区盟旗]人民政府$|^[省州]?直管市$"
)
_EACH = re.compile(
    r"^(?:各(?:有关|相关)?|有关|相关)[设省市州县区镇乡盟旗自治地级特（）()〔〕、]*(?:直管市|行政公署|行署)?$"
)
_TAIL = re.compile(
    r"(?:(?:等(?:(?:有关|相关)?(?:部门[和及、]单位|部门|单位))?)?(?:按照|按|根据|依)?(?:各自)?职责(?:分工)?(?:分别|共同)?(?:负责|落实)?)$"
)
_AND_OTHERS = re.compile(r"^(?P<named>.+?)等(?P<rest>.*)$")
_QUALIFIED = re.compile(r"^(?:省|市|区|县|州|各|国|中|驻|自治区|全省|全市|沿|部(?!门)|有关[^部单])")
_LEADS = re.compile(r"[（(](?:牵头|牵头单位|牵头部门)[）)]$")
_NOBODY = {"", "无", "暂无", "—", "-", "/", "下同"}
_OPEN, _CLOSE = "（(〔[【《“", "）)〕]】》”"
_SIGN = re.compile(rf"[{re.escape(_OPEN + _CLOSE)}、，,；;/ \u3000\xa0\t\n]")
_EDGES = " 。.：:\u3000\n"
_LONGEST = 200  # characters: a longer name has no ending worth looking for


def looks_like_unit(name: str) -> bool:
    """Does the name end like that of an office, a body or a place that can be charged?"""
    tail = name[-_LONGEST:]
    return _ENDING.search(tail) is not None and _NO_OFFICE.search(name) is None


def is_office(name: str) -> bool:
    """Does the name end like that of an office, not of a place or a group of places?"""
    return _STRONG.search(name[-_LONGEST:]) is not None


def split_units(names: str, *, role: Role) -> list[UnitInRole]:
    """The units of a list in their order; 等 is dropped, brackets stay whole."""
    units: list[UnitInRole] = []
    for token in _merge_divisions(_cut(names)):
        for name in _split_token(token):
            leads = _LEADS.search(name)
            cleaned = _LEADS.sub("", name)
            if cleaned not in _NOBODY:
                units.append(UnitInRole(cleaned, Role.LEAD if leads else role))
    return units


def _cut(names: str) -> list[str]:
    """Cut at 、，；and white space outside brackets."""
    tokens, depth, start = [], 0, 0
    for match in _SIGN.finditer(names):
        sign = match.group()
        if sign in _OPEN:
            depth += 1
        elif sign in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0:
            tokens.append(names[start : match.start()])
            start = match.end()
    tokens.append(names[start:])
    return [token for token in (token.strip(_EDGES) for token in tokens) if token]


def _merge_divisions(tokens: list[str]) -> list[str]:
    """各市、州、县人民政府 is one name although it holds the sign that splits a list."""
    merged: list[str] = []
    for token in tokens:
        goes_on = merged and len(merged[-1]) < _LONGEST and _EACH.match(merged[-1])
        if goes_on and _DIVISION.match(token):
            merged[-1] += f"、{token}"
        else:
            merged.append(token)
    return merged


def _split_token(token: str) -> list[str]:
    if len(token) > _LONGEST:
        return [token]
    token = _TAIL.sub("", token).removeprefix("及").removeprefix("以及").removeprefix("由")
    others = _AND_OTHERS.match(token)
    if others and looks_like_unit(others.group("named")):
        rest = others.group("rest")
        named = _split_joined(others.group("named"))
        return [*named, *_split_joined(rest)] if _QUALIFIED.match(rest) else named
    return _split_joined(token.removesuffix("等"))


def _split_joined(token: str) -> list[str]:
    """Split at 和 and 及 where they join two units, not inside a name (工业和信息化部)."""
    names: list[str] = []
    start = 0
    for join in _JOIN.finditer(token):
        left, right = token[start : join.start()], token[join.end() :]
        if len(left) < 3 or len(right) < 3 or _in_brackets(left) or not is_office(left):
            continue
        if looks_like_unit(right):
            names.append(left)
            start = join.end()
    return [*names, token[start:]]


def _in_brackets(left: str) -> bool:
    return sum(left.count(sign) for sign in _OPEN) > sum(left.count(sign) for sign in _CLOSE)
