"""Whether the parts of a broken-down indicator make its whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from enum import Enum, auto

from planapp.domain.terms import Comparator, PartsMake

_EXACT = Context(prec=60)  # sums of figures of at most fifteen digits lose nothing


class Mismatch(Enum):
    """In what way parts do not make their whole."""

    TARGETS = auto()  # the targets do not add up
    ACTUALS = auto()  # what was reached does not add up
    EASIER = auto()  # a part asks for less than the whole
    OTHER_YEAR = auto()  # a part is to be reached in another year
    OTHER_UNIT = auto()  # a part is in a unit that does not convert


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One part, or the whole, in the value unit of the whole; None where that is not known."""

    name: str
    target: Decimal | None
    target_year: int
    actual: Decimal | None = None


@dataclass(frozen=True, slots=True)
class BreakdownFinding:
    """What was found: the parts' figure beside the whole's; `parts` names whom it concerns."""

    kind: Mismatch
    found: Decimal | None = None
    wanted: Decimal | None = None
    parts: tuple[str, ...] = ()

    @property
    def difference(self) -> Decimal:
        """How much more the parts have; negative for less."""
        return _EXACT.subtract(self.found or Decimal(0), self.wanted or Decimal(0))


def check_breakdown(
    whole: Share, parts: Sequence[Share], *, how: PartsMake, comparator: Comparator
) -> list[BreakdownFinding]:
    """The mismatches of one breakdown, those of the targets first; weighted parts have none.

    What was reached is compared only where everybody has reported.
    """
    if how is PartsMake.WEIGHTED or not parts:
        return []
    unlike = [part.name for part in parts if part.target is None]
    other_year = [part.name for part in parts if part.target_year != whole.target_year]
    found = [
        BreakdownFinding(kind, parts=tuple(names))
        for kind, names in ((Mismatch.OTHER_UNIT, unlike), (Mismatch.OTHER_YEAR, other_year))
        if names
    ]
    if how is PartsMake.EACH:
        return [*found, *_check_each(whole, parts, comparator=comparator)]
    pairs = (
        (Mismatch.TARGETS, whole.target, [part.target for part in parts]),
        (Mismatch.ACTUALS, whole.actual, [part.actual for part in parts]),
    )
    sums = (_check_sum(kind, wanted, values) for kind, wanted, values in pairs)
    return [*found, *(each for each in sums if each is not None)]


def _check_sum(
    kind: Mismatch, wanted: Decimal | None, values: Iterable[Decimal | None]
) -> BreakdownFinding | None:
    total = Decimal(0)
    for value in values:
        if value is None or wanted is None:
            return None
        total = _EXACT.add(total, value)
    return None if total == wanted else BreakdownFinding(kind, total, wanted)


def _check_each(
    whole: Share, parts: Sequence[Share], *, comparator: Comparator
) -> Iterable[BreakdownFinding]:
    """Less is asked where a ceiling is higher, or anything else is lower."""
    if whole.target is None:
        return
    for part in parts:
        if part.target is None:
            continue
        over = part.target - whole.target
        if over > 0 if comparator is Comparator.LE else over < 0:
            yield BreakdownFinding(Mismatch.EASIER, part.target, whole.target, (part.name,))
