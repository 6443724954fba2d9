"""Who is ahead and who is behind: the items of a report by unit and by plan, ranked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.monitoring.values import IndicatorLine, TaskLine
from planapp.domain.ranking import Placed, on_schedule, rank
from planapp.domain.standing import Standing
from planapp.domain.terms import Light, Status
from planapp.domain.wording import format_percent

Line = IndicatorLine | TaskLine


@dataclass(frozen=True, slots=True)
class Group:
    """The items that a unit answers for, or that a plan holds."""

    name: str
    lines: tuple[Line, ...]

    def of_light(self, light: Light) -> int:
        return sum(line.shown[1] is light for line in self.lines)

    @property
    def counting(self) -> tuple[Line, ...]:
        """Without those whose figure is not published yet, with which nobody is late."""
        return tuple(line for line in self.lines if not line.is_left_out)

    @property
    def unpublished(self) -> int:
        return len(self.lines) - len(self.counting)

    @property
    def silent(self) -> int:
        """未填报: what was due and of which there is nothing."""
        return sum(line.shown[0] is Status.NO_DATA for line in self.counting)


def rank_units(lines: Iterable[Line]) -> list[Placed[Group]]:
    """By the rule of the page 排名, 达到序时; an item of several units is one of each of them."""
    return _ranked(lines, lambda line: line.answering)


def rank_plans(lines: Iterable[Line]) -> list[Placed[Group]]:
    """The same by plan."""
    return _ranked(lines, lambda line: (line.plan,))


def share_words(placed: Placed[Group]) -> str:
    """`66.7%`, or — where nothing was due."""
    share = placed.score.share
    return format_percent(None if share is None else Decimal(share.numerator) / share.denominator)


def leading(placed: Iterable[Placed[Group]]) -> list[Placed[Group]]:
    """Those of which all that was due is on schedule."""
    return [each for each in placed if each.score.counted and each.score.share == 1]


def trailing(placed: Iterable[Placed[Group]]) -> list[Placed[Group]]:
    """Those with anything yellow or red: the most red first, then the most yellow."""
    behind = [each for each in placed if _behind(each.what) != (0, 0)]
    return sorted(behind, key=lambda each: (*_behind(each.what), each.what.name))


def _behind(group: Group) -> tuple[int, int]:
    return -group.of_light(Light.RED), -group.of_light(Light.YELLOW)


def _ranked(lines: Iterable[Line], keys: Callable[[Line], Iterable[str]]) -> list[Placed[Group]]:
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        for name in keys(line):
            found[name].append(line)
    groups = [Group(name, tuple(own)) for name, own in found.items()]
    return rank((group, on_schedule(_standings(group))) for group in groups)


def _standings(group: Group) -> dict[Standing, int]:
    counts: defaultdict[Standing, int] = defaultdict(int)
    for line in group.counting:
        status, light, _ = line.shown
        counts[Standing(status, light)] += 1
    return counts
