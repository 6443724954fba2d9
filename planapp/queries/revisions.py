"""Which target and base a round of reporting is judged by, after they were revised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import takewhile
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from planapp.domain.terms import RevisionState
from planapp.models import TargetRevision
from planapp.models.revision import REVISABLE

Chosen = Collection[int] | QuerySet[Any, Any]  # ids, or a subquery that finds them
Revisions = Sequence[TargetRevision]  # those of one indicator, in the order of their years


class Terms(NamedTuple):
    """What is promised and from where: the columns that a revision may change, in its order."""

    target: Decimal
    target_max: Decimal | None
    target_year: int
    base_year: int | None
    base_value: Decimal | None


class TermsInForce(NamedTuple):
    """The terms of an indicator in a cycle, and the revision they come from, if from any."""

    terms: Terms
    revision: TargetRevision | None = None


def confirmed_revisions(indicators: Chosen) -> Mapping[int, Revisions]:
    """The revisions that took effect, by indicator. One query."""
    found: dict[int, list[TargetRevision]] = defaultdict(list)
    rows = TargetRevision.objects.filter(indicator__in=indicators, state=RevisionState.CONFIRMED)
    for row in rows.order_by("effective_year"):
        found[row.indicator_id].append(row)
    return found


def terms_in_force(
    own: Terms, revisions: Revisions, *, as_of_on: date, closed_on: date | None
) -> TermsInForce:
    """The terms for a cycle, from an indicator's own and its confirmed revisions; no query.

    A revision holds from its year on, but not for a cycle that was closed when it was decided:
    that cycle keeps the target it was judged by.
    """
    applying = list(
        takewhile(lambda each: _applies(each, as_of_on=as_of_on, closed_on=closed_on), revisions)
    )
    used = applying[-1] if applying else None
    if len(applying) == len(revisions):
        return TermsInForce(own, used)
    following = revisions[len(applying)]
    return TermsInForce(Terms(*(getattr(following, f"old_{name}") for name in REVISABLE)), used)


def _applies(revision: TargetRevision, *, as_of_on: date, closed_on: date | None) -> bool:
    if revision.effective_year > as_of_on.year:
        return False
    if closed_on is None or revision.decided_at is None:
        return True
    return closed_on > timezone.localdate(revision.decided_at)
