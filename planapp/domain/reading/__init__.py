"""From bytes and a file name to text (`read`), and what in a text is a web page's (`find_debris`).

`ACCEPTED` are the endings a file's name may have.
"""

from __future__ import annotations

from planapp.domain.reading.debris import Debris, find_debris
from planapp.domain.reading.formats import ACCEPTED
from planapp.domain.reading.reader import read
from planapp.domain.reading.result import ReadText, UnreadableDocument

__all__ = ("ACCEPTED", "Debris", "ReadText", "UnreadableDocument", "find_debris", "read")
