"""Finding by words: text as overlapping pairs of characters, so that words of two are found.

Nothing is cut into words, which no list of them does well for names of plans and units. 数字经济 is
kept as 数字 字经 经济 济; a word asked for is found where its pairs stand one after the other, a
single character where a pair begins with it. Letters and digits are treated alike.
"""

from __future__ import annotations

from planapp.domain.search.excerpts import Piece, excerpt_of, mark_words
from planapp.domain.search.grams import MARK, TITLE_END, grams_of, mark_of, pairs_of, words_of

__all__ = (
    "MARK",
    "TITLE_END",
    "Piece",
    "excerpt_of",
    "grams_of",
    "mark_of",
    "mark_words",
    "pairs_of",
    "words_of",
)
