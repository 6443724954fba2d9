"""How an indicator stands beside the round before: better, worse, newly reported, fallen silent."""

from __future__ import annotations

from planapp.domain.standing import WITHOUT_DATA, Standing
from planapp.domain.terms import Change, Light, Status

_SEVERITY = (Light.GREEN, Light.YELLOW, Light.RED)


def change_between(before: Standing | None, now: Standing) -> Change | None:
    """What changed; None where the light is the same or says nothing in one of the rounds.

    Without a standing before, the indicator was not asked for.
    """
    had = before is not None and before.status not in WITHOUT_DATA
    has = now.status not in WITHOUT_DATA
    if has and not had:
        return Change.REPORTED
    if before is None or Light.GREY in {before.light, now.light}:
        fell_silent = had and now.status is Status.NO_DATA
        return Change.SILENT if fell_silent else None
    step = _SEVERITY.index(now.light) - _SEVERITY.index(before.light)
    if step == 0:
        return None
    return Change.WORSE if step > 0 else Change.BETTER
