"""What a register of units says of a reform: 2018年10月由甲局、乙局合并组建; 2024年3月并入丙厅."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from planapp.domain.charges import split_units
from planapp.domain.terms import Role

ALLOWED = "可以写“2018年10月25日由甲局、乙局合并组建”“2024年3月1日并入丙厅”“2018年10月更名为丁局”"
_CLAUSE = re.compile(r"[;。\n]+")
_DAY = re.compile(r"((?:19|20)\d\d)[年./-](\d{1,2})(?:[月./-](?:(\d{1,2})日?)?)?")
_YEAR = re.compile(r"(?:19|20)\d\d年?")
_TO = re.compile(
    r"(?:并入|划[入归转]|转入|合并[到为至]|整合[到为至]|更名为?|改名为?|改组为|改称|改为|职[责能](?:由|划[入归转]))"
    r"(?:[到至给])?(?P<names>[^,]+)"
)
_FROM = re.compile(
    r"(?:由|整合|以)(?P<names>[^,]+?)(?:的?(?:有关|相关|部分|全部)?职[责能])?(?:为基础)?"
    r"(?:等?(?:部门|单位))?,?(?:合并|整合|重新|共同)*(?:重组|改组|组建|成立|设立|更名|改名|划入|而成)"
    r"|(?:前身[为是]|原为|原名)(?P<former>[^,]+)"
)
_TAIL = re.compile(r"(?:承担|管理|行使|承接|的?(?:全部|部分|有关|相关)?职[责能]).*$")
_NOTHING = frozenset({"", "无", "—", "-", "/", "未变化", "无变化"})


@dataclass(frozen=True, slots=True)
class Reform:
    """Duties that passed on a day between the unit of the row and others.

    `is_outgoing`: from it to them, else from them to it. `is_month_only`: no day is written.
    """

    on: date
    others: tuple[str, ...]
    is_outgoing: bool
    is_month_only: bool = False


def read_reforms(text: str) -> Iterator[Reform | str]:
    """Each step that a cell tells of, or why it cannot be told, with what is allowed."""
    plain = re.sub(r"[ \t]+", "", unicodedata.normalize("NFKC", text))
    for clause in filter(None, _CLAUSE.split(plain)):
        if clause not in _NOTHING:
            yield _read(clause)


def _read(clause: str) -> Reform | str:
    found = _DAY.search(clause)
    if found is None:
        return f"没有写明哪年哪月；{ALLOWED}"
    try:
        on = date(int(found[1]), int(found[2]), int(found[3] or 1))
    except ValueError:
        return f"没有这一天；{ALLOWED}"
    rest = _YEAR.sub("", clause[: found.start()] + clause[found.end() :])
    coming, going = _FROM.search(rest), _TO.search(rest)
    if coming:
        others = _names(coming["names"] or coming["former"])
    else:
        others = _names(going["names"]) if going else ()
    if not others:
        return f"看不出与哪个单位有关；{ALLOWED}"
    return Reform(on, others, is_outgoing=coming is None, is_month_only=found[3] is None)


def _names(text: str) -> tuple[str, ...]:
    bare = _TAIL.sub("", text).strip('"“”()')
    units = split_units(bare, role=Role.RESPONSIBLE)
    return tuple(unit.name.removeprefix("原") for unit in units) or ((bare,) if bare else ())
