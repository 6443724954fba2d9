"""Which of several successors an item fits, by the words of what passed to each."""

from __future__ import annotations

import re
from collections.abc import Mapping

_BREAKS = re.compile(r"[、，；,;和与及]")
# Words that say how something is dealt with, not what: they tell no successor from another.
_HOW = re.compile(r"(监督检查|统筹协调|监督管理|综合管理|监管|管理|监督|规划|编制|设置|工作|发展)$")
_SHORTEST = 2


def suggest_heir(text: str, scopes: Mapping[int, str]) -> int | None:
    """The one successor whose scope the text speaks of more than of any other's, else None.

    `scopes` gives for each successor what passed to it, as the reform words it (药品、医疗器械
    和化妆品监管); a successor of everything has an empty one and is never told by words.
    """
    found = {
        heir: sum(text.count(word) for word in _words(scope)) for heir, scope in scopes.items()
    }
    best = max(found.values(), default=0)
    leading = [heir for heir, times in found.items() if times == best]
    return leading[0] if best and len(leading) == 1 else None


def _words(scope: str) -> set[str]:
    whole = {part.strip() for part in _BREAKS.split(scope)}
    bare = {_HOW.sub("", word) for word in whole}
    return {word for word in whole | bare if len(word) >= _SHORTEST}
