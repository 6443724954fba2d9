"""Who may see what backs a report."""

from __future__ import annotations

from datetime import date

from planapp.models import Evidence, User
from planapp.queries.scope import lies_within
from planapp.rights import scope_of


def may_see_evidence(user: User, evidence: Evidence, *, on: date) -> bool:
    """Whether a person may open what backs something they may see."""
    return lies_within(evidence, scope_of(user, on=on))
