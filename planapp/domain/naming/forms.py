"""Different spellings of one name brought to one key, and abbreviations recognised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# A word and its standard shorter form, in the order in which they are applied.
_SHORTER = (
    ("中国共产党", "中共"),
    ("人民政府", "政府"),
    ("监督管理", "监管"),
    ("管理委员会", "管委会"),
    ("委员会", "委"),
    ("办公室", "办"),
    ("中国科学院", "中科院"),
    ("中国人民银行", "人行"),
    ("人民银行", "人行"),
)
_JOINING = re.compile(r"(?<=.)[和与及](?=.)")
_PARTY = "中共"
GOVERNMENT = "政府"
_OFFICES = frozenset({"", "办", "办公厅"})  # 省政府办公厅 is not a 办公厅 of the province
_ORGAN_ENDINGS = frozenset("厅局委办部会")
_SHORTEST_ABBREVIATION = 3  # two characters and the ending: 工信厅
_BRACKETS = re.compile(r"\(([^()]*)\)")


def tidy(written: str) -> str:
    """Half-width, without white space and without punctuation at the ends."""
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", written))
    return text.strip(",、;。.:")


def without_party(text: str) -> str:
    """The name without the 中共 that stands before the place."""
    return text.replace("中国共产党", _PARTY).removeprefix(_PARTY)


def key_of(text: str) -> str:
    """The spelling that all standard forms of a name share; the place is already cut off."""
    for word, shorter in _SHORTER:
        text = text.replace(word, shorter)
    text = _JOINING.sub("", text)
    rest = text.removeprefix(GOVERNMENT)
    return text if rest in _OFFICES else rest


def is_abbreviation(short: str, full: str) -> bool:
    """Whether one key abbreviates the other: its characters in order, same first and ending."""
    return (
        _SHORTEST_ABBREVIATION <= len(short) < len(full)
        and short[0] == full[0]
        and short[-1] == full[-1]
        and short[-1] in _ORGAN_ENDINGS
        and _is_subsequence(short, full)
    )


def readings_of_brackets(text: str) -> Iterator[str]:
    """The name as it stands, then without its brackets, then what the brackets hold."""
    yield text
    outer = _BRACKETS.sub("", text)
    if outer != text:
        yield outer
        yield from (inner for inner in _BRACKETS.findall(text) if inner)


def _is_subsequence(short: str, full: str) -> bool:
    characters = iter(full)
    return all(character in characters for character in short)
