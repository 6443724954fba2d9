"""Words put between the plan's own, where nothing on the page names them.

Each is told by how it stands, and most by a character that occurs nowhere but in it: a plan's own
words share theirs with other words.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from operator import add

from planapp.domain.debris.lines import Debris, Line

_HAN = re.compile("[一-鿿]+")
_LATIN_CLAUSE = re.compile(r"(?<=[。！；])\s*([A-Za-z][A-Za-z\d]{1,14})(?=[，,。])")
_HAN_CLAUSE = re.compile(r"(?<=[。！；])\s*([一-鿿]{2,4})(?=[，,])")
_LINKING = re.compile(  # 此外, 近年来, 据此测算: words that lead a sentence in
    "[此其同另之为因对在以从由但而且或若如虽尽即又再便及至自到与和按据经根首次最总今本该所通近当目前后"
    "年来时日然是有诚]"
)
_ADDRESSED = re.compile(  # 喊你建; not 印发给你们, 你省来函, 你追我赶, nor what is quoted
    r"“[^“”\n]{0,200}”|(?P<words>[喊叫邀带为帮教等让给助请陪送和与祝向替]?[你您]"
    r"(?![们省市区县州委厅局部办单院所司处署校公]|追我|中有|来我)[一-鿿]{0,3})"
)
_TITLE_TAIL = re.compile(
    r"[一-鿿“”（）()\d—\-]{8,60}(?:规划|纲要|方案|意见|计划|办法|决定|通知)(?P<word>[一-鿿]{2,8})"
)
_TITLE_LEAD = re.compile(r"(?P<word>[一-鿿]{2,6}?)(?P<region>[一-鿿]{2,3}(?:省|市|自治区))")
_OF_TITLES = re.compile(
    "解读|全文|发布|印发|公布|出台|征求|公示|说明|问答|实施|正式|通知|公告|草案|修订"
)

_HEADLINES = 20  # among which a title stands
_LEAST, _MOST = 3, 40  # times that a scattered word occurs
_WIDEST = 6  # characters of one
_APART = 0.6  # of its neighbours differ from each other
_CLOSED = 0.4  # of its places close up to a word of the text
_BOUND = 20  # times as often side by side as by chance


def find_inserted(text: str, head: Sequence[Line]) -> Iterator[Debris]:
    """What was put into sentences or beside the title; `head` is the head of the page."""
    for match in _LATIN_CLAUSE.finditer(text):
        yield Debris(match.start(1), match.end(1), f"夹在句间的词“{match[1]}”")
    for match in _ADDRESSED.finditer(text) if "你" in text or "您" in text else ():
        if words := match["words"]:
            yield _doubted(match.start("words"), words)
    rare = _Rare(text)
    words = {match[1] for match in _HAN_CLAUSE.finditer(text) if not _LINKING.search(match[1])}
    words |= set(_beside_title(head))
    for start, word in {*chain.from_iterable(map(rare.places, words)), *rare.scattered()}:
        yield _doubted(start, word)


def _doubted(start: int, word: str) -> Debris:
    return Debris(start, start + len(word), f"疑为夹入的词“{word}”")


def _beside_title(head: Sequence[Line]) -> Iterator[str]:
    """喊你建 behind …规划, and 乐橙 before 浙江省…."""
    for line in head[:_HEADLINES]:
        tail = _TITLE_TAIL.fullmatch(line.text)
        tail = tail or _TITLE_TAIL.fullmatch(line.text.rpartition(" ")[2])
        if tail and not _OF_TITLES.search(tail["word"]):
            yield tail["word"]
        if lead := _TITLE_LEAD.match(line.text):
            yield lead["word"]


class _Rare:
    """The characters that a text seldom has, with their places."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._counts = Counter(text)
        self._places: dict[str, list[int]] = defaultdict(list)
        rare = [c for c, count in self._counts.items() if count <= _MOST and _HAN.match(c)]
        for match in re.finditer(f"[{''.join(rare)}]", text) if rare else ():
            self._places[match.group()].append(match.start())

    def places(self, word: str) -> list[tuple[int, str]]:
        """Where a word stands; nowhere if each of its characters also stands without it."""
        for offset, char in enumerate(word):
            starts = [place - offset for place in self._places.get(char, ())]
            if starts and all(self._text.startswith(word, start) for start in starts):
                return [(start, word) for start in starts]
        return []

    def scattered(self) -> Iterator[tuple[int, str]]:
        """Words among ever different neighbours that often make a word themselves: 医|乐橙|药."""
        pairs: Counter[str] = Counter()
        for places in self._places.values():
            if len(places) < _LEAST or not self._may_be_part(*places[:2]):
                continue
            before, behind = self._widen(places, -1), self._widen(places, 1)
            size = before + 1 + behind
            starts = [place - before for place in places]
            if not 2 <= size <= _WIDEST or not self._is_apart(starts, size):
                continue
            pairs = pairs or Counter(map(add, self._text, self._text[1:]))
            closed = sum(self._makes_word(start, size, pairs) for start in starts)
            if closed >= _CLOSED * len(starts):
                yield from ((start, self._text[start : start + size]) for start in starts)

    def _may_be_part(self, first: int, second: int) -> bool:
        """Whether two places of a character have a neighbour in common: tells most at once."""
        return (
            self._at(first - 1) == self._at(second - 1)
            or self._at(first + 1) == self._at(second + 1)
        )  # fmt: skip

    def _widen(self, places: Sequence[int], step: int) -> int:
        """How many characters on one side are the same at all places."""
        for reach in range(1, _WIDEST + 1):
            around = {self._at(place + step * reach) for place in places}
            if len(around) > 1 or not _HAN.match(around.pop()):
                return reach - 1
        return _WIDEST

    def _at(self, place: int) -> str:
        return self._text[place] if 0 <= place < len(self._text) else "\n"

    def _is_apart(self, starts: Sequence[int], size: int) -> bool:
        least = _APART * len(starts)
        return (
            len({self._at(start - 1) for start in starts}) >= least
            and len({self._at(start + size) for start in starts}) >= least
        )

    def _makes_word(self, start: int, size: int, pairs: Counter[str]) -> bool:
        left, right = self._at(start - 1), self._at(start + size)
        by_chance = self._counts[left] * self._counts[right] / len(self._text)
        count = pairs[left + right]
        return count > 1 and count >= _BOUND * by_chance and bool(_HAN.fullmatch(left + right))
