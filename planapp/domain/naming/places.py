"""The place that stands, or is elided, at the head of a unit's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planapp.domain.naming.values import Place

ROOT = "000000"
_NATIONAL = "国家"
_SHORTEST_PLACE = 2

# The nationalities that stand in the names of autonomous areas (GB/T 3304).
_NATIONALITY = (
    "(?:汉|蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲"
    "|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克"
    "|怒|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|京|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺|各)族"
)
_AUTONOMOUS = re.compile(
    rf"^(?P<place>.{{2,}}?)(?:(?:{_NATIONALITY})+|维吾尔)?自治(?P<kind>[区州县旗])$"
)
_LEVELS = ("特别行政区", "自治区", "地区", "省", "市", "州", "盟", "县", "区", "旗")


@dataclass(frozen=True, slots=True)
class Reading:
    """A name split into the division it belongs to and the rest; `placed` if a place was named."""

    region: str
    rest: str
    placed: bool = True


class Gazetteer:
    """The divisions by code and by every form of their names."""

    def __init__(self, places: tuple[Place, ...]) -> None:
        self._by_code = {place.code: place for place in places}
        self._by_form: dict[str, list[str]] = {}
        for place in places:
            for form in forms_of_place(place.name):
                self._by_form.setdefault(form, []).append(place.code)
        self._longest = max(map(len, self._by_form), default=0)

    def lineage(self, code: str) -> tuple[str, ...]:
        """The division and all above it, nearest first."""
        line: list[str] = []
        step: str | None = code
        while step is not None and step not in line:
            line.append(step)
            place = self._by_code.get(step)
            step = place.parent if place else None
        return tuple(line)

    def lies_in(self, code: str, above: str) -> bool:
        return above in self.lineage(code)

    def codes_of(self, text: str) -> tuple[str, ...]:
        """The divisions that a name is a form of, if it is nothing more than a place."""
        return tuple(self._by_form.get(text, ()))

    def readings(self, text: str, region: str) -> Iterator[Reading]:
        """Every way to cut the place off, the one that names most of it first; then none cut."""
        lineage = self.lineage(region)
        named = list(self._cut_places(text, within=None))
        yield from (Reading(code, rest) for code, rest in reversed(named))
        for code in lineage:
            rest = self._cut_level(text, code)
            if rest:
                yield Reading(code, rest)
        if text.startswith(_NATIONAL):
            yield Reading(ROOT, text.removeprefix(_NATIONAL))
        yield from (Reading(code, text, placed=False) for code in lineage)

    def _cut_places(self, text: str, within: str | None) -> Iterator[tuple[str, str]]:
        """Cut 云南省, then 昆明市 from what follows: each place lies in the one before."""
        for length in range(min(self._longest, len(text) - 1), _SHORTEST_PLACE - 1, -1):
            codes = self._by_form.get(text[:length], ())
            inside = [code for code in codes if within is None or self.lies_in(code, within)]
            if inside:
                rest = text[length:]
                for code in inside:
                    yield code, rest
                    yield from self._cut_places(rest, within=code)
                return

    def _cut_level(self, text: str, code: str) -> str:
        """The text without the word for the division's level (省科技厅), or nothing."""
        place = self._by_code.get(code)
        level = _level_of(place.name) if place else None
        return text.removeprefix(level) if level and text.startswith(level) else ""


def forms_of_place(name: str) -> tuple[str, ...]:
    """The ways in which a division is written: 楚雄彝族自治州, 楚雄州, 楚雄."""
    autonomous = _AUTONOMOUS.match(name)
    if autonomous:
        place = autonomous["place"]
        return (name, place + autonomous["kind"], place)
    level = _level_of(name)
    short = name.removesuffix(level) if level else name
    return (name, short) if level and len(short) >= _SHORTEST_PLACE else (name,)


def _level_of(name: str) -> str | None:
    return next((level for level in _LEVELS if name.endswith(level)), None)
