"""Indicator tables flattened to text: cells in a row, or run together without any mark between."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from planapp.domain.extraction.cells import Cell, Change, read_cells, split_cells
from planapp.domain.extraction.contract import ExtractedIndicator, Origin, Span
from planapp.domain.extraction.measures import read_unit_word
from planapp.domain.extraction.scopes import Part, Scope
from planapp.domain.extraction.years import YearRole, find_years
from planapp.domain.terms import Comparator, Measure
