"""Addresses: overview, matrix, rankings, comparison."""

from __future__ import annotations

from planapp.pages import comparison, matrix, overview, rankings
from planapp.pages.address import Address

PAGES: list[Address] = [
    ("overview/", overview.overview, "overview"),
    ("overview/part/<slug:name>/", overview.overview_section, "overview_section"),
    ("overview/changes/", overview.change_list, "changes"),
    ("overview/owing/", overview.owing_list, "owing"),
    ("matrix/", matrix.matrix, "matrix"),
    ("rankings/", rankings.rankings, "rankings"),
    ("comparison/", comparison.comparison, "comparison"),
]
