"""What the register knows and what a written name turns out to be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from planapp.domain.terms import Term


class Match(Term):
    UNIT = "unit", "单位"
    CLASS = "class", "一类单位"
    NONE = "none", "未识别"


class Basis(Term):
    """Why a name was, or was not, taken for a unit."""

    REGISTERED = "registered", "与登记的名称一致"
    SHORTENED = "shortened", "与登记的名称写法不同、所指相同"
    FORMER_NAME = "former_name", "该单位当时已不用或尚未用此名称"
    ABBREVIATED = "abbreviated", "按缩写规律推定，请核对"
    COLLECTIVE = "collective", "泛指一类单位，不是一个单位"
    OUT_OF_FORCE = "out_of_force", "该单位当时已撤销或尚未成立"
    AMBIGUOUS = "ambiguous", "有多个单位符合"
    UNKNOWN = "unknown", "名册中没有此单位"


class Members(Term):
    """What kind of units a class consists of."""

    GOVERNMENTS = "governments", "市县政府"
    DEPARTMENTS = "departments", "部门"
    PARKS = "parks", "园区"
    OTHERS = "others", "其他"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; None is open."""

    start: date | None = None
    end: date | None = None

    def covers(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Place:
    """An administrative division; `parent` is the code of the one above."""

    code: str
    name: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class RegisteredName:
    """A name of a unit and the time it was in use."""

    text: str
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit of the register with all its names; `region` is the code of its division."""

    id: int
    region: str
    names: tuple[RegisteredName, ...]
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Succession:
    """Duties (`scope`, empty for all) that passed from one unit to another on a day."""

    predecessor: int
    successor: int
    on: date
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A unit that carries duties today, and which (`scope`, empty for all)."""

    unit_id: int
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a written name is: a unit, a class of units, or neither with those it may mean."""

    match: Match
    basis: Basis
    unit_id: int | None = None
    candidates: tuple[int, ...] = ()
