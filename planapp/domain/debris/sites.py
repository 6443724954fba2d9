"""The name of the site a page was on, where it also stands between the plan's sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from planapp.domain.debris.lines import Debris, Line

_RUN = re.compile(r"[一-鿿A-Za-z\d]+")
_ALONE = re.compile(r"(?:^|(?<=[。！？；\n]))[\s　]*([一-鿿A-Za-z\d]{2,6})[，,。]", re.MULTILINE)
_SHORTEST, _LONGEST = 2, 6
_FEW = 6  # characters beside a site's name in a line of the site


def find_site_names(
    text: str, ends: Sequence[Line], furniture: Mapping[Line, str]
) -> Iterator[Debris]:
    """Every place of a name that two lines of the page share and that is a clause of the text."""
    if not furniture:
        return
    alone = {match[1] for match in _ALONE.finditer(text)}
    for name in _shared_names(ends, furniture, alone):
        for match in re.finditer(re.escape(name), text):
            yield Debris(match.start(), match.end(), f"夹入的网站名称“{name}”")
        for line in ends:
            if name in line.text and line not in furniture and len(line.text) < len(name) + _FEW:
                yield Debris(line.start, line.end, "网页导航")


def _shared_names(
    ends: Sequence[Line], furniture: Mapping[Line, str], alone: set[str]
) -> list[str]:
    """Words that two lines of the page's head or foot share, one of them furniture."""
    where: dict[str, set[int]] = {}
    for index, line in enumerate(ends):
        for run in _RUN.finditer(line.text):
            for gram in _grams(run.group()):
                if gram in alone:
                    where.setdefault(gram, set()).add(index)
    marked = {index for index, line in enumerate(ends) if line in furniture}
    return [gram for gram, at in where.items() if len(at) > 1 and at & marked]


def _grams(run: str) -> Iterator[str]:
    for size in range(_SHORTEST, _LONGEST + 1):
        for start in range(len(run) - size + 1):
            yield run[start : start + size]
